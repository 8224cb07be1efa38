import type { Network } from '../../api/wire/network.ts';
import type { Volume } from '../../api/wire/volume.ts';
import type { ContainerInspect, ContainerSummary } from '../../api/wire/container.ts';
import type { SystemInfo, VersionResponse } from '../../api/wire/system.ts';
import type { Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import { labelsOf } from './arithmetic.ts';
import { SWARM_ID_LABEL } from './container-config.ts';
import type { ManagedEngine } from './engine.ts';
import type { ManagerParts } from './parts.ts';

/** A container as its engine last told of it. */
export interface KnownContainer {
	id: string;
	names: readonly string[];
	swarmId: string;
	engine: ManagedEngine;
	engineName: string;
	engineId: string;
	summary: ContainerSummary;
	info: ContainerInspect;
}

/** What a manager takes down of an engine. */
type Specs = Pick<ManagedEngine, 'id' | 'name' | 'cpus' | 'memory' | 'version' | 'labels'>;

/** Source: minSupportedVersion in cluster/engine.go (1.2.5). */
const OLDEST = [1, 8] as const;

/** Source: updateSpecs in cluster/node.go (rc1) and cluster/engine.go (1.2.5). @throws SwarmError */
export function* readSpecs(engine: ManagedEngine, { dialect, log }: ManagerParts): Process<Specs> {
	const { address } = engine;
	const info = (yield* engine.ask({ method: 'GET', path: '/info' })).body as SystemInfo;
	if (dialect === 'rc1' && !info.ID) {
		throw new SwarmError(`Node ${address} is running an unsupported version of Docker Engine. Please upgrade.`);
	}
	if (dialect !== 'rc1' && (!info.NCPU || !info.MemTotal)) {
		throw new SwarmError(
			`cannot get resources for this engine, make sure ${address} is a Docker Engine, not a Swarm manager`
		);
	}
	const version = (yield* engine.ask({ method: 'GET', path: '/version' })).body as VersionResponse;
	const { Driver, KernelVersion, OperatingSystem, ['ExecutionDriver']: ExecutionDriver } = info;
	// Labels of 1.2.7 and later know the type of the operating system, too.
	const { labels, problems, invalid } = labelsOf(
		{ Driver, KernelVersion, OperatingSystem, ExecutionDriver },
		info.Labels ?? []
	);
	const specs = {
		id: info.ID,
		name: info.Name,
		cpus: info.NCPU,
		memory: info.MemTotal,
		version: version.Version,
		labels
	};
	if (dialect === 'rc1') return specs;
	if (isTooOld(version.Version)) {
		throw new SwarmError(
			`engine ${address} is running an unsupported version of Docker Engine. Please upgrade to at least 1.8.0`
		);
	}
	engine.keepsItsId(info.ID);
	const who = `(ID: ${info.ID}, Addr: ${address})`;
	for (const problem of problems) log('warning', problem.replace('WHO', who));
	if (invalid !== undefined) {
		throw new SwarmError(`Engine ${who} contains an invalid label (${invalid}) not formatted as "key=value".`);
	}
	return specs;
}

function isTooOld(version: string): boolean {
	// What is no number counts as none, so a manager's `swarm/1.2.5` is too old.
	const [major = 0, minor = 0] = version.split('.').map((part) => Number(part) || 0);
	return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

/** What 1.2 takes down besides: a failure here is no failure of the engine. */
export function* readNetworks(engine: ManagedEngine): Process<Network[]> {
	return ((yield* engine.ask({ method: 'GET', path: '/networks' })).body as Network[] | null) ?? [];
}

export function* readVolumes(engine: ManagedEngine): Process<Volume[]> {
	const { Volumes } = (yield* engine.ask({ method: 'GET', path: '/volumes' })).body as { Volumes: Volume[] | null };
	return Volumes ?? [];
}

/** All of an engine; one that could not be looked at stays as it was known. */
export function* readContainers(engine: ManagedEngine): Process<Map<string, KnownContainer>> {
	const list = (yield* engine.ask({ method: 'GET', path: '/containers/json?all=1' })).body as ContainerSummary[];
	const known = new Map<string, KnownContainer>();
	for (const summary of list) {
		const container = (yield* read(engine, summary)) ?? engine.containers.get(summary.Id);
		if (container) known.set(summary.Id, container);
	}
	return known;
}

/** @returns undefined when there is none of that ID any more */
export function* readContainer(engine: ManagedEngine, id: string): Process<KnownContainer | undefined> {
	const filters = encodeURIComponent(JSON.stringify({ id: [id] }));
	const path = `/containers/json?all=1&filters=${filters}`;
	const [summary] = (yield* engine.ask({ method: 'GET', path })).body as ContainerSummary[];
	return summary && (yield* read(engine, summary));
}

function* read(engine: ManagedEngine, summary: ContainerSummary): Process<KnownContainer | undefined> {
	const inspected = yield* engine.ask({ method: 'GET', path: `/containers/${summary.Id}/json` });
	if (inspected.status !== 200) return undefined;
	const info = inspected.body as ContainerInspect;
	return {
		id: summary.Id,
		names: summary.Names.map((name) => name.replace(/^\//, '')),
		swarmId: info.Config.Labels?.[SWARM_ID_LABEL] ?? '',
		engine,
		engineName: engine.name,
		engineId: engine.id,
		summary,
		info
	};
}
