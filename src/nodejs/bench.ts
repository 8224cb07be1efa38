import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { parseOptions, UsageError, type OptionRow } from './arguments.ts';
import type * as InNode from './bench/in-node.ts';
import { firstPrompt, keyToGlyph } from './bench/in-browser.ts';
import { fileSizes, type FileSize } from './bench/sizes.ts';
import { findLessons, readLesson } from './lessons/load.ts';
import { launchChromium, serveStatic } from './static-site.ts';

/**
 * `npm run bench`: how large and how quick it is. Ratios are of things measured in the same run, so that a slow machine
 * does not look like slow code. Prints tables, or with --json one object.
 */
const OPTIONS: readonly OptionRow[] = [
	{ name: 'json', text: 'one JSON object instead of tables' },
	{ name: 'dist', value: 'DIR', text: 'the built site; default dist' },
	{ name: 'loads', value: 'N', text: 'fresh loads of the page; default 5' }
];

interface Figure {
	what: string;
	value: number;
	unit: string;
	/** What is aimed at, and whether it is reached. A figure beyond its aim is marked, nothing more: this is no test. */
	aim?: string;
	met?: boolean;
}

const atMost = (limit: number, value: number): Pick<Figure, 'aim' | 'met'> => ({
	aim: `≤ ${limit}`,
	met: value <= limit
});
const atLeast = (limit: number, value: number): Pick<Figure, 'aim' | 'met'> => ({
	aim: `≥ ${limit}`,
	met: value >= limit
});

async function bench(argv: readonly string[]): Promise<void> {
	const options = parseOptions(argv, OPTIONS);
	const dist = resolve(options.text('dist', 'dist'));
	if (!existsSync(join(dist, 'index.html'))) throw new UsageError(`${dist} holds no built site: npm run build`);
	const { files, course } = findLessons(['lessons']);
	const file = files.find(({ id, language }) => id === 'pi-swarm-mode' && language === 'en');
	if (!file) throw new UsageError('no lesson pi-swarm-mode');
	const lesson = readLesson(file, course);

	// First what runs in this process alone: a browser beside it would take its processor.
	const { idle, eventCost, lessonCost } = await asShipped();
	const idling = idle();
	const events = eventCost(lesson);
	const tested = lessonCost(lesson);

	const bareDist = mkdtempSync(join(tmpdir(), 'swarmlab-bare-'));
	await build({
		configFile: false,
		root: join(import.meta.dirname, 'bench/bare'),
		base: './',
		logLevel: 'error',
		build: { outDir: bareDist, emptyOutDir: true, target: 'es2023' }
	});
	const [site, bare, browser] = await Promise.all([serveStatic(dist), serveStatic(bareDist), launchChromium()]);
	try {
		const prompt = await firstPrompt(browser, site, options.count('loads', 5, 1));
		const glyphs = await keyToGlyph(browser, site, bare);
		const sizes = fileSizes(dist);
		const asked = new Set(prompt.requested.map((path) => (path === '/' ? 'index.html' : path.slice(1))));
		const page = sizes.filter((size) => asked.has(size.file)).reduce((sum, { gzip }) => sum + gzip, 0) / 1000;
		const figures: Figure[] = [
			{ what: 'page of the Pi lesson, gzip', value: page, unit: 'kB', ...atMost(250, page) },
			{
				what: `first prompt, median of ${prompt.loads.length}`,
				value: prompt.median,
				unit: 'ms',
				...atMost(1000, prompt.median)
			},
			...(['bare', 'lesson', 'sandbox'] as const).flatMap((name): Figure[] => [
				{
					what: `key to glyph, ${NAMES[name]}, median of ${glyphs[name].keys}`,
					value: glyphs[name].median,
					unit: 'ms'
				},
				{ what: `key to glyph, ${NAMES[name]}, p99`, value: glyphs[name].p99, unit: 'ms' }
			]),
			{ what: 'p99, lesson to bare echo', value: glyphs.lessonRatio, unit: '×', ...atMost(1.5, glyphs.lessonRatio) },
			{
				what: 'p99, 6 machines to bare echo',
				value: glyphs.sandboxRatio,
				unit: '×',
				...atMost(1.5, glyphs.sandboxRatio)
			},
			{
				what: `${idling.nodes} idle nodes, virtual s per real s`,
				value: idling.perRealSecond,
				unit: '×',
				...atLeast(5000, idling.perRealSecond)
			},
			{ what: `${idling.nodes} idle nodes, virtual s per CPU s`, value: idling.perCpuSecond, unit: '×' },
			{ what: 'events per virtual second, idle', value: idling.eventsPerVirtualSecond, unit: '' },
			{ what: `emit and hash one of ${events.events} events`, value: events.emit, unit: 'µs' },
			{ what: 'fold one event into facts', value: events.fold, unit: 'µs' },
			{ what: 'play the Pi lesson once', value: tested.play, unit: 'ms' },
			{ what: `test the Pi lesson (32 seeds, ${tested.commands} commands)`, value: tested.test, unit: 'ms' }
		];
		if (options.has('json')) {
			const all = {
				figures,
				sizes,
				requested: prompt.requested,
				page,
				prompt,
				glyphs,
				idle: idling,
				events,
				lesson: tested
			};
			process.stdout.write(`${JSON.stringify(all, undefined, '\t')}\n`);
		} else process.stdout.write(table(sizes, asked, figures));
	} finally {
		await browser.close();
		site.close();
		bare.close();
		rmSync(bareDist, { recursive: true, force: true });
	}
}

/** The simulation bundled as for the page: what tsx adds to keep the names of functions costs up to a third. */
async function asShipped(): Promise<typeof InNode> {
	// Below node_modules, where the packages it imports are found.
	const outDir = resolve('node_modules/.cache/swarmlab-bench');
	await build({
		configFile: false,
		logLevel: 'error',
		build: {
			ssr: join(import.meta.dirname, 'bench/in-node.ts'),
			outDir,
			emptyOutDir: true,
			target: 'es2023',
			rolldownOptions: { output: { entryFileNames: 'in-node.mjs' } }
		}
	});
	return (await import(pathToFileURL(join(outDir, 'in-node.mjs')).href)) as typeof InNode;
}

const NAMES = { bare: 'bare echo', lesson: 'lesson', sandbox: '6 machines' } as const;

function table(sizes: readonly FileSize[], asked: ReadonlySet<string>, figures: readonly Figure[]): string {
	const rows = sizes.map(({ file, bytes, gzip }) => {
		const name = asked.has(file) ? file : `${file} (not asked for)`;
		return name.padEnd(58) + String(bytes).padStart(10) + String(gzip).padStart(10);
	});
	const lines = figures.map(({ what, value, unit, aim, met }) => {
		const shown = value >= 100 ? value.toFixed(0) : value.toFixed(2);
		const judged = aim === undefined ? '' : `aim ${aim}${met ? '' : '  MISSED'}`;
		return `${what.padEnd(56)}${shown.padStart(12)} ${unit.padEnd(4)}${judged}`.trimEnd();
	});
	return `${['file'.padEnd(58) + 'bytes'.padStart(10) + 'gzip'.padStart(10), ...rows, '', ...lines].join('\n')}\n`;
}

bench(process.argv.slice(2)).catch((error: unknown) => {
	const text =
		error instanceof UsageError ? `bench: ${error.message}` : error instanceof Error ? error.stack : String(error);
	process.stderr.write(`${text}\n`);
	process.exitCode = error instanceof UsageError ? 2 : 1;
});
