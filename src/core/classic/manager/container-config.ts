import { SwarmError } from '../error.ts';
import type { Dialect } from '../dialect.ts';
import type { ContainerCreateRequest } from '../../api/wire/container.ts';
import { NO_WISH, type HostPort, type Wish } from '../scheduler/node.ts';

export const SWARM_ID_LABEL = 'com.docker.swarm.id';
const LABEL = {
	affinity: 'com.docker.swarm.affinities',
	constraint: 'com.docker.swarm.constraints',
	reschedule: 'com.docker.swarm.reschedule-policies',
	whitelist: 'com.docker.swarm.whitelists'
} as const;
type Kind = keyof typeof LABEL;

/** What stood in `-e constraint:…` and the like goes over to labels. Source: cluster/config.go, BuildContainerConfig. */
export function extractWishes(
	env: readonly string[],
	labels: Readonly<Record<string, string>>
): { env: string[]; labels: Record<string, string> } {
	const found: Record<Kind, string[]> = { affinity: [], constraint: [], reschedule: [], whitelist: [] };
	const kept: string[] = [];
	for (const entry of env) {
		const kind = kindOf(entry);
		if (kind) found[kind].push(entry.slice(kind.length + 1));
		else kept.push(entry);
	}
	const all = { ...labels };
	for (const kind of Object.keys(LABEL) as Kind[]) {
		const values = [...listOf(labels, kind), ...found[kind]];
		if (values.length > 0) all[LABEL[kind]] = JSON.stringify(values);
	}
	return { env: kept, labels: all };
}

function kindOf(entry: string): Kind | undefined {
	return (Object.keys(LABEL) as Kind[]).find((kind) => entry.startsWith(`${kind}:`));
}

function listOf(labels: Readonly<Record<string, string>>, kind: Kind): string[] {
	try {
		const value: unknown = JSON.parse(labels[LABEL[kind]] ?? '[]');
		return Array.isArray(value) ? value.map(String) : [];
	} catch {
		return [];
	}
}

export function expressionsIn(
	labels: Readonly<Record<string, string>>
): Pick<Wish, 'affinities' | 'constraints' | 'whitelists'> {
	return {
		affinities: listOf(labels, 'affinity'),
		constraints: listOf(labels, 'constraint'),
		whitelists: listOf(labels, 'whitelist')
	};
}

/** Whether a hard `constraint:node==…` pins the container. Source: cluster/config.go, HaveNodeConstraint. */
export function isPinned(labels: Readonly<Record<string, string>>): boolean {
	return listOf(labels, 'constraint').some((text) => /^node==(?!~)/.test(text));
}

/** @throws SwarmError */
export function reschedulePolicy(labels: Readonly<Record<string, string>>): 'off' | 'on-node-failure' {
	const policies = listOf(labels, 'reschedule');
	if (policies.length > 1) throw new SwarmError('too many reschedule policies');
	const policy = policies[0] ?? 'off';
	if (policy !== 'off' && policy !== 'on-node-failure') {
		throw new SwarmError(`invalid reschedule policy: ${policy}`);
	}
	return policy;
}

/** The body of POST /containers/create as the scheduler reads it. */
export function wishOf(request: ContainerCreateRequest, dialect: Dialect): Wish {
	const host = request.HostConfig ?? {};
	const mode = host.NetworkMode ?? '';
	const texts =
		dialect === 'rc1'
			? {
					...NO_WISH,
					constraints: valuesOf(request.Env, 'constraint'),
					affinities: valuesOf(request.Env, 'affinity')
				}
			: { ...NO_WISH, ...expressionsIn(request.Labels ?? {}) };
	return {
		...texts,
		ports: Object.values(host.PortBindings ?? {}).flatMap((bindings) => (bindings ?? []).map(hostPortOf)),
		isOnHostNetwork: mode === 'host',
		exposed: Object.keys(request.ExposedPorts ?? {}),
		volumesFrom: textsOf(host['VolumesFrom']),
		links: textsOf(host['Links']),
		networkMode: mode,
		memory: Number(host.Memory ?? 0),
		cpus: Number(host['CpuShares'] ?? 0)
	};
}

function valuesOf(env: readonly string[] | null | undefined, kind: Kind): string[] {
	return (env ?? []).flatMap((entry) => (entry.startsWith(`${kind}:`) ? [entry.slice(kind.length + 1)] : []));
}

function textsOf(value: unknown): string[] {
	return Array.isArray(value) ? value.map(String) : [];
}

export function hostPortOf(binding: { HostIp?: string; HostPort?: string }): HostPort {
	return { hostIp: binding.HostIp ?? '', hostPort: binding.HostPort ?? '' };
}
