import { expect, test } from 'vitest';
import { blankProblem, fillCommand, isSameCommand, showCommand } from '../../../src/core/lesson/fill.ts';
import { numberedMachines } from '../../../src/core/world/cluster-shape.ts';
import type { World } from '../../../src/core/world/world.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';

function world(): World {
	return wholeWorld({
		version: 1,
		seed: 1,
		era: '28.2',
		cluster: { machines: numberedMachines(1, 1), formed: true, network: '10.0.0.' },
		lesson: '',
		inputs: [],
		end: 0
	});
}

function run(from: World, machine: string, command: string): string {
	let output = '';
	from.run(machine, command, ({ stdout, stderr }) => (output = stdout + stderr));
	from.sim.runUntil(from.sim.now + 30_000);
	return output;
}

test('the blanks of a command are what docker itself prints', () => {
	const w = world();
	const filled = (text: string): string => fillCommand(text, 'mgr1', w.view);
	expect(filled('{{worker-token}}')).toBe(run(w, 'mgr1', 'docker swarm join-token -q worker').trim());
	expect(filled('{{manager-token}}')).toBe(run(w, 'mgr1', 'docker swarm join-token -q manager').trim());
	expect(filled('echo {{unlock-key}}')).toBe('echo {{unlock-key}}');
	run(w, 'mgr1', 'docker swarm update --autolock=true');
	expect(filled('{{unlock-key}}')).toBe(run(w, 'mgr1', 'docker swarm unlock-key -q').trim());
	run(w, 'mgr1', 'docker service create --name web --mode global redis');
	run(w, 'mgr1', 'docker service create --name util --constraint node.role==manager redis');
	expect(filled('{{container util}}')).toBe(run(w, 'mgr1', 'docker ps -q -f name=util').trim());
	expect(filled('{{task util.1}}')).toBe(run(w, 'mgr1', "docker ps -f name=util --format '{{.Names}}'").trim());
	expect(fillCommand('{{task util.1}}', 'wrk1', w.view)).toBe('{{task util.1}}');
});

test('a token is shown in short and typed in full', () => {
	const w = world();
	const shown = showCommand('docker swarm join --token {{worker-token}} 10.0.0.1:2377', 'wrk1', w.view);
	expect(shown).toMatch(/^docker swarm join --token SWMTKN-1-.{7}….{8} 10\.0\.0\.1:2377$/);
});

test('a command that ran is known whatever its blanks were, and no other', () => {
	const text = 'docker swarm join \\\n    --token {{worker-token}} \\\n    10.0.0.1:2377';
	expect(isSameCommand('docker swarm join --token SWMTKN-1-a-b 10.0.0.1:2377', text)).toBe(true);
	expect(isSameCommand('docker swarm join --token SWMTKN-1-a-b 10.0.0.2:2377', text)).toBe(false);
});

test('a blank that does not exist is told with those that do', () => {
	expect(blankProblem('docker exec {{task}} sh')).toContain('{{task TASK}}');
	expect(blankProblem('echo {{manger-token}}')).toContain('{{manager-token}}');
	expect(blankProblem('docker ps --format {{worker-token}}')).toBeUndefined();
	expect(blankProblem("docker inspect -f '{{range .A}}{{json .}}{{end}}' {{container web}}")).toBeUndefined();
});
