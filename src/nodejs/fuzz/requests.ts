import { SHAPES, type BodyName } from '../../core/api/bodies/shapes.ts';
import type { Route } from '../../core/api/route.ts';
import { ROUTES } from '../../core/api/router.ts';
import type { ApiRequest } from '../../core/api/wire/http.ts';
import type { Rng } from '../../core/sim/rng.ts';
import { pick, word } from './words.ts';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD'] as const;
const VERSIONS = ['', '', '/v1.50', '/v1.50', '/v1.41', '/v1.24', '/v1.43', '/v9.9', '/v1.1', '/vx', '/v'];
const SWITCHES = [
	'all',
	'force',
	'stdout',
	'stderr',
	'follow',
	'stream',
	'size',
	'details',
	'timestamps',
	'logs',
	'v',
	'link',
	'status',
	'digests',
	'noprune',
	'detach',
	'verbose',
	'one-shot',
	'rotateWorkerToken',
	'insertDefaults',
	'copyUIDGID',
	'noOverwriteDirNonDir'
];
const VALUES: Readonly<Record<string, readonly string[]>> = {
	name: ['x1', 'web', '/c9'],
	version: ['1', '12', '20'],
	filters: [
		'{"name":["web"]}',
		'{"label":{"a":true}}',
		'{"id":["x"]}',
		'{}',
		'[]',
		'{"a":5}',
		'x',
		'{"desired-state":["running"]}',
		'{"until":["1h"]}',
		'{"dangling":["maybe"]}',
		'{"name":["["]}',
		'null'
	],
	since: ['0', '1', '1750064400', 'abc', '-5'],
	until: ['1', '1750064400', '2000000000'],
	tail: ['1', 'all', '-1', 'x'],
	limit: ['1', '-1'],
	signal: ['SIGTERM', '9', 'NOPE'],
	t: ['1', '-1', '0'],
	h: ['24'],
	w: ['80'],
	condition: ['next-exit', 'removed', 'foo'],
	path: ['/', '/etc/hosts', '/nosuch', '..'],
	fromImage: ['nginx', 'UPPER', 'nosuch/x', 'nginx@sha256:0'],
	tag: ['latest', 'nosuch', ''],
	repo: ['a/b', 'UPPER'],
	type: ['volume', 'container'],
	scope: ['swarm', 'local'],
	ps_args: ['-ef', 'aux', 'x'],
	registryAuthFrom: ['spec', 'previous-spec', 'x'],
	rollback: ['previous', 'x'],
	timeout: ['5'],
	remote: ['y']
};

/** What fields of that name usually hold, so that what is behind the first check is reached. */
const FIELDS: Readonly<Record<string, readonly unknown[]>> = {
	Image: ['nginx', 'redis:alpine', 'nosuch', 'UPPER'],
	Name: ['web', 'x1', 'x2', 'glob'],
	Availability: ['active', 'drain', 'pause'],
	Role: ['manager', 'worker'],
	Target: ['net1', '/data'],
	Driver: ['overlay', 'bridge', 'local', ''],
	FailureAction: ['pause', 'continue', 'rollback'],
	Order: ['start-first', 'stop-first'],
	Condition: ['any', 'none', 'on-failure'],
	Constraints: [['node.role==manager'], ['x']],
	Replicas: [0, 1, 3],
	TargetPort: [80, 0],
	PublishedPort: [8080, 0, 70000],
	Protocol: ['tcp', 'udp', 'x'],
	PublishMode: ['ingress', 'host'],
	Type: ['volume', 'tmpfs', 'bind', 'json-file'],
	Source: ['vol1', '/root'],
	Subnet: ['10.9.0.0/24', '10.0.0.0/8', 'x'],
	Container: ['c1', 'web'],
	NetworkMode: ['default', 'host', 'none', 'net1', 'container:c1'],
	ListenAddr: ['0.0.0.0:2377', ''],
	SecretID: ['sec1'],
	Data: ['c2VjcmV0', '', '!!'],
	Cmd: [['sleep', '5'], ['ls'], 'ls'],
	Args: [['sleep', '5']]
};

/** A request to any route that there is, or to none; bodies follow Go's structs, mostly. */
export function randomRequest(rng: Rng): ApiRequest {
	const route = pick(rng, ROUTES);
	const path = rng.chance(0.03) ? `/${word(rng)}` : route.path.replace(/:\w+\*?/g, () => pathPart(rng));
	const request: ApiRequest = {
		method: rng.chance(0.02) ? pick(rng, METHODS) : route.method,
		path: `${pick(rng, VERSIONS)}${path}${queryText(rng)}`
	};
	if (rng.chance(0.1))
		request.headers = { 'X-Registry-Auth': pick(rng, ['', 'e30=', '!!', 'eyJ1c2VybmFtZSI6Mn0=']), version: '1.40' };
	const body = bodyOf(rng, route);
	return body === undefined ? request : { ...request, body };
}

const pathPart = (rng: Rng): string =>
	rng.chance(0.9) ? encodeURIComponent(word(rng)) || 'x' : word(rng).replace(/[?#]/g, '');

function queryText(rng: Rng): string {
	const pairs: string[] = [];
	while (rng.chance(0.5) && pairs.length < 6) {
		if (rng.chance(0.4)) pairs.push(`${pick(rng, SWITCHES)}=${pick(rng, ['1', '0', 'true', 'x'])}`);
		else {
			const [key, values] = pick(rng, Object.entries(VALUES));
			pairs.push(`${key}=${encodeURIComponent(rng.chance(0.8) ? pick(rng, values) : word(rng))}`);
		}
	}
	return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

function bodyOf(rng: Rng, { body, method }: Route): unknown {
	if (body === undefined) return method === 'POST' && rng.chance(0.1) ? anything(rng, 2) : undefined;
	const kind = rng.int(25);
	if (kind === 0) return undefined;
	if (kind === 1)
		return pick(rng, ['', '{', '[', '"', 'null', '5', '{"Name":', 'nul', '{"a":1}x', '\u0000', '{"Name":"\\ud800"}']);
	if (kind === 2) return anything(rng, 3);
	return struct(rng, body, 0);
}

function struct(rng: Rng, name: BodyName | string, depth: number): Record<string, unknown> {
	const result: Record<string, unknown> = {};
	const fields = [...SHAPES.get(name)!];
	// Large structs are seldom full.
	const share = Math.min(0.7, 5 / fields.length);
	for (const [field, type] of fields) {
		if (!/^(Name|Image|TaskTemplate|ContainerSpec)$/.test(field) && !rng.chance(share)) continue;
		result[rng.chance(0.02) ? field.toLowerCase() : field] = value(rng, field, type, depth + 1);
	}
	if (rng.chance(0.03)) result[word(rng)] = anything(rng, 2);
	return result;
}

function value(rng: Rng, field: string, type: string, depth: number): unknown {
	if (rng.chance(0.015)) return anything(rng, 2);
	const usual = FIELDS[field];
	if (usual && rng.chance(0.7)) return pick(rng, usual);
	if (type !== '!string' && /^[*!]/.test(type)) return depth > 8 ? null : struct(rng, type.slice(1), depth);
	if (['strslice', '[]byte', 'string', '!string'].includes(type)) return word(rng);
	if (type.startsWith('[]')) return Array.from({ length: rng.int(3) }, () => value(rng, '', type.slice(2), depth));
	if (type.startsWith('map[string]'))
		return Object.fromEntries(
			Array.from({ length: rng.int(3) }, () => [word(rng), value(rng, '', type.slice(11), depth)])
		);
	if (type === 'bool') return rng.chance(0.5);
	return pick(rng, [0, 1, 2, 5, 10, 1_000_000_000, 30_000_000_000, -1, 65_535, 2 ** 31, 2 ** 53, 0.5]);
}

function anything(rng: Rng, depth: number): unknown {
	const kind = rng.int(depth > 0 ? 8 : 6);
	if (kind === 6) return Array.from({ length: rng.int(3) }, () => anything(rng, depth - 1));
	if (kind === 7)
		return Object.fromEntries(Array.from({ length: rng.int(3) }, () => [word(rng), anything(rng, depth - 1)]));
	return [null, true, word(rng), -1.5, 2 ** 60, ''][kind];
}
