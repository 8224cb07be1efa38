import { basename, dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import { findLessons } from './load.ts';
import { lessons } from './plugin.ts';

/**
 * Serves the page on one lesson; a file that is saved is shown at once. Ends with Ctrl-C.
 * @param given a lesson of the course by its id, or the folder of any lesson
 * @returns never, but for a mistake
 */
export async function preview(given: string, port: number): Promise<number> {
	const folder = existsSync(given) ? given : join('lessons', given);
	const all = dirname(folder);
	const id = basename(folder);
	const { files } = findLessons([existsSync(all) ? all : 'lessons']);
	if (!files.some((file) => file.id === id)) {
		process.stderr.write(
			`there is no lesson ${given}. There are: ${[...new Set(files.map((file) => file.id))].join(', ')}\n`
		);
		return 1;
	}
	const { createServer, loadConfigFromFile } = await import('vite');
	const config = (await loadConfigFromFile({ command: 'serve', mode: 'development' }))!.config;
	const server = await createServer({
		...config,
		configFile: false,
		plugins: [lessons(all), ...(config.plugins ?? []).filter((plugin) => !isLessons(plugin))],
		// What only the worker imports would be found late, and the page begin anew when it is.
		optimizeDeps: { entries: ['index.html', 'app/worker/worker.ts'] },
		server: { ...config.server, port },
		clearScreen: false
	});
	await server.listen();
	const address = server.resolvedUrls?.local[0] ?? `http://127.0.0.1:${port}/`;
	process.stdout.write(`${address}#/lesson/${id}\nA change to ${folder} is shown at once. Ctrl-C ends.\n`);
	await new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
	});
	await server.close();
	return 0;
}

function isLessons(plugin: unknown): boolean {
	return (plugin as { name?: string } | null)?.name === 'swarmlab-lessons';
}
