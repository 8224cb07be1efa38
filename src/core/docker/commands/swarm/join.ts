import { exactArgs, type Command } from '../../command.ts';
import type { SwarmJoinRequest } from '../../../api/wire/swarm.ts';
import type { SystemInfo } from '../../../api/wire/system.ts';
import { availabilityOf } from './init.ts';

export const join: Command = {
	path: 'swarm join',
	use: '[OPTIONS] HOST:PORT',
	short: 'Join a swarm as a node and/or manager',
	flags: [
		{ name: 'advertise-addr', type: 'string', text: 'Advertised address (format: "<ip|interface>[:port]")' },
		{
			name: 'availability',
			type: 'string',
			def: 'active',
			text: 'Availability of the node ("active", "pause", "drain")'
		},
		{
			name: 'data-path-addr',
			type: 'string',
			text: 'Address or interface to use for data path traffic (format: "<ip|interface>")'
		},
		{
			name: 'listen-addr',
			type: 'node-addr',
			def: '0.0.0.0:2377',
			text: 'Listen address (format: "<ip|interface>[:port]")'
		},
		{ name: 'token', type: 'string', text: 'Token for entry into the swarm' }
	],
	args: exactArgs(1),
	*run(context) {
		const request: SwarmJoinRequest = {
			ListenAddr: context.flags.string('listen-addr'),
			AdvertiseAddr: context.flags.string('advertise-addr'),
			DataPathAddr: context.flags.string('data-path-addr'),
			RemoteAddrs: [context.args[0]!],
			JoinToken: context.flags.string('token'),
			Availability: availabilityOf(context)
		};
		yield* context.engine.post('/swarm/join', {}, request);
		const info = yield* context.engine.get<SystemInfo>('/info');
		yield* context.printLine(`This node joined a swarm as a ${info.Swarm.ControlAvailable ? 'manager' : 'worker'}.`);
		return 0;
	}
};
