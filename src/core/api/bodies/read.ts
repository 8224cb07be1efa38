import { atLeast, type Era } from '../../era/era.ts';
import { firstJson } from '../../sim/json-syntax.ts';
import { copyJson } from '../compact.ts';
import { ApiError } from '../error.ts';
import { decodeBody, DecodeError } from './decode.ts';
import type { BodyName } from './shapes.ts';

/** Bodies that engines up to 20.10 take for a mistake of their own when they are no JSON (lab 20.10). */
const BLAMED_ON_ENGINE: readonly (BodyName | undefined)[] = ['ContainerConfigWrapper', 'ContainerUpdate', 'AuthConfig'];
/** What engines up to 20.10 look at the content type of; later ones do of everything. */
const TYPE_CHECKED: readonly (BodyName | undefined)[] = [
	'ContainerConfigWrapper',
	'ContainerUpdate',
	'ExecConfig',
	'ExecStartCheck',
	'NetworkCreateRequest',
	'ConnectOptions',
	'DisconnectOptions',
	'VolumeCreateBody'
];

/**
 * The body of a request as the engine reads it.
 * Source of the wordings: lab 20.10 (testdata/real-engine); moby api/server/httputils/httputils.go, ReadJSON, for what
 * came before them later.
 * @throws ApiError
 */
export function readBody(body: unknown, contentType: string, name: BodyName | undefined, era: Era): unknown {
	const isRecent = atLeast(era.id, '28.2');
	const isBlamed = BLAMED_ON_ENGINE.includes(name) && !isRecent;
	const bad = (message: string): ApiError =>
		new ApiError(isBlamed ? 'system' : 'invalid', isRecent ? `invalid JSON: ${message}` : message);
	const isText = typeof body === 'string' && body !== '';
	if (isText && (isRecent || TYPE_CHECKED.includes(name)) && !/^application\/json *(;|$)/i.test(contentType))
		throw new ApiError('invalid', `Content-Type specified (${contentType}) must be 'application/json'`);
	if (body === undefined || body === '') throw bad(isBlamed ? 'EOF' : 'got EOF while reading request body');
	let value: unknown;
	if (typeof body === 'string') {
		const { fault, end, after } = firstJson(body);
		if (fault !== undefined) throw bad(fault.replace('unexpected end of JSON input', 'unexpected EOF'));
		// What follows the first value was not looked at.
		if (after !== undefined && isRecent) throw bad(after);
		value = JSON.parse(body.slice(0, end));
	} else value = copyJson(body);
	if (name === undefined) return value;
	try {
		return decodeBody(value, name);
	} catch (error) {
		throw error instanceof DecodeError ? bad(error.message) : error;
	}
}
