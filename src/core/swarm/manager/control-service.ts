import type { Process } from '../../sim/process.ts';
import type { Rng } from '../../sim/rng.ts';
import { commit } from '../commit.ts';
import { newId } from '../identity.ts';
import type { FileReference, PortConfig, Service, ServiceSpec } from '../objects.ts';
import { StoreError, type MemoryStore, type ReadTx } from '../store/store.ts';
import { SwarmError } from '../swarm.ts';
import { needsIngress } from './references.ts';
import { serviceMode } from './summarise.ts';
import { invalid, required } from './validate-name.ts';
import { validateServiceSpec } from './validate-service.ts';

const NO_META = { version: { index: 0 }, createdAt: '', updatedAt: '' };

/** Source: swarmkit controlapi/service.go, CreateService; SEMANTICS.md section 7. */
export function* createService(
	store: MemoryStore,
	rng: Rng,
	timestamp: () => string,
	spec: ServiceSpec
): Process<Service> {
	validateServiceSpec(spec);
	const id = newId(rng);
	const { name } = spec.annotations;
	return yield* commit(store, `new ${name}`, (tx) => {
		checkUse(tx, spec, '');
		if (needsIngress({ spec }) && !tx.all('network').some((network) => network.spec.ingress)) {
			throw new SwarmError('FailedPrecondition', 'service needs ingress network, but no ingress network is present');
		}
		const service: Service = { id, meta: NO_META, spec, specVersion: { index: 0 } };
		if (isJob(spec)) service.jobStatus = { jobIteration: { index: 0 }, lastExecution: timestamp() };
		try {
			tx.create('service', service);
		} catch (error) {
			if (!(error instanceof StoreError) || error.kind !== 'name conflict') throw error;
			throw new SwarmError('AlreadyExists', `${error.message}: service ${name} already exists`);
		}
		return tx.get('service', id)!;
	});
}

export interface ServiceUpdate {
	id: string;
	/** Version of the object that the client has seen. */
	version: number;
	spec: ServiceSpec;
	rollback: 'none' | 'previous';
}

/** Source: swarmkit controlapi/service.go, UpdateService; SEMANTICS.md section 7. */
export function* updateService(store: MemoryStore, timestamp: () => string, update: ServiceUpdate): Process<Service> {
	const { id, version, spec, rollback } = update;
	for (const part of [id, version]) required(part);
	validateServiceSpec(spec);
	return yield* commit(store, updateLabel(store.get('service', id), update), (tx) => {
		const service = tx.get('service', id);
		if (!service) throw new SwarmError('NotFound', `service ${id} not found`);
		const old = service.spec;
		if (spec.annotations.name !== old.annotations.name) {
			throw new SwarmError('Unimplemented', 'renaming services is not supported');
		}
		if (
			JSON.stringify(spec.networks ?? []) !== JSON.stringify(old.networks ?? []) &&
			(spec.networks ?? []).length > 0
		) {
			throw new SwarmError('Unimplemented', 'networks must be migrated to TaskSpec before being changed');
		}
		if (serviceMode({ ...service, spec }) !== serviceMode(service)) {
			throw new SwarmError('Unimplemented', 'service mode change is not allowed');
		}
		const next: Service = { ...service, meta: { ...service.meta, version: { index: version } } };
		if (rollback === 'previous') {
			if (!service.previousSpec) {
				throw new SwarmError('FailedPrecondition', `service ${id} does not have a previous spec`);
			}
			next.spec = service.previousSpec;
			next.previousSpec = old;
			exchangeVersions(next, service);
			next.updateStatus = { state: 'ROLLBACK_STARTED', startedAt: timestamp(), message: 'manually requested rollback' };
		} else {
			checkUse(tx, spec, id);
			next.spec = spec;
			next.previousSpec = old;
			if (service.specVersion) next.previousSpecVersion = service.specVersion;
			// Not the version that the object gets now: the two are not meant to be compared.
			next.specVersion = { index: version };
			delete next.updateStatus;
		}
		if (isJob(next.spec)) {
			const iteration = (service.jobStatus?.jobIteration.index ?? 0) + 1;
			next.jobStatus = { jobIteration: { index: iteration }, lastExecution: timestamp() };
		}
		tx.update('service', next);
		return tx.get('service', id)!;
	});
}

function exchangeVersions(next: Service, service: Service): void {
	if (service.previousSpecVersion) next.specVersion = service.previousSpecVersion;
	else delete next.specVersion;
	if (service.specVersion) next.previousSpecVersion = service.specVersion;
	else delete next.previousSpecVersion;
}

/** Only the service object goes; its orchestrator sees to the tasks. */
export function* removeService(store: MemoryStore, id: string): Process<void> {
	required(id);
	const name = store.get('service', id)?.spec.annotations.name ?? '';
	yield* commit(store, `rm ${name}`, (tx) => {
		if (!tx.get('service', id)) throw new SwarmError('NotFound', `service ${id} not found`);
		tx.delete('service', id);
	});
}

function isJob(spec: ServiceSpec): boolean {
	return spec.replicatedJob !== undefined || spec.globalJob !== undefined;
}

/** What can be checked only against the other objects. */
function checkUse(tx: ReadTx, spec: ServiceSpec, ownId: string): void {
	checkNetworks(tx, spec);
	checkPorts(tx, spec, ownId);
	checkFiles(tx, 'secret', spec.task.container?.secrets ?? []);
	checkFiles(tx, 'config', spec.task.container?.configs ?? []);
}

function checkNetworks(tx: ReadTx, spec: ServiceSpec): void {
	for (const { target } of [...(spec.task.networks ?? []), ...(spec.networks ?? [])]) {
		const network = tx.get('network', target);
		if (!network?.spec.ingress) continue;
		const { name } = network.spec.annotations;
		throw invalid(`Service cannot be explicitly attached to the ingress network "${name}"`);
	}
}

/** Ingress ports belong to one service alone; host ports may be shared, the scheduler keeps them on different nodes. */
function checkPorts(tx: ReadTx, spec: ServiceSpec, ownId: string): void {
	const wanted = (spec.endpoint?.ports ?? []).filter((port) => port.publishedPort);
	if (wanted.length === 0) return;
	for (const service of tx.all('service')) {
		if (service.id === ownId) continue;
		const taken = [...(service.spec.endpoint?.ports ?? []), ...(service.endpoint?.ports ?? [])];
		for (const port of wanted) {
			const other = taken.find((candidate) => isConflict(port, candidate));
			if (!other) continue;
			const how = other.publishMode === 'INGRESS' ? 'an ingress port' : 'a host-published port';
			const { name } = service.spec.annotations;
			throw invalid(`port '${port.publishedPort}' is already in use by service '${name}' (${service.id}) as ${how}`);
		}
	}
}

function isConflict(a: PortConfig, b: PortConfig): boolean {
	if (a.protocol !== b.protocol || a.publishedPort !== b.publishedPort) return false;
	return a.publishMode === 'INGRESS' || b.publishMode === 'INGRESS';
}

function checkFiles(tx: ReadTx, kind: 'secret' | 'config', references: readonly FileReference[]): void {
	const missing = references.filter(({ id, name }) => tx.get(kind, id)?.spec.annotations.name !== name);
	if (missing.length === 0) return;
	const names = missing.map(({ name }) => name).join(', ');
	throw invalid(`${kind}${missing.length === 1 ? '' : 's'} not found: ${names}`);
}

function updateLabel(service: Service | undefined, { spec, rollback }: ServiceUpdate): string {
	const { name } = spec.annotations;
	if (rollback === 'previous') return `back ${name}`;
	const before = service?.spec.replicated?.replicas;
	const after = spec.replicated?.replicas;
	const isScaling = after !== undefined && before !== after;
	return isScaling ? `scale=${after}` : `set ${name}`;
}
