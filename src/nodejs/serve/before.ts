import type { ClusterShape } from '../../core/world/cluster-shape.ts';
import type { World } from '../../core/world/world.ts';
import { UsageError } from '../arguments.ts';
import type { ScriptStep } from '../script.ts';
import type { Published } from './served-world.ts';

/** No command of a script may take longer than this in virtual time. */
const PATIENCE_MS = 600_000;

/** 'swarm:4000=3375' @throws UsageError */
export function publishedPort(text: string): Published {
	const match = /^([a-z][a-z0-9-]*):(\d{1,5})(?:=(\d{1,5}))?$/.exec(text);
	if (!match) throw new UsageError(`--publish ${text}: it is NODE:PORT=OUTSIDE, such as swarm:4000=3375`);
	return { machine: match[1]!, port: Number(match[2]), outside: Number(match[3] ?? 0) };
}

/** The machines that a script asks for. */
export function shapeIn(steps: readonly ScriptStep[]): ClusterShape | undefined {
	return steps.flatMap((step) => (step.type === 'cluster' ? [step.shape] : []))[0];
}

/** What a script types before anybody is served; what goes on in the background stays. @throws UsageError */
export function playFirst(world: World, steps: readonly ScriptStep[]): void {
	for (const step of steps) {
		if (step.type === 'problem') throw new UsageError(`line ${step.line}: ${step.text}`);
		if (step.type === 'wait') world.sim.runUntil(world.sim.now + step.ms);
		if (step.type === 'fault') {
			const { error } = world.fault(step.text);
			if (error !== undefined) throw new UsageError(`line ${step.line}: ${error}`);
		}
		if (step.type === 'command') runToEnd(world, step.machine, step.command, step.line);
	}
}

function runToEnd(world: World, machine: string, command: string, line: number): void {
	let code: number | undefined;
	world.run(machine, command, (done) => (code = done.code));
	const limit = world.sim.now + PATIENCE_MS;
	while (code === undefined) {
		const next = world.sim.nextAt();
		if (next === undefined || next > limit) throw new UsageError(`line ${line}: it does not end: ${command}`);
		world.sim.step();
	}
	if (code !== 0) throw new UsageError(`line ${line}: exit code ${code}: ${command}`);
}
