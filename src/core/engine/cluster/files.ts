import { acceptFilters } from '../../api/filters.ts';
import type { Config, ConfigSpec } from '../../api/wire/config.ts';
import type { Filters } from '../../api/wire/filters.ts';
import type { Secret, SecretSpec } from '../../api/wire/secret.ts';
import type { Process } from '../../sim/process.ts';
import { configSpecFromApi, configToApi, secretSpecFromApi, secretToApi } from '../convert/secret.ts';
import type { ClusterOptions } from '../cluster.ts';
import { ACCEPTED, fileFilter } from './filters.ts';
import { inIndexOrder, lookUp } from './lookup.ts';

/** Secrets and configs. Source: moby daemon/cluster/secrets.go, configs.go. */
export function* listSecrets(options: ClusterOptions, filters: Filters): Process<Secret[]> {
	acceptFilters(options.era, filters, ACCEPTED.secrets);
	const found = (yield* options.swarm.control().list('secret')).filter(fileFilter(filters, 'secret'));
	return inIndexOrder(found, filters, (secret) => secret.spec.annotations.name).map(secretToApi);
}

export function* inspectSecret(options: ClusterOptions, id: string): Process<Secret> {
	return secretToApi(yield* lookUp(options.swarm.control(), 'secret', id));
}

export function* createSecret(options: ClusterOptions, spec: SecretSpec): Process<string> {
	return (yield* options.swarm.control().createSecret(secretSpecFromApi(spec))).id;
}

export function* updateSecret(options: ClusterOptions, id: string, version: number, spec: SecretSpec): Process<void> {
	const control = options.swarm.control();
	const secret = yield* lookUp(control, 'secret', id);
	yield* control.updateSecret(secret.id, version, secretSpecFromApi(spec));
}

export function* removeSecret(options: ClusterOptions, id: string): Process<void> {
	const control = options.swarm.control();
	const secret = yield* lookUp(control, 'secret', id);
	yield* control.removeSecret(secret.id);
}

export function* listConfigs(options: ClusterOptions, filters: Filters): Process<Config[]> {
	acceptFilters(options.era, filters, ACCEPTED.configs);
	const found = (yield* options.swarm.control().list('config')).filter(fileFilter(filters, 'config'));
	return inIndexOrder(found, filters, (config) => config.spec.annotations.name).map(configToApi);
}

export function* inspectConfig(options: ClusterOptions, id: string): Process<Config> {
	return configToApi(yield* lookUp(options.swarm.control(), 'config', id));
}

export function* createConfig(options: ClusterOptions, spec: ConfigSpec): Process<string> {
	return (yield* options.swarm.control().createConfig(configSpecFromApi(spec))).id;
}

export function* updateConfig(options: ClusterOptions, id: string, version: number, spec: ConfigSpec): Process<void> {
	const control = options.swarm.control();
	const config = yield* lookUp(control, 'config', id);
	yield* control.updateConfig(config.id, version, configSpecFromApi(spec));
}

export function* removeConfig(options: ClusterOptions, id: string): Process<void> {
	const control = options.swarm.control();
	const config = yield* lookUp(control, 'config', id);
	yield* control.removeConfig(config.id);
}
