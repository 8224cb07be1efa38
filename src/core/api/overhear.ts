import type { ApiRequest, ApiResponse } from './wire/http.ts';

/** Hears an answer before it leaves the engine, and gives it on: the same, or one whose stream it listens to. */
export type Listener = (request: ApiRequest, response: ApiResponse, apiVersion: string) => ApiResponse;

let listener: Listener | undefined;

/**
 * From now on every answer of every engine is heard. Nobody listens but the tests, which hold all answers against
 * Docker's description: they make engines in too many ways to hand each of them a listener.
 */
export function overhear(by: Listener): void {
	listener = by;
}

/** @param apiVersion the engine's own */
export function heard(request: ApiRequest, response: ApiResponse, apiVersion: string): ApiResponse {
	return listener ? listener(request, response, apiVersion) : response;
}
