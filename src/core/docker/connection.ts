import type { ApiHandler } from '../api/wire/http.ts';
import type { Era } from '../era/era.ts';
import type { MachineFace, Sys } from '../sim/sys.ts';

export interface DockerOptions {
	/** The engine behind /var/run/docker.sock. A status of 0 means that nobody listens. */
	readonly handler: ApiHandler;
	/** Of the client; the engine may be of another one. */
	readonly era: Era;
	/** Engines elsewhere, for -H tcp://… and DOCKER_HOST. */
	readonly dial?: (machine: MachineFace, host: string) => ApiHandler | undefined;
}

export const LOCAL_HOST = 'unix:///var/run/docker.sock';

/** The engine that -H, DOCKER_HOST or neither names. */
export function handlerFor(options: DockerOptions, sys: Sys, host: string): ApiHandler {
	if (host === '' || host === LOCAL_HOST) return options.handler;
	const dialled = options.dial?.(sys.machine, host);
	if (dialled) return dialled;
	const address = host.replace(/^tcp:\/\//, '');
	const why = `dial tcp ${address}: connect: no route to host`;

	return function* () {
		return { status: 0, headers: {}, body: why };
	};
}
