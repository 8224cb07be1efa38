import {
	DEFAULT_NETWORK,
	MACHINE_KEYS,
	numberedMachines,
	readMachineExtras,
	type ClusterShape
} from '../world/cluster-shape.ts';
import { unknownKey } from './lesson-error.ts';

/** Keys of `cluster` in a lesson's head. */
export const CLUSTER_KEYS = ['managers', 'workers', 'machines', 'seed', 'network', 'formed', 'classic'] as const;

/** Machines of a shape: `{managers: 3, workers: 2}` are mgr1… and wrk1…, `{machines: {pi6: 24, pi1: 19}}` are named. */
export function clusterShape(yaml: Record<string, unknown>, fail: (problem: string) => never): ClusterShape {
	const network = typeof yaml['network'] === 'string' ? yaml['network'] : DEFAULT_NETWORK;
	if (yaml['machines'] !== undefined) {
		const machines = Object.entries(yaml['machines'] as Record<string, unknown>).map(([name, host]) => {
			if (!/^[a-z][a-z0-9-]*$/.test(name)) fail(`\`${name}\` cannot be the name of a machine.`);
			if (typeof host !== 'object' || host === null) return { name, role: 'manager' as const, host: Number(host) };
			const fields = host as Record<string, unknown>;
			for (const key of Object.keys(fields)) {
				if (!(MACHINE_KEYS as readonly string[]).includes(key)) fail(unknownKey(key, MACHINE_KEYS));
			}
			const extras = readMachineExtras(fields, (field) => fail(`\`${field}\` of ${name} is not what it should be.`));
			return { name, role: 'manager' as const, host: Number(fields['host']), ...extras };
		});
		machines.forEach((machine, i) => i > 0 && Object.assign(machine, { role: 'worker' }));
		const { classic } = yaml;
		if (classic !== undefined && classic !== 'rc1' && classic !== '1.2.5') fail('`classic` is rc1 or "1.2.5".');
		return {
			machines,
			formed: yaml['formed'] === true,
			network,
			...(classic === undefined ? {} : { classic: classic })
		};
	}
	const managers = Number(yaml['managers'] ?? 1);
	const workers = Number(yaml['workers'] ?? 0);
	if (!(managers >= 1 && managers <= 7 && workers >= 0 && workers <= 20))
		fail('a cluster has 1 to 7 managers and 0 to 20 workers.');
	return { machines: numberedMachines(managers, workers), formed: yaml['formed'] !== false, network };
}
