import type { Dialect } from '../../../core/classic/dialect.ts';
import { classicShape, type ClusterShape } from '../../../core/world/cluster-shape.ts';
import { RECORDING_VERSION } from '../../../core/world/recording.ts';
import type { RunResult, World } from '../../../core/world/world.ts';
import { wholeWorld } from '../../../core/world/whole-world.ts';

/** Output of a command that goes on: what it wrote until it was left alone. */
const PATIENCE_MS = 180_000;

/** The classic machines, ready for command lines. */
export class ClassicWorld {
	readonly world: World;

	/** @param labels of every engine, besides the usual ones */
	constructor(dialect: Dialect, labels: readonly string[] = []) {
		this.world = wholeWorld({
			version: RECORDING_VERSION,
			seed: 1,
			era: '1.12.0-rc1',
			cluster: benchShape(dialect, labels),
			lesson: '',
			inputs: [],
			end: 0
		});
	}

	/** @returns undefined when it was still running after the given time */
	run(machine: string, command: string, patienceMs = PATIENCE_MS): RunResult | undefined {
		let result: RunResult | undefined;
		this.world.run(machine, command, (done) => (result = done));
		const limit = this.world.sim.now + patienceMs;
		while (!result) {
			const next = this.world.sim.nextAt();
			if (next === undefined || next > limit) break;
			this.world.sim.step();
		}
		return result;
	}

	wait(ms: number): void {
		this.world.sim.runUntil(this.world.sim.now + ms);
	}

	/** Standard output and standard error of a command that must end. */
	text(machine: string, command: string): string {
		const result = this.run(machine, command);
		if (!result) throw new Error(`still running: ${command}`);
		return result.stdout + result.stderr;
	}

	/** A manager over the first nodes, and a client on the laptop that speaks to it. */
	manage(options = '', nodes = 3): void {
		this.manageAt(`nodes://${ADDRESSES.slice(0, nodes).join(',')}`, options);
	}

	manageAt(url: string, options: string): void {
		const { classic } = this.world.recording().cluster;
		const discovery = classic === 'rc1' ? `--discovery ${url} ${options}` : `${options} ${url}`;
		this.run('swarm', `swarm manage -H tcp://192.168.0.40:4000 ${discovery} > /tmp/manage.log 2>&1 &`);
		this.wait(2000);
		this.run('laptop', 'export DOCKER_HOST=tcp://192.168.0.40:4000');
	}
}

/** Where the engines listen. */
export const ADDRESSES = ['192.168.0.42:2375', '192.168.0.43:2375', '192.168.0.44:2375'] as const;

/** The lessons' machines under upstream's names, with the labels that its tests ask for. */
function benchShape(dialect: Dialect, more: readonly string[]): ClusterShape {
	const shape = classicShape(dialect);
	const machines = shape.machines.map((machine) => {
		const number = /^node-(\d)$/.exec(machine.name)?.[1];
		if (number === undefined) return machine;
		const at = Number(number) - 1;
		const labels = [...(machine.labels ?? []), `foo=${'abc'[at]!}`, ...more];
		return { ...machine, name: `node-${at}`, labels };
	});
	return { ...shape, machines };
}
