import { findLessons } from './load.ts';

/** Serves the page on one lesson; a file that is saved is shown at once. Ends with Ctrl-C. @returns never, but for a mistake */
export async function preview(id: string, port: number): Promise<number> {
	const { files } = findLessons(['lessons']);
	if (!files.some((file) => file.id === id)) {
		process.stderr.write(`there is no lesson ${id}. There are: ${[...new Set(files.map((file) => file.id))].join(', ')}\n`);
		return 1;
	}
	const { createServer } = await import('vite');
	const server = await createServer({ server: { port }, clearScreen: false });
	await server.listen();
	const address = server.resolvedUrls?.local[0] ?? `http://127.0.0.1:${port}/`;
	process.stdout.write(`${address}#/lesson/${id}\nA change to lessons/${id} is shown at once. Ctrl-C ends.\n`);
	await new Promise<void>((resolve) => process.once('SIGINT', resolve));
	await server.close();
	return 0;
}
