import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { daemonConfig, DaemonConfigError } from '../../../src/core/engine/daemon/config.ts';
import { LogOptionError, refuseLogOptions } from '../../../src/core/engine/log-drivers/options.ts';
import type { EraId } from '../../../src/core/era/era.ts';
import { eraOf } from '../../../src/core/era/eras.ts';

/** Cases of a file: lines, then '-> ' and what comes of them. */
function casesOf(file: string): { given: string[]; wanted: string }[] {
	const [, ...lines] = readFileSync(`test/testdata/engine/${file}`, 'utf8').split(/\n(?!#)/);
	const cases: { given: string[]; wanted: string }[] = [];
	let given: string[] = [];
	for (const line of lines) {
		if (!line.startsWith('-> ')) given.push(line);
		else {
			cases.push({ given, wanted: line.slice(3) });
			given = [];
		}
	}
	return cases;
}

function outcome(text: string, flags: ReadonlyMap<string, string[]>, era: EraId = '20.10'): string {
	try {
		daemonConfig(text, flags, eraOf(era));
		return 'up';
	} catch (error) {
		if (error instanceof DaemonConfigError) return error.message;
		throw error;
	}
}

test('the daemon takes or refuses a daemon.json in the words of a real one', () => {
	const cases = casesOf('daemon-json.txt');
	console.log(`daemon.json: ${cases.length} files`);
	expect(cases.length).toBeGreaterThan(25);
	for (const { given, wanted } of cases) {
		const flags = new Map<string, string[]>();
		const words = given[0]!.startsWith('--') ? given.shift()!.split(' ') : [];
		for (let i = 0; i < words.length; i += 2) flags.set(words[i]!.slice(2), [words[i + 1]!]);
		expect(outcome(given.join('\n'), flags), given.join('\n')).toBe(wanted);
	}
});

test('log options are taken or refused in the words of a real engine', () => {
	const cases = casesOf('log-options.txt');
	console.log(`log options: ${cases.length} drivers with options`);
	expect(cases.length).toBeGreaterThan(15);
	for (const { given, wanted } of cases) {
		const [driver = '', ...pairs] = given[0]!.split(' ');
		let told = 'taken';
		try {
			refuseLogOptions(driver, Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string])));
		} catch (error) {
			if (!(error instanceof LogOptionError)) throw error;
			told = error.message;
		}
		expect(told, given[0]).toBe(wanted);
	}
});

test('an empty daemon.json stops 20.10, and is nothing to 28.2', () => {
	expect(outcome('\n', new Map())).toContain(': EOF');
	expect(outcome('\n', new Map(), '28.2')).toBe('up');
});

test('28.2 minds what follows the object in daemon.json', () => {
	expect(outcome('{"debug":true} }', new Map(), '28.2')).toContain("invalid character '}' after top-level value");
});
