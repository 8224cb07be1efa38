import { expect, it } from 'vitest';
import { mentionsIn, pointedAt, seqOfThing, ThingNames, thingsOfMark } from '../../../src/app/bench/pointing.ts';
import { createWorld, loadSoftware } from '../../../src/app/worker/create-world.ts';
import { sandboxRecording } from '../../../src/app/sandbox/start-shape.ts';
import type { RunResult } from '../../../src/app/worker/protocol.ts';

const recording = sandboxRecording({ managers: 1, workers: 2, formed: true, era: '28.2', seed: 7 });
const world = createWorld(recording, await loadSoftware(recording));
world.sim.runUntil(10_000);

function run(machine: string, line: string): string {
	let result: RunResult | undefined;
	world.run(machine, line, (ended) => (result = ended));
	world.sim.runUntil(world.sim.now + 60_000, () => result !== undefined);
	if (!result) throw new Error(`${line} did not end`);
	return result.stdout;
}

/** Every name that has a mark, in guillemets, with what it stands for after the line. */
function marked(output: string): string {
	const names = new ThingNames(world.view);
	return output
		.trimEnd()
		.split('\n')
		.map((line) => {
			let text = line;
			const mentions = mentionsIn(line, names);
			for (const { from, to } of [...mentions].reverse())
				text = `${text.slice(0, from)}«${text.slice(from, to)}»${text.slice(to)}`;
			const told = mentions.map(({ thing }) =>
				thing.kind === 'machine'
					? thing.machine
					: thing.kind === 'task'
						? `${names.nameOf(thing.task)} ${world.view.bestStore()!.tasks.get(thing.task)!.state}`
						: 'service'
			);
			return `${text.trimEnd()}\n    ${told.join(' | ')}`;
		})
		.join('\n');
}

it('finds the mark of every ID and name that commands print, old tasks apart from new ones', async () => {
	run('mgr1', 'docker service create --detach --name web --replicas 3 -p 8080:80 nginx:alpine');
	world.sim.runUntil(world.sim.now + 20_000);
	const [container] = run('wrk1', 'docker ps -q').split('\n');
	run('wrk1', `docker kill ${container}`);
	world.sim.runUntil(world.sim.now + 20_000);
	const outputs = [
		['mgr1', 'docker node ls'],
		['mgr1', 'docker service ls'],
		['mgr1', 'docker service ps web'],
		['wrk1', 'docker ps -a --format "{{.ID}} {{.Names}}"']
	] as const;
	const text = outputs.map(([machine, line]) => `${machine}$ ${line}\n${marked(run(machine, line))}`).join('\n\n');
	await expect(`${text}\n`).toMatchFileSnapshot('pointing.txt');
	expect(text.match(/«/g)?.length).toBe(24);
});

it('rings all tasks of a service, one task, or a machine', () => {
	const names = new ThingNames(world.view);
	const web = pointedAt([names.find('web')!], world.view);
	expect([web.machines.size, web.tasks.size]).toEqual([0, 4]);
	const node = pointedAt([names.find('10.0.0.2')!], world.view);
	expect([[...node.machines], node.tasks.size]).toEqual([['wrk1'], 0]);
	expect(seqOfThing(names.find('web.1')!, world.view)).toBeGreaterThan(0);
	expect(seqOfThing({ kind: 'machine', machine: 'wrk1' }, world.view)).toBeGreaterThan(0);
	expect(names.find('nothing')).toBeUndefined();
	// Short words that happen to begin an ID are no IDs.
	const id = [...world.view.bestStore()!.tasks.keys()][0]!;
	expect(names.find(id.slice(0, 11))).toBeUndefined();
	expect(names.find(id.slice(0, 12))).toEqual({ kind: 'task', task: id });
});

it('understands what a hint points at', () => {
	expect(thingsOfMark('raft/leader', world.view)).toEqual({
		diagram: 'raft',
		things: [{ kind: 'machine', machine: 'mgr1' }]
	});
	expect(thingsOfMark('machines', world.view).things).toHaveLength(3);
	expect(thingsOfMark('web.2', world.view).things[0]?.kind).toBe('task');
	expect(thingsOfMark('replicas/absent', world.view)).toEqual({ diagram: 'replicas', things: [] });
});
