// What real registries, a real engine and a real client said (testdata/engine/registry-recorded.txt), held against the
// simulated ones: command by command, with digests, IDs, ages and the name server of the laboratory masked.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_NETWORK, numberedMachines } from '../../../src/core/world/cluster-shape.ts';
import { RECORDING_VERSION } from '../../../src/core/world/recording.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';
import { run } from '../../../src/nodejs/replay/play.ts';

interface Recorded {
	machine: string;
	command: string;
	shown: string;
}

test('registries say what real ones say: login, push, pull, run, services', () => {
	const commands = recorded(
		readFileSync(new URL('../../testdata/engine/registry-recorded.txt', import.meta.url), 'utf8')
	);
	const world = wholeWorld({
		version: RECORDING_VERSION,
		seed: 1,
		era: '20.10',
		client: '28.2',
		cluster: { machines: numberedMachines(3, 3), formed: true, network: DEFAULT_NETWORK },
		lesson: '',
		inputs: [],
		end: 0
	});
	// The laboratory's machines had it from an archive: one platform, and no digest.
	for (const name of ['mgr1', 'wrk1']) {
		world.machine(name).engine.preload('alpine');
		const loaded = run(
			world,
			name,
			'docker save -o a.tar alpine && docker rmi alpine && docker load -i a.tar && rm a.tar'
		);
		expect(loaded.code).toBe(0);
	}
	// Some images mgr1 has by a name that no registry knows: their tasks went elsewhere.
	run(world, 'mgr1', 'docker node update --availability drain mgr1');
	const differences: string[] = [];
	for (const { machine, command, shown } of commands) {
		// A real command takes its time to start.
		world.sim.runUntil(world.sim.now + 1_000);
		const { code, stdout, stderr } = run(world, machine, command);
		const ours = masked([...marked('|', stdout), ...marked('!', stderr), ...(code === 0 ? [] : [`  = ${code}`])]);
		const real = masked(shown === '' ? [] : shown.split('\n'));
		// A registry lists tags as its disk does.
		const isSame = command.includes(' pull -a ') ? sorted(ours) === sorted(real) : ours === real;
		if (!isSame) differences.push(`${machine}$ ${command}\nreal:\n${real}\nours:\n${ours}`);
	}
	console.log(`${commands.length - differences.length} of ${commands.length} recorded commands equal`);
	expect(differences.join('\n\n')).toBe('');
	expect(commands.length).toBeGreaterThan(120);
});

function recorded(text: string): Recorded[] {
	const commands: Recorded[] = [];
	for (const line of text.trimEnd().split('\n')) {
		const prompt = /^(\w+)\$ (.*)$/.exec(line);
		if (prompt) commands.push({ machine: prompt[1]!, command: prompt[2]!, shown: '' });
		else if (!line.startsWith('#')) {
			const last = commands.at(-1)!;
			last.shown += last.shown === '' ? line : `\n${line}`;
		}
	}
	return commands;
}

function marked(sign: string, text: string): string[] {
	return text === ''
		? []
		: text
				.replace(/\n$/, '')
				.split('\n')
				.map((line) => `  ${sign} ${line}`);
}

function masked(lines: readonly string[]): string {
	const plain = lines.map((line) =>
		line
			.replace(/sha256:(?!0{64})[0-9a-f]{64}/g, 'sha256:…')
			.replace(/^( {2}\| )[0-9a-z]{12}(?= {3})/, '$1ID')
			.replace(/\b[0-9a-f]{12}\b|\b[0-9a-f]{64}\b|\b[0-9a-z]{25}\b/g, 'ID')
			.replace(/ on 10\.0\.0\.254:53/, '')
			// Where a task stands at this moment is a matter of milliseconds; that it is refused, and why, is not.
			.replace(/ (Rejected|Preparing|Ready|Assigned) .* ago ("No such image.*")?$/, ' refused $2')
			.replace(/(Running) .* ago/, '$1')
			.trimEnd()
	);
	// How many tasks were refused by now is a matter of time, too.
	return plain
		.filter((line, i) => !/ refused$/.test(line) && !(line.includes(' refused ') && plain.indexOf(line) < i))
		.join('\n');
}

const sorted = (text: string): string => text.split('\n').sort().join('\n');
