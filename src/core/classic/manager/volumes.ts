import type { ApiResponse } from '../../api/wire/http.ts';
import type { Volume } from '../../api/wire/volume.ts';
import type { Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import { bodyText, jsonAnswer } from '../services/http.ts';
import type { Call } from './api.ts';
import type { Cluster } from './cluster.ts';
import type { ManagedEngine } from './engine.ts';
import { onEach } from './images.ts';

/** Source of this file: cluster/volume.go, cluster/swarm/cluster.go (1.2.5). */
interface KnownVolume {
	volume: Volume;
	engine: ManagedEngine;
}

function on(engine: ManagedEngine): KnownVolume[] {
	return engine.volumes.map((volume) => ({ volume, engine }));
}

/** By name or `node/name`; of several with a name only one of a driver that spans hosts. */
function find(all: readonly KnownVolume[], term: string): KnownVolume | undefined {
	if (term === '') return undefined;
	const named = all.filter(
		({ volume: { Name }, engine }) =>
			Name === term || `${engine.id}/${Name}` === term || `${engine.name}/${Name}` === term
	);
	if (named.length === 1) return named[0];
	return named.find(({ volume: { Name, Driver } }) => Name === term && Driver !== 'local');
}

export function listVolumes(cluster: Cluster): ApiResponse {
	const found = cluster
		.members()
		.flatMap(on)
		.map(({ volume, engine }) =>
			volume.Driver === 'local' ? { ...volume, Name: `${engine.name}/${volume.Name}` } : volume
		);
	return jsonAnswer(200, { Volumes: found.length === 0 ? null : found, Warnings: null });
}

export function inspectVolume(cluster: Cluster, term: string): ApiResponse {
	const found = find(cluster.members().flatMap(on), term);
	if (!found) throw new SwarmError(`No such volume: ${term}`, 404);
	return jsonAnswer(200, found.volume);
}

/** `volume create foo` on all engines, `node-1/foo` on that one; an error only where none has made it. */
export function* createVolume({ cluster, request }: Call): Process<ApiResponse> {
	const body = JSON.parse(bodyText(request) || '{}') as { Name?: string };
	const given = body.Name || cluster.parts.rng.hex(64);
	const [, node, name] = /^([^/]*)\/(.*)$/s.exec(given) ?? [undefined, undefined, given];
	const engines = node === undefined ? cluster.members() : [cluster.anyEngine([`node==${node}`])];
	let made: Volume | undefined;
	let failure: SwarmError | undefined;
	for (const engine of engines) {
		try {
			const answer = yield* engine.demand({
				method: 'POST',
				path: '/volumes/create',
				body: { ...body, Name: name },
				headers: { 'Content-Type': 'application/json' }
			});
			made = answer.body as Volume;
			yield* engine.refreshVolumes();
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			failure = error;
		}
	}
	if (!made && failure) throw failure;
	return jsonAnswer(201, made ?? null);
}

/** From every engine that has it. */
export function* removeVolumes({ cluster, params }: Call): Process<ApiResponse> {
	const term = params[0]!;
	let isFound = false;
	yield* onEach(cluster.members(), function* (engine) {
		const held = find(on(engine), term);
		if (!held) return;
		yield* engine.demand({ method: 'DELETE', path: `/volumes/${encodeURIComponent(held.volume.Name)}` });
		engine.volumes = engine.volumes.filter(({ Name }) => Name !== held.volume.Name);
		isFound = true;
	});
	if (!isFound) throw new SwarmError(`No such volume ${term}`, 404);
	return { status: 204, headers: {} };
}
