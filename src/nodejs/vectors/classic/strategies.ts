import { SwarmError } from '../../../core/classic/error.ts';
import { NO_WISH, type NodeContainer, type SchedulerNode } from '../../../core/classic/scheduler/node.ts';
import { strategyNamed } from '../../../core/classic/scheduler/scheduler.ts';
import { createRng } from '../../../core/sim/rng.ts';
import { judge, type TopicRunner, type Vector } from '../vector.ts';
import { runInCluster } from './cluster-run.ts';
import { dialectOf } from './scheduling.ts';

interface StepInput {
	op: 'place' | 'try' | 'add' | 'repeat' | 'clear' | 'counts';
	name?: string;
	node?: string;
	nodeOf?: string;
	memGiB?: number;
	cpus?: number;
	times?: number;
	ok?: boolean;
	error?: boolean;
	sameAs?: string;
	differs?: string[];
	expectNode?: string;
	counts?: Record<string, number>;
}

interface StrategyVector {
	id: string;
	tag: string;
	input: { strategy: string; nodes: { id: string; memGiB: number; cpus: number }[]; steps?: StepInput[] };
}

const GIB = 1024 ** 3;
/** Ties are broken by dice: the steps must hold whatever they say. */
const SEEDS = 5;

/** Step scripts over one strategy; vectors without steps are runs of a whole cluster. */
export const strategies: TopicRunner = (vectors) =>
	vectors.map((vector: Vector) => {
		const { id, tag, input } = vector as unknown as StrategyVector;
		if (!input.steps) return runInCluster(vector);
		return judge(id, () => {
			for (let seed = 1; seed <= SEEDS; seed++) {
				const broken = new Steps(input, tag, seed).run();
				if (broken !== '') return ['all steps hold', broken];
			}
			return [true, true];
		});
	});

class Steps {
	private readonly nodes: SchedulerNode[];
	private readonly placed = new Map<string, string>();
	private readonly rng;
	private readonly strategy;
	private anonymous = 0;

	constructor(
		private readonly input: StrategyVector['input'],
		tag: string,
		seed: number
	) {
		this.rng = createRng(seed);
		this.strategy = strategyNamed(input.strategy, dialectOf(tag));
		this.nodes = input.nodes.map(({ id, memGiB, cpus }) => ({
			id,
			name: id,
			labels: {},
			containers: [],
			images: [],
			usedMemory: 0,
			usedCpus: 0,
			totalMemory: memGiB * GIB,
			totalCpus: cpus,
			health: 100
		}));
	}

	/** @returns what does not hold, '' when all does */
	run(): string {
		for (const [i, step] of this.input.steps!.entries()) {
			const broken = this.step(step);
			if (broken !== '') return `step ${i + 1} (${step.op} ${step.name ?? ''}): ${broken}`;
		}
		return '';
	}

	private step(step: StepInput): string {
		switch (step.op) {
			case 'add':
				this.add(step.node!, step.name!, step);
				return '';
			case 'clear': {
				const node = this.nodes.find(({ id }) => id === this.placed.get(step.nodeOf!))!;
				Object.assign(node, { containers: [], usedMemory: 0, usedCpus: 0 });
				return '';
			}
			case 'repeat':
				for (let i = 0; i < step.times!; i++) {
					const chosen = this.choose(step);
					if (chosen === undefined) return `no node at ${i + 1}`;
					this.add(chosen, `anonymous ${++this.anonymous}`, step);
				}
				return '';
			case 'counts':
				for (const [id, count] of Object.entries(step.counts!)) {
					const found = this.nodes.find((node) => node.id === id)!.containers.length;
					if (found !== count) return `${id} has ${found}`;
				}
				return '';
			case 'try':
				return (this.choose(step) !== undefined) === step.ok ? '' : 'the other way round';
			case 'place': {
				const chosen = this.choose(step);
				if (step.error) return chosen === undefined ? '' : `found ${chosen}`;
				if (chosen === undefined) return 'no node';
				if (step.expectNode && chosen !== step.expectNode) return `on ${chosen}`;
				if (step.sameAs && this.placed.get(step.sameAs) !== chosen) return `not with ${step.sameAs}`;
				if (step.differs?.some((name) => this.placed.get(name) === chosen)) return 'not apart';
				this.add(chosen, step.name!, step);
				return '';
			}
			default:
				return step.op satisfies never;
		}
	}

	private choose(step: StepInput): string | undefined {
		try {
			const wish = { ...NO_WISH, memory: (step.memGiB ?? 0) * GIB, cpus: step.cpus ?? 0 };
			return this.strategy(wish, this.nodes, this.rng)[0]?.node.id;
		} catch (error) {
			if (error instanceof SwarmError) return undefined;
			throw error;
		}
	}

	private add(id: string, name: string, step: StepInput): void {
		const node = this.nodes.find((candidate) => candidate.id === id)!;
		const container: NodeContainer = {
			id: name,
			names: [name],
			labels: {},
			ports: [],
			isOnHostNetwork: false,
			exposed: []
		};
		node.containers = [...node.containers, container];
		node.usedMemory += (step.memGiB ?? 0) * GIB;
		node.usedCpus += step.cpus ?? 0;
		this.placed.set(name, id);
	}
}
