import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eraOf } from '../../../src/core/era/eras.ts';
import type { EraId } from '../../../src/core/era/era.ts';
import { runDocker } from './replay.ts';

/**
 * Goal: `--help` of every command prints what the client of the era printed. Method: old-help/ERA.txt holds the real
 * client's screens, of an engine of its era; beside `swarmlab serve --era 19.03`, this asks it again:
 * `REWRITE=1 DOCKER_HOST=unix://… DOCKER_19_03=/path/to/docker npx vitest run test/core/docker/old-help.test.ts`.
 */
const CLIENTS = ['1.12.0-rc1', '1.12.3', '19.03'] as const;

/** What differs and why; a pattern of command lines. */
const DIFFERENT: Readonly<Record<EraId, readonly (readonly [commands: RegExp, why: string])[]>> = {
	'1.12.0-rc1': [[/^docker (build|commit|export|import|load|save|search)\b/, 'left out as a whole']],
	'1.12.3': [[/^docker (build|commit|export|import|load|save|search)\b/, 'left out as a whole']],
	'19.03': [
		[/^docker (builder|engine|manifest|plugin|trust|deploy)\b/, 'left out as a whole'],
		[/^docker context (create|export|import|update)\b/, 'left out as a whole'],
		[/^docker (image )?build --help/, "left out as a whole; today's client hands it to a plugin"]
	],
	'20.10': [],
	'28.2': []
};

interface Screen {
	command: string;
	text: string;
}

function fileOf(era: EraId): URL {
	return new URL(`old-help/${era}.txt`, import.meta.url);
}

/** Every command that the client names on its screens. */
function askRealClient(client: string): Screen[] {
	const ask = (words: string[]): Screen => ({
		command: ['docker', ...words].join(' '),
		text: execFileSync(client, words, {
			encoding: 'utf8',
			env: { HOME: '/root', DOCKER_HOST: process.env['DOCKER_HOST'] }
		})
	});
	const top = ask(['--help']);
	const screens = [top];
	for (const [, name = ''] of top.text.matchAll(/^ {2,4}([a-z]+)\*? +\S/gm)) {
		const isCommand = spawnSync(client, [name, '--help'], { argv0: 'docker' }).status === 0;
		if (!isCommand) continue;
		const screen = ask([name, '--help']);
		screens.push(screen);
		const below = /^Commands:\n([\s\S]*)/m.exec(screen.text)?.[1] ?? '';
		for (const [, word = ''] of below.matchAll(/^ {2}([a-z-]+) +\S/gm)) screens.push(ask([name, word, '--help']));
	}
	return screens;
}

function read(era: EraId): Screen[] {
	return readFileSync(fileOf(era), 'utf8')
		.split(/^=== /m)
		.slice(1)
		.map((part) => {
			const end = part.indexOf('\n');
			return { command: part.slice(0, end), text: part.slice(end + 1) };
		});
}

test.each(CLIENTS)('help screens of the client %s are the real ones', (era) => {
	const client = process.env[`DOCKER_${era.toUpperCase().replace(/[.-]/g, '_')}`];
	if (process.env['REWRITE'] && client) {
		const screens = askRealClient(client);
		writeFileSync(fileOf(era), screens.map(({ command, text }) => `=== ${command}\n${text}`).join(''));
	}
	const different: string[] = [];
	const unneeded: string[] = [];
	let left = 0;
	const screens = read(era);
	for (const { command, text } of screens) {
		const ping = { 'Api-Version': eraOf(era).engine.apiVersion, 'Docker-Experimental': 'false' };
		const handler = function* () {
			return { status: 200, headers: ping };
		};
		const ours = runDocker({ handler, argv: command.split(' '), era: eraOf(era) });
		const isEqual = ours.all === text;
		const reason = DIFFERENT[era].find(([commands]) => commands.test(command));
		if (reason) left++;
		if (reason && isEqual) unneeded.push(command);
		if (!reason && !isEqual) different.push(`$ ${command}\nreal:\n${text}ours:\n${ours.all}`);
	}
	console.log(
		`${era}: ${screens.length - left - different.length} of ${screens.length} help screens equal, ${left} left out`
	);
	if (process.env['OLD_HELP']) writeFileSync(`${process.env['OLD_HELP']}.${era}`, different.join('\n'));
	expect(screens.length).toBeGreaterThan(65);
	expect(different.map((one) => one.split('\n')[0])).toEqual([]);
});
