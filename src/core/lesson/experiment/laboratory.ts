import { numberedMachines, DEFAULT_NETWORK } from '../../world/cluster-shape.ts';
import { RECORDING_VERSION } from '../../world/recording.ts';
import { World } from '../../world/world.ts';

/** Docker's own client gives up on a change after so long; a side without a leader never gets there. */
const PATIENCE_MS = 20_000;

/** A swarm of managers alone that nobody else sees: made from a seed, measured, thrown away. */
export class Laboratory {
	private readonly world: World;
	private changes = 0;

	constructor(
		readonly managers: readonly string[],
		seed: number
	) {
		this.world = new World(
			{
				version: RECORDING_VERSION,
				seed,
				era: '28.2',
				cluster: { machines: numberedMachines(managers.length, 0), formed: true, network: DEFAULT_NETWORK },
				lesson: '',
				inputs: [],
				end: 0
			},
			{}
		);
	}

	/** The managers stand in a row, each so many milliseconds of cable from the one before. */
	spread(ms: number): void {
		const { managers, world } = this;
		managers.forEach((a, i) => {
			managers.slice(i + 1).forEach((b, gap) => world.net.setLink(a, b, { delayMs: ms * (gap + 1) }));
		});
	}

	/** 0..1 of the messages that managers send to one another do not arrive. */
	lose(loss: number): void {
		this.world.net.setKindLoss('raft', loss);
	}

	cut(left: number): void {
		this.world.net.partition([this.managers.slice(0, left), this.managers.slice(left)]);
	}

	wait(ms: number): void {
		this.world.sim.runUntil(this.world.sim.now + ms);
	}

	/** Asks a manager for a change of the store. @returns virtual milliseconds until it was committed, undefined: never */
	change(manager: string): number | undefined {
		const { sim } = this.world;
		const { engine } = this.world.machine(manager);
		const begun = sim.now;
		const body = { Name: `change-${++this.changes}`, Data: 'eA==' };
		let answer: { status: number; at: number } | undefined;
		sim.root.spawn(
			(function* () {
				const { status } = yield* engine.handler({ method: 'POST', path: '/configs/create', body });
				answer = { status, at: sim.now };
				return 0;
			})(),
			{ name: 'a change that is measured' }
		);
		while (!answer && sim.now < begun + PATIENCE_MS && sim.step());
		return answer && answer.status < 300 ? answer.at - begun : undefined;
	}

	/** How often a manager stood for election while `act` went on. */
	electionsDuring(act: () => void): number {
		let elections = 0;
		const stop = this.world.sim.trace.listen((event) => {
			if (event.type === 'raft.role' && event.role === 'candidate') elections++;
		});
		act();
		stop();
		return elections;
	}
}
