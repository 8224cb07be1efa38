import type { ScriptedImage } from '../engine/programs/scripted-image.ts';
import { systemNamed, type SystemName } from './systems.ts';

export type { ScriptedImage };

/** Which machines a world has, and whether they are a swarm from the start. */
export interface ClusterShape {
	machines: MachineShape[];
	/** true: the machines form a swarm, with their roles, before the first input. */
	formed: boolean;
	/** First three parts of every address: '10.0.0.' */
	network: string;
	/** What the registry has beyond its usual images: those of a lesson. */
	images?: ScriptedImage[];
	/** The standalone Swarm: which of its versions the program `swarm` is. Docker's hub is reachable then, too. */
	classic?: 'rc1' | '1.2.5';
}

export interface MachineShape {
	name: string;
	/** Its role where the swarm is formed from the start; its place in diagrams otherwise. */
	role: 'manager' | 'worker';
	/** Last part of its address. */
	host: number;
	/** false: no Docker engine runs on it, only the client is there. */
	docker?: boolean;
	/** Port on which the engine listens for everybody, as `dockerd -H tcp://0.0.0.0:2375`. */
	tcp?: number;
	/** Labels of the engine. */
	labels?: string[];
	cpus?: number;
	memoryBytes?: number;
	/** Its operating system, where it is not the era's usual one. */
	system?: SystemName;
	/** Key-value stores that run on it. */
	services?: ('consul' | 'etcd' | 'zookeeper')[];
}

export const MACHINE_KEYS = ['host', 'docker', 'tcp', 'labels', 'cpus', 'memory', 'system', 'services'] as const;
const SERVICES = ['consul', 'etcd', 'zookeeper'] as const;

/** What a file says of a machine besides its name, role and address. `fail` is told which field is wrong. */
export function readMachineExtras(
	fields: Readonly<Record<string, unknown>>,
	fail: (field: string) => never
): Omit<MachineShape, 'name' | 'role' | 'host'> {
	const count = (key: string, value: unknown): number =>
		typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : fail(key);
	const texts = (key: string, value: unknown): string[] =>
		Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : fail(key);
	const { docker, tcp, labels, cpus, system, services } = fields;
	const memory = fields['memoryBytes'] ?? fields['memory'];
	return {
		...(docker === false ? { docker } : {}),
		...(tcp === undefined ? {} : { tcp: count('tcp', tcp) }),
		...(labels === undefined ? {} : { labels: texts('labels', labels) }),
		...(cpus === undefined ? {} : { cpus: count('cpus', cpus) }),
		...(memory === undefined ? {} : { memoryBytes: count('memory', memory) }),
		...(system === undefined ? {} : { system: systemNamed(system) ?? fail('system') }),
		...(services === undefined
			? {}
			: {
					services: texts('services', services).map(
						(name) => SERVICES.find((service) => service === name) ?? fail('services')
					)
				})
	};
}

/** mgr1… and wrk1…, with addresses in this order from 1. */
export function numberedMachines(managers: number, workers: number): MachineShape[] {
	return [
		...Array.from({ length: managers }, (_, i) => ({ name: `mgr${i + 1}`, role: 'manager' as const, host: i + 1 })),
		...Array.from({ length: workers }, (_, i) => ({
			name: `wrk${i + 1}`,
			role: 'worker' as const,
			host: managers + i + 1
		}))
	];
}

export const DEFAULT_NETWORK = '10.0.0.';

/** The machines of 2014 as the lessons have them: a laptop, a place for Swarm, three Docker nodes, key-value stores. */
export function classicShape(classic: 'rc1' | '1.2.5'): ClusterShape {
	const node = (n: number, storage: string): MachineShape => ({
		name: `node-${n}`,
		role: 'worker',
		host: 41 + n,
		tcp: 2375,
		labels: [`storage=${storage}`],
		cpus: 2,
		memoryBytes: 2 * 1024 ** 3
	});
	return {
		machines: [
			{ name: 'laptop', role: 'manager', host: 10, docker: false },
			{ name: 'swarm', role: 'manager', host: 40, docker: false },
			node(1, 'ssd'),
			node(2, 'disk'),
			node(3, 'disk'),
			{ name: 'kv', role: 'worker', host: 50, docker: false, services: ['consul', 'etcd', 'zookeeper'] }
		],
		formed: false,
		network: '192.168.0.',
		classic
	};
}
