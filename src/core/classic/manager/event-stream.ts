import type { EventMessage } from '../../api/wire/system.ts';
import type { Cluster } from './cluster.ts';
import type { ManagedEngine } from './engine.ts';
import { lineStream, type LineStream } from './line-stream.ts';
import type { EngineEvent } from './roster.ts';

/** Events of all engines, and Swarm's own, each with the node it comes from. */
export function eventStream(cluster: Cluster, untilMs?: number): LineStream {
	const { dialect, sim, scope } = cluster.parts;
	cluster.eventStreams++;
	const stream = lineStream(() => {
		cluster.eventStreams--;
		stop();
	});
	if (untilMs !== undefined) scope.after(Math.max(0, untilMs - sim.wallMs), () => stream.close());
	const stop = cluster.listen((engine: ManagedEngine, message: EventMessage | EngineEvent) => {
		if (typeof message === 'string') {
			if (dialect === 'rc1') {
				stream.push(
					rc1Event({ status: `node_${message}`, id: '', from: 'swarm', time: Math.floor(sim.wallMs / 1000) }, engine)
				);
				return;
			}
			const action = `engine_${message}`;
			const time = { time: Math.floor(sim.wallMs / 1000), timeNano: sim.wallMs * 1_000_000 };
			stream.push(
				clusterEvent(
					{ status: action, from: 'swarm', Type: 'swarm', Action: action, Actor: { ID: '', Attributes: {} }, ...time },
					engine
				)
			);
			return;
		}
		if (dialect !== 'rc1') {
			stream.push(clusterEvent({ ...message }, engine));
			return;
		}
		if (message.Type !== 'container') return;
		stream.push(
			rc1Event(
				{
					status: message.Action,
					id: message.Actor.ID,
					from: message.Actor.Attributes['image'] ?? '',
					time: message.time
				},
				engine
			)
		);
	});
	return stream;
}

export interface Rc1Event {
	status: string;
	id: string;
	from: string;
	time: number;
}

export interface EventNode {
	name: string;
	id: string;
	address: string;
	ip: string;
}

/** Source: api/events.go (rc1). */
export function rc1Event(event: Rc1Event, { name, id, address, ip }: EventNode): Record<string, unknown> {
	return {
		...event,
		from: `${event.from} node:${name}`,
		node_name: name,
		node_id: id,
		node_addr: address,
		node_ip: ip
	};
}

interface ClusterEvent {
	status?: string;
	from?: string;
	Actor: { ID: string; Attributes: Record<string, string> };
	[other: string]: unknown;
}

/** Source: eventsHandler.Handle in api/events.go (1.2.5). */
export function clusterEvent(event: ClusterEvent, { name, id, address, ip }: EventNode): Record<string, unknown> {
	const attributes = {
		...event.Actor.Attributes,
		'node.addr': address,
		'node.id': id,
		'node.ip': ip,
		'node.name': name
	};
	return {
		...event,
		...(event.from === undefined ? {} : { from: `${event.from} node:${name}` }),
		Actor: { ...event.Actor, Attributes: attributes },
		node: { Name: name, Id: id, Addr: address, Ip: ip }
	};
}
