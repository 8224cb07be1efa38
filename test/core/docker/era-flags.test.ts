import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Command } from '../../../src/core/docker/command.ts';
import { COMMAND_TREE } from '../../../src/core/docker/commands/tree.ts';
import { isIn } from '../../../src/core/docker/flags.ts';
import { commandsOf } from '../../../src/core/docker/v1.12/tree.ts';
import { commandOf } from '../../../src/core/docker/wordings/wording.ts';
import type { EraId } from '../../../src/core/era/era.ts';

/**
 * Goal: a client of an era knows the flags that the real one knew, and no others. Method: era-flags.txt has the flags
 * of each command from the help screens of the clients 1.12.0-rc1, 1.12.3 and 19.03.
 */
const SECTIONS = readFileSync(new URL('era-flags.txt', import.meta.url), 'utf8')
	.split(/^== /m)
	.slice(1);

/** Commands that Swarmlab leaves out as a whole; orchestrators other than Swarm have gone with Kubernetes. */
const LEFT_OUT = /^((image )?build$|builder |context (create|export|update)$|deploy$|engine |plugin |trust )/;

const rowOf = (era: EraId, path: string): Command | undefined => {
	if (era !== '19.03') return commandsOf(era).find((row) => row.path === path && isIn(era, row));
	const row = COMMAND_TREE.commands.find((one) => one.path === path || one.also?.includes(path));
	return row && commandOf(era, row, path);
};

test.each(SECTIONS.map((text): [EraId, string[]] => [text.split('\n')[0] as EraId, text.trim().split('\n').slice(1)]))(
	'the client %s knows the flags of its time',
	(era, lines) => {
		const different: string[] = [];
		let count = 0;
		for (const line of lines) {
			const [path = '', real = ''] = line.split(/: ?/);
			if (LEFT_OUT.test(path)) continue;
			count++;
			const ours = (rowOf(era, path)?.flags ?? [])
				.filter((flag) => isIn(era, flag) && !flag.hidden && flag.name !== 'help')
				.map(({ name, short }) => (short ? `${name}/${short}` : name))
				.sort();
			if (!rowOf(era, path)) different.push(`${path}: no such command`);
			else if (ours.join(' ') !== real) different.push(`${path}: ${real}\n  ours: ${ours.join(' ')}`);
		}
		console.log(`${era}: ${count - different.length} of ${count} commands have the flags of their time`);
		expect(count).toBeGreaterThan(60);
		expect(different.join('\n')).toBe('');
	}
);
