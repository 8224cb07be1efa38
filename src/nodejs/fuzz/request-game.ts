import type { ApiRequest, ApiResponse } from '../../core/api/wire/http.ts';
import type { Rng } from '../../core/sim/rng.ts';
import { createRng } from '../../core/sim/rng.ts';
import { describedVersion, judgeOf } from '../api-description/judges.ts';
import { telltale, thrown } from './findings.ts';
import type { Game, Move, Play } from './play.ts';
import { randomRequest } from './requests.ts';
import { createStage, randomFault, type Stage } from './stage.ts';

/** Who waits longer for an answer hangs up: some answers come when something ends. */
const PATIENCE_MS = 30_000;
const MOST_STEPS = 200_000;
const MOST_CHUNKS = 20;
const FAULT_SHARE = 0.02;
/** Of the engines of the stage. */
const VERSION = '1.50';

interface RequestMove extends Move {
	readonly fault?: number;
	readonly request: ApiRequest;
	readonly machine: number;
}

/** Random requests to random engines, and faults now and then. */
export class RequestGame implements Game {
	private statuses = new Map<number, number>();
	private hungUp = 0;
	private faults = 0;
	private held = 0;

	choose(rng: Rng): RequestMove {
		const machine = rng.chance(0.7) ? 0 : rng.int(100);
		const request = randomRequest(rng);
		if (rng.chance(FAULT_SHARE)) {
			const fault = rng.int(1_000_000);
			return { fault, request, machine, text: `fault ${fault}` };
		}
		const { method, path, headers, body } = request;
		const text = `machine ${machine}: ${method} ${path}${headers ? ` ${JSON.stringify(headers)}` : ''}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`;
		return { request, machine, text };
	}

	open(seed: string): Play {
		const stage = createStage(seed);
		return {
			do: (move) => {
				try {
					return this.doMove(stage, move as RequestMove) ?? stage.watch.violations[0];
				} catch (error) {
					return thrown(error);
				}
			}
		};
	}

	summary(): string {
		const statuses = [...this.statuses].sort((a, b) => b[1] - a[1]).map(([status, count]) => `${status}: ${count}`);
		return `statuses ${statuses.join(', ')}; ${this.hungUp} not waited for; ${this.held} held against the description; ${this.faults} faults`;
	}

	private doMove({ world, names }: Stage, { fault, request, machine: at }: RequestMove): string | undefined {
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
		let response: ApiResponse | undefined;
		let text = '';
		sim.trace.cause = 0;
		const client = sim.root.spawn(
			(function* () {
				const answer = yield* machine.engine.handler(structuredClone(request));
				response = answer;
				for (let chunks = 0; answer.stream && chunks < MOST_CHUNKS; chunks++) {
					const chunk = yield* answer.stream.read();
					if (!chunk) break;
					text += chunk.text;
				}
				answer.stream?.close();
				return 0;
			})(),
			{ name: 'client' }
		);
		const first = sim.steps;
		const until = sim.now + PATIENCE_MS;
		while (!client.isOver && (sim.nextAt() ?? Infinity) <= until) {
			sim.step();
			if (sim.steps - first > MOST_STEPS) return `more than ${MOST_STEPS} steps`;
		}
		if (!client.isOver) {
			client.kill('SIGKILL');
			sim.runUntil(sim.now + 10);
		}
		if (!response) {
			this.hungUp++;
			return undefined;
		}
		this.statuses.set(response.status, (this.statuses.get(response.status) ?? 0) + 1);
		const asked = JSON.stringify(request);
		return this.problem(request, response) ?? telltale(text, asked);
	}

	private problem(
		{ method, path: full, body: asked }: ApiRequest,
		{ status, body, stream }: ApiResponse
	): string | undefined {
		if (status === 0) return undefined;
		if (!Number.isInteger(status) || status < 100 || status > 599) return `status ${status}`;
		const isError = status >= 400;
		const message = (body as { message?: unknown } | undefined)?.message;
		if (isError && method !== 'HEAD' && (typeof message !== 'string' || message === ''))
			return `status ${status} without a message: ${JSON.stringify(body)}`;
		const found = telltale(JSON.stringify(body ?? ''), JSON.stringify([full, decoded(full), asked]));
		if (found !== undefined) return found;
		const prefixed = /^\/v(\d[\d.]*)(\/[^?]*)/.exec(full);
		const version = prefixed?.[1] ?? VERSION;
		if (stream || describedVersion(version) === undefined) return undefined;
		const path = prefixed?.[2] ?? full.split('?')[0]!;
		const { isDescribed, violations } = judgeOf(version).judge({ method, path, status, body });
		if (isDescribed) this.held++;
		const [first] = violations;
		return (
			first &&
			`status ${status} ${first.pointer || '/'} ${first.message}: ${JSON.stringify(first.value)?.slice(0, 200)} (${first.rule})`
		);
	}
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
