import type { ContainerInspect, ContainerSummary } from '../../api/wire/container.ts';
import type { SystemInfo, VersionResponse } from '../../api/wire/system.ts';
import type { Process } from '../../sim/process.ts';
import { labelsOf } from './arithmetic.ts';
import { SWARM_ID_LABEL } from './container-config.ts';
import type { ManagedEngine } from './engine.ts';

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

/** @throws SwarmError when there is no answer, as all here */
export function* readSpecs(engine: ManagedEngine): Process<Specs> {
	const info = (yield* engine.ask({ method: 'GET', path: '/info' })).body as SystemInfo;
	const version = (yield* engine.ask({ method: 'GET', path: '/version' })).body as VersionResponse;
	const labels = labelsOf(
		{
			Driver: info.Driver,
			KernelVersion: info.KernelVersion,
			OperatingSystem: info.OperatingSystem,
			...(info['ExecutionDriver'] ? { ExecutionDriver: String(info['ExecutionDriver']) } : {})
		},
		info.Labels ?? []
	);
	return { id: info.ID, name: info.Name, cpus: info.NCPU, memory: info.MemTotal, version: version.Version, labels };
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
