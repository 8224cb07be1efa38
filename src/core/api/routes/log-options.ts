import type { LogOptions } from '../backend.ts';
import { ApiError } from '../error.ts';
import type { Query } from '../query.ts';

/**
 * What `logs` of a container, service or task asks for.
 * @param blame of services and tasks the engine takes the error for its own (lab 20.10)
 * @throws ApiError when neither stream is wanted. Source: moby api/server/router/container/container_routes.go.
 */
export function logOptions(query: Query, blame: 'invalid' | 'system' = 'invalid'): LogOptions {
	const stdout = query.flag('stdout');
	const stderr = query.flag('stderr');
	if (!stdout && !stderr) throw new ApiError(blame, 'Bad parameters: you must choose at least one stream');
	const since = query.seconds('since');
	const until = query.seconds('until');
	// What is no number means all lines.
	const tail = /^\d+$/.test(query.get('tail')) ? Number(query.get('tail')) : undefined;
	return {
		stdout,
		stderr,
		follow: query.flag('follow'),
		timestamps: query.flag('timestamps'),
		details: query.flag('details'),
		...(since !== undefined && since !== 0 && { since }),
		...(until !== undefined && until !== 0 && { until }),
		...(tail !== undefined && { tail })
	};
}
