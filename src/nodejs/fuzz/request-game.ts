import { eraOf } from '../../core/era/eras.ts';
import type { ApiRequest, ApiResponse } from '../../core/api/wire/http.ts';
import type { Rng } from '../../core/sim/rng.ts';
import { describedVersion, judgeOf } from '../api-description/judges.ts';
import { telltale } from './findings.ts';
import { randomRequest } from './requests.ts';
import { runWhile, StageGame, Tally, type Player } from './stage-game.ts';
import type { Stage } from './stage.ts';

/** Who waits longer for an answer hangs up: some answers come when something ends. */
const PATIENCE = { ms: 30_000, steps: 200_000 };
const MOST_CHUNKS = 20;

/** Random requests to random engines. */
export class RequestGame extends StageGame<ApiRequest> {
	private readonly statuses = new Tally();
	private hungUp = 0;
	private held = 0;

	constructor() {
		super(0.02);
	}

	protected chooseTurn(rng: Rng): ApiRequest {
		return randomRequest(rng);
	}

	protected textOf({ method, path, headers, body }: ApiRequest, machine: number): string {
		return `machine ${machine}: ${method} ${path}${headers ? ` ${JSON.stringify(headers)}` : ''}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`;
	}

	protected begin({ world: { sim }, era }: Stage): Player<ApiRequest> {
		const { apiVersion } = eraOf(era).engine;
		return (machine, request) => {
			let response: ApiResponse | undefined;
			let text = '';
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
			runWhile(sim, () => client.isOver, PATIENCE);
			if (sim.steps - first >= PATIENCE.steps) return `more than ${PATIENCE.steps} steps`;
			if (!client.isOver) {
				client.kill('SIGKILL');
				sim.runUntil(sim.now + 10);
			}
			if (!response) {
				this.hungUp++;
				return undefined;
			}
			this.statuses.add(response.status);
			return this.problem(request, response, apiVersion) ?? telltale(text, JSON.stringify(request));
		};
	}

	protected counts(): string {
		return `statuses ${this.statuses.text}; ${this.hungUp} not waited for; ${this.held} held against the description`;
	}

	private problem(
		{ method, path: full, body: asked }: ApiRequest,
		{ status, body, stream }: ApiResponse,
		apiVersion: string
	): string | undefined {
		if (status === 0) return undefined;
		if (!Number.isInteger(status) || status < 100 || status > 599) return `status ${status}`;
		const isError = status >= 400;
		// Errors of an API before 1.24 are plain text.
		const message = typeof body === 'string' ? body : (body as { message?: unknown } | undefined)?.message;
		if (isError && method !== 'HEAD' && (typeof message !== 'string' || message === ''))
			return `status ${status} without a message: ${JSON.stringify(body)}`;
		const found = telltale(JSON.stringify(body ?? ''), JSON.stringify([full, decoded(full), asked]));
		if (found !== undefined) return found;
		const prefixed = /^\/v(\d[\d.]*)(\/[^?]*)/.exec(full);
		const version = prefixed?.[1] ?? apiVersion;
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
