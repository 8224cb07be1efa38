import type { CommandContext } from '../../context.ts';
import { inBackground, type Background } from '../../background.ts';
import type { ContainerWaitResponse } from '../../../api/wire/container.ts';
import { sleep, type Process } from '../../../sim/process.ts';

/**
 * POST /containers/{id}/wait: the engine sends its headers at once and the exit code as the body when the container
 * has ended.
 */
export function* waitForExit(context: CommandContext, id: string, condition?: string): Process<ContainerWaitResponse> {
	const response = yield* context.engine.request('POST', `/containers/${id}/wait`, { query: { condition } });
	const { stream } = response;
	if (!stream) return response.body as ContainerWaitResponse;
	let text = '';
	try {
		for (let chunk = yield* stream.read(); chunk; chunk = yield* stream.read()) text += chunk.text;
	} finally {
		stream.close();
	}
	return JSON.parse(text) as ContainerWaitResponse;
}

/** Asks before a start to be told of the end: afterwards it could be too late. */
export function* watchExit(
	context: CommandContext,
	id: string,
	condition: string
): Process<Background<ContainerWaitResponse>> {
	const waiting = yield* inBackground('docker wait', waitForExit(context, id, condition));
	yield* sleep(0);
	return waiting;
}
