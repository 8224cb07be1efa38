import type { ClassicView } from '../view/classic.ts';
import type { ClusterView } from '../view/cluster.ts';

/**
 * What checks see. Its shape can be made from answers of Docker's API alone (plus what the learner ran and asked), so
 * the same check can run on a real swarm. Keys of maps are names that the learner typed or can read.
 */
export interface Snapshot {
	/** Virtual seconds. */
	time: number;
	machines: Record<
		string,
		{
			up: boolean;
			swarm: string;
			manager: boolean;
			containers: number;
			images: string[];
			/** The engine's own, for containers that do not choose one. */
			logDriver: string;
		}
	>;
	swarm: {
		active: boolean;
		nodes: number;
		managers: number;
		reachable: number;
		leader: string;
		quorum: boolean;
		term: number;
		autolock: boolean;
		/** What `docker swarm join-token -q` prints; '' where nobody can tell. */
		workerToken: string;
		managerToken: string;
		/** '' while autolock is off. */
		unlockKey: string;
	};
	/** By host name; of two nodes of one name the one that is not down. */
	nodes: Record<string, { role: string; availability: string; state: string; leader: boolean; address: string }>;
	services: Record<string, ServiceFacts>;
	/** Networks of the swarm, `ingress` among them. */
	networks: Record<string, { subnet: string }>;
	secrets: string[];
	configs: string[];
	tasks: {
		name: string;
		service: string;
		slot: number;
		node: string;
		state: string;
		desired: string;
		error: string;
		image: string;
	}[];
	/** Requests to published ports, oldest first. `replica`: whether the machine that was asked runs a task of the service. */
	requests: {
		via: string;
		from: string;
		port: number;
		ok: boolean;
		status: number;
		service: string;
		task: string;
		node: string;
		replica: boolean;
	}[];
	/** The standalone Swarm. */
	classic: {
		/** How many tokens Docker's hub has given out. */
		tokens: number;
		/** Addresses in any discovery service, each once, and the services they are in. */
		registered: string[];
		services: string[];
		/** Machines on which `swarm join` runs. */
		agents: string[];
		/** Managers that run, by where they listen. `primary`: whom a replica follows; `nodes`: state by name of the engine. */
		managers: Record<
			string,
			{ machine: string; role: string; primary: string; strategy: string; nodes: Record<string, string> }
		>;
		/** Containers that found a node, oldest first; without a name: '' */
		placed: { name: string; image: string; node: string; strategy: string }[];
		/** What was said when none was found, oldest first. */
		refused: string[];
	};
	/** Command lines that have ended, oldest first. `docker`: whether it ran on that machine when the line began. */
	commands: { machine: string; line: string; code: number; docker: boolean }[];
}

export interface ServiceFacts {
	image: string;
	mode: string;
	/** Wanted tasks. */
	desired: number;
	running: number;
	pending: number;
	/** Tasks that failed or were rejected and are still in the history. */
	failed: number;
	/** Published ports. */
	ports: number[];
	/** Running tasks by machine; every node of the swarm has a key. */
	on: Record<string, number>;
	update: string;
	/** How updates go; tasks at a time (0: all at once) and seconds between. */
	parallelism: number;
	delay: number;
	rollbackParallelism: number;
	/** '' where the machines' own log driver takes its lines. */
	logDriver: string;
	/** Published ports by mode: 'ingress' or 'host'. */
	publish: string[];
}

const ENDED = new Set(['complete', 'shutdown', 'failed', 'rejected', 'orphaned', 'remove']);

export function takeSnapshot(view: ClusterView): Snapshot {
	const store = view.bestStore();
	const leader = view.leader();
	const nodes: Snapshot['nodes'] = {};
	for (const node of store?.nodes.values() ?? []) {
		if (!node.hostname) continue;
		if (nodes[node.hostname] && node.state === 'down') continue;
		nodes[node.hostname] = {
			role: node.role,
			availability: node.availability,
			state: node.state,
			leader: leader?.machine === node.hostname,
			address: node.address
		};
	}
	const services: Snapshot['services'] = {};
	for (const service of store?.services.values() ?? []) {
		const tasks = [...store!.tasks.values()].filter((task) => task.serviceId === service.id);
		const live = tasks.filter((task) => !ENDED.has(task.desired) || task.desired === 'complete');
		const on = Object.fromEntries(Object.keys(nodes).map((name) => [name, 0]));
		for (const task of live) {
			const machine = view.machineOfNode(task.nodeId);
			if (task.state === 'running' && machine) on[machine] = (on[machine] ?? 0) + 1;
		}
		services[service.name] = {
			image: service.image.replace(/@sha256:.*/, ''),
			mode: service.mode,
			desired: service.mode === 'global' ? live.length : service.replicas,
			running: live.filter((task) => task.state === 'running').length,
			pending: live.filter((task) => task.state === 'new' || task.state === 'pending').length,
			failed: tasks.filter((task) => task.state === 'failed' || task.state === 'rejected').length,
			ports: service.ports.map((port) => port.published),
			on,
			update: service.updateState,
			parallelism: service.updateConfig?.parallelism ?? 1,
			delay: (service.updateConfig?.delayMs ?? 0) / 1000,
			rollbackParallelism: service.rollbackParallelism ?? 1,
			logDriver: service.logDriver ?? '',
			publish: [...new Set(service.ports.map((port) => port.mode))].sort()
		};
	}
	const managers = view.managers();
	const reachable = managers.filter((name) => {
		const role = view.rafts.get(name)?.role ?? 'stopped';
		return role !== 'stopped' && !leader?.inactivePeers.has(name);
	});
	return {
		time: view.now / 1000,
		machines: Object.fromEntries(
			[...view.machines.values()].map((m) => [
				m.name,
				{
					up: m.power === 'on' && m.daemon !== 'down' && !m.paused,
					swarm: m.swarm,
					manager: m.manager,
					containers: [...m.containers.values()].filter((c) => c.state === 'running').length,
					images: [...new Set([...m.containers.values()].map((c) => c.image))].sort(),
					logDriver: m.logDriver
				}
			])
		),
		swarm: {
			active: [...view.machines.values()].some((m) => m.swarm === 'active'),
			nodes: Object.keys(nodes).length,
			managers: managers.length,
			reachable: reachable.length,
			leader: leader?.machine ?? '',
			quorum: leader !== undefined && reachable.length > managers.length / 2,
			term: leader?.term ?? 0,
			autolock: store?.swarm?.autolock ?? false,
			workerToken: store?.swarm?.workerToken ?? '',
			managerToken: store?.swarm?.managerToken ?? '',
			unlockKey: store?.swarm?.unlockKey ?? ''
		},
		nodes,
		services,
		networks: Object.fromEntries([...(store?.networks.values() ?? [])].map(({ name, subnet }) => [name, { subnet }])),
		secrets: [...(store?.secrets.values() ?? [])].sort(),
		configs: [...(store?.configs.values() ?? [])].sort(),
		tasks: [...(store?.tasks.values() ?? [])].map((task) => ({
			name: task.name,
			service: store!.services.get(task.serviceId)?.name ?? '',
			slot: task.slot,
			node: view.machineOfNode(task.nodeId),
			state: task.state,
			desired: task.desired,
			error: task.err,
			image: task.image
		})),
		requests: view.requests
			.filter((r) => r.stage === 'answered' || r.stage === 'failed')
			.map((r) => ({
				via: r.to,
				from: r.client,
				port: r.port,
				ok: r.stage === 'answered',
				status: r.status,
				service: r.service,
				task: r.task,
				node: r.node,
				replica: r.hadReplica
			})),
		classic: classicFacts(view.classic),
		commands: view.commands.flatMap((c) =>
			c.code === undefined ? [] : [{ machine: c.machine, line: c.line, code: c.code, docker: c.hadDocker }]
		)
	};
}

function classicFacts({ tokens, keys, agents, managers, decisions }: ClassicView): Snapshot['classic'] {
	const entries = [...keys.values()].filter(({ value }) => value !== '');
	const running = [...managers.values()].filter((manager) => manager.running);
	return {
		tokens: tokens.length,
		registered: [...new Set(entries.map(({ value }) => value))].sort(),
		services: [...new Set(entries.map(({ service }) => service))].sort(),
		agents: [...new Set([...agents.values()].map(({ machine }) => machine))].sort(),
		managers: Object.fromEntries(
			running.map(({ address, machine, role, primary, strategy, engines }) => [
				address,
				{
					machine,
					role,
					primary,
					strategy,
					nodes: Object.fromEntries(
						[...engines.values()].map((engine) => [engine.name || engine.address, engine.state])
					)
				}
			])
		),
		placed: decisions.flatMap(({ container, image, node, strategy }) =>
			node === '' ? [] : [{ name: container, image, node, strategy }]
		),
		refused: decisions.flatMap(({ node, passes }) => (node === '' ? [passes.at(-1)?.error ?? ''] : []))
	};
}
