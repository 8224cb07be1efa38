import type { JsonMessage } from '../../api/wire/image.ts';
import type { ApiStream } from '../../api/wire/http.ts';
import type { Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import { messageOf } from './engine-errors.ts';
import type { ManagedEngine } from './engine.ts';

/** 'redis:3' → ['redis', '3']; a digest stands behind an @. Source: ParseRepositoryTag in cluster/image.go. */
export function parseImage(image: string): [repository: string, tag: string] {
	const digest = image.indexOf('@');
	if (digest >= 0) return [image.slice(0, digest), image.slice(digest + 1)];
	const [, repository = image, tag = ''] = /^(.*?)(?::([^:/]*))?$/.exec(image) ?? [];
	return [repository, tag];
}

/** Has an engine pull an image, to its end. @returns what went wrong, undefined if nothing did */
export function* pullOn(engine: ManagedEngine, image: string, auth?: string): Process<string | undefined> {
	const [repository, tag] = parseImage(image);
	const path = `/images/create?fromImage=${encodeURIComponent(repository)}&tag=${encodeURIComponent(tag || 'latest')}`;
	try {
		const headers = auth === undefined ? {} : { 'X-Registry-Auth': auth };
		const response = yield* engine.demand({ method: 'POST', path, headers });
		const error = response.stream ? yield* lastError(response.stream) : lastErrorIn(messageOf(response.body));
		if (error === undefined) yield* engine.refreshImages();
		return error;
	} catch (error) {
		if (error instanceof SwarmError) return error.message;
		throw error;
	}
}

function* lastError(stream: ApiStream): Process<string | undefined> {
	let text = '';
	for (let chunk = yield* stream.read(); chunk; chunk = yield* stream.read()) text += chunk.text;
	return lastErrorIn(text);
}

function lastErrorIn(text: string): string | undefined {
	for (const line of text.split('\n')) {
		if (line.trim() === '') continue;
		const { error } = JSON.parse(line) as JsonMessage;
		if (error !== undefined) return error;
	}
	return undefined;
}
