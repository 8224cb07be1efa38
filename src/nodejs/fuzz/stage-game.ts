import { createRng, type Rng } from '../../core/sim/rng.ts';
import type { Sim } from '../../core/sim/sim.ts';
import type { World } from '../../core/world/world.ts';
import { thrown } from './findings.ts';
import { ACT_LENGTH, type Game, type Move, type Play } from './play.ts';
import { createStage, eraOfAct, randomFault, type Stage, type StageEra } from './stage.ts';

/** A turn on a machine of the stage, or a fault. */
interface StageMove<Turn> extends Move {
	readonly fault?: number;
	readonly machine: number;
	readonly turn: Turn;
}

export type Machine = ReturnType<World['machine']>;

/** Plays one turn. @returns what went wrong */
export type Player<Turn> = (machine: Machine, turn: Turn) => string | undefined;

/** Random turns on random machines of a live swarm, and faults now and then. Acts take turns in their eras. */
export abstract class StageGame<Turn> implements Game {
	private faults = 0;

	protected constructor(private readonly faultShare: number) {}

	protected abstract chooseTurn(rng: Rng, era: StageEra): Turn;
	protected abstract textOf(turn: Turn, machine: number): string;
	/** A new act begins. */
	protected abstract begin(stage: Stage): Player<Turn>;
	protected abstract counts(): string;

	choose(rng: Rng, index: number): StageMove<Turn> {
		const machine = rng.chance(0.7) ? 0 : rng.int(100);
		const fault = rng.chance(this.faultShare) ? rng.int(1_000_000) : undefined;
		const turn = this.chooseTurn(rng, eraOfAct(Math.floor(index / ACT_LENGTH)));
		if (fault !== undefined) return { fault, machine, turn, text: `fault ${fault}` };
		return { machine, turn, text: this.textOf(turn, machine) };
	}

	open(seed: string, act: number): Play {
		const stage = createStage(seed, eraOfAct(act));
		const play = this.begin(stage);
		return {
			do: (move) => {
				try {
					return this.doMove(stage, play, move as StageMove<Turn>) ?? stage.watch.violations[0];
				} catch (error) {
					return thrown(error);
				}
			}
		};
	}

	summary(): string {
		return `${this.counts()}; ${this.faults} faults`;
	}

	private doMove(
		{ world, names }: Stage,
		play: Player<Turn>,
		{ fault, machine: at, turn }: StageMove<Turn>
	): string | undefined {
		const { sim } = world;
		if (fault !== undefined) {
			this.faults++;
			const words = randomFault(createRng(fault), names);
			const { error } = world.fault(words);
			sim.runUntil(sim.now + 1000);
			return error === undefined ? undefined : `fault ${words}: ${error}`;
		}
		const machine = world.machine(names[at % names.length]!);
		if (!machine.isOn) world.fault(`power on ${machine.hostname}`);
		world.fault(`resume ${machine.hostname}`);
		sim.runUntil(sim.now);
		sim.trace.cause = 0;
		return play(machine, turn);
	}
}

/** Lets the world live until `isOver`, for so long or for so many turns of the simulation. */
export function runWhile(sim: Sim, isOver: () => boolean, { ms, steps }: { ms: number; steps: number }): void {
	const until = sim.now + ms;
	const last = sim.steps + steps;
	while (!isOver() && sim.steps < last && (sim.nextAt() ?? Infinity) <= until) sim.step();
}

/** '200: 17, 404: 5', the most frequent first. */
export class Tally {
	private readonly counts = new Map<number, number>();

	add(key: number): void {
		this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
	}

	get text(): string {
		return [...this.counts]
			.sort((a, b) => b[1] - a[1])
			.map(([key, count]) => `${key}: ${count}`)
			.join(', ');
	}
}
