import type { ApiRequest, ApiResponse } from '../../../src/core/api/wire/http.ts';
import type { World } from '../../../src/core/world/world.ts';
import { bodyBytes } from '../../../src/nodejs/serve/wire-format.ts';
import { askedFor, filled, parseRequest, placesIn, type Answered, type ScriptedRequest } from './requests.ts';

/** A stream that says nothing more for so long is left. */
const QUIET_MS = 700;
const LONGEST_MS = 20_000;

/** What a simulated engine answers to a scripted request. */
export function answerOf(world: World, request: ScriptedRequest): Answered {
	const said = new Map(
		placesIn(request).map((place) => [place, ask(world, parseRequest(`mgr1 GET ${askedFor(place)}`)).body])
	);
	return ask(world, filled(request, said));
}

function ask(world: World, { machine, method, path, headers, body }: ScriptedRequest): Answered {
	const { sim } = world;
	const request: ApiRequest = { method: method as ApiRequest['method'], path, headers };
	if (body !== undefined) request.body = body;
	let response: ApiResponse | undefined;
	let text = '';
	let heardAt = 0;
	const { handler } = world.machine(machine).engine;
	const client = sim.root.spawn(
		(function* () {
			const answer = yield* handler(request);
			response = answer;
			heardAt = sim.now;
			while (answer.stream) {
				const chunk = yield* answer.stream.read();
				if (!chunk) break;
				text += chunk.text;
				heardAt = sim.now;
			}
			return 0;
		})(),
		{ name: 'client' }
	);
	const end = sim.now + LONGEST_MS;
	while (!client.isOver) {
		const next = sim.nextAt() ?? Infinity;
		if (next > (response ? heardAt + QUIET_MS : end)) break;
		sim.step();
	}
	const isOpen = !client.isOver;
	if (isOpen) client.kill('SIGKILL');
	if (!response) return { status: 0, headers: {}, body: '', isOpen: true };
	const plain = response.stream ? text : bodyBytes(response).toString();
	return { status: response.status === 101 ? 200 : response.status, headers: response.headers, body: plain, isOpen };
}
