import type { ClusterView } from '../../core/view/cluster.ts';

/** How a machine is drawn, the same in tab, menu, command and column head. */
export interface MachineLook {
	shape: 'manager' | 'worker';
	leader: boolean;
	condition: 'up' | 'down' | 'off' | 'paused';
	/** Role as the swarm has it; 'machine' while it is in none. */
	role: 'manager' | 'worker' | 'machine';
	address: string;
}

/** @param fallback its shape while it is in no swarm */
export function lookOf(cluster: ClusterView, name: string, fallback: 'manager' | 'worker' = 'worker'): MachineLook {
	const machine = cluster.machines.get(name);
	if (!machine) return { shape: fallback, leader: false, condition: 'up', role: 'machine', address: '' };
	const inSwarm = machine.swarm === 'active' || machine.swarm === 'locked';
	const role = !inSwarm ? 'machine' : machine.manager ? 'manager' : 'worker';
	const condition =
		machine.power === 'off' ? 'off' : machine.paused ? 'paused' : machine.daemon === 'down' ? 'down' : 'up';
	return {
		shape: role === 'machine' ? fallback : role,
		leader: condition === 'up' && cluster.rafts.get(name)?.role === 'leader',
		condition,
		role,
		address: machine.address
	};
}
