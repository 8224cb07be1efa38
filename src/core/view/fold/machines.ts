export interface MachineView {
	name: string;
	address: string;
	power: 'on' | 'off';
	paused: boolean;
	/** 'none' on a machine without an engine. */
	daemon: 'up' | 'down' | 'none';
	logDriver: string;
	era: string;
	/** Membership as `docker info` on it says. */
	swarm: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
	nodeId: string;
	manager: boolean;
	containers: Map<string, ContainerView>;
	ports: { port: number; protocol: string; service: string; serviceId: string; mode: 'ingress' | 'host' }[];
	/** Turn order of each virtual server on this machine, by service ID. */
	backends: Map<string, { service: string; port: number; tasks: string[] }>;
}

export interface ContainerView {
	id: string;
	name: string;
	image: string;
	state: 'created' | 'running' | 'paused' | 'exited';
	exitCode: number;
	taskId: string;
}

/** Machines by name, in order of appearance. */
export type Machines = Map<string, MachineView>;

export function newMachine(
	name: string,
	facts: Pick<MachineView, 'address' | 'power' | 'paused' | 'daemon' | 'logDriver' | 'era'>
): MachineView {
	return {
		name,
		...facts,
		swarm: 'inactive',
		nodeId: '',
		manager: false,
		containers: new Map(),
		ports: [],
		backends: new Map()
	};
}

/** A machine that has not been told of yet is taken for one that runs. */
export function machineIn(machines: Machines, name: string): MachineView {
	let machine = machines.get(name);
	if (!machine) {
		machine = newMachine(name, {
			address: '',
			power: 'on',
			paused: false,
			daemon: 'up',
			logDriver: 'json-file',
			era: ''
		});
		machines.set(name, machine);
	}
	return machine;
}

/** Whether a running container on the machine belongs to a task of the service. */
export function runsTaskOf(machine: MachineView, service: string): boolean {
	for (const container of machine.containers.values()) {
		if (container.state === 'running' && container.taskId && container.name.startsWith(`${service}.`)) return true;
	}
	return false;
}
