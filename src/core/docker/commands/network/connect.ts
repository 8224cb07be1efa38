import { exactArgs, type Command } from '../../command.ts';
import { CliError } from '../../errors.ts';
import { EMPTY_ENDPOINT } from '../container/network-flags.ts';

export const connect: Command = {
	path: 'network connect',
	use: '[OPTIONS] NETWORK CONTAINER',
	short: 'Connect a container to a network',
	flags: [
		{ name: 'alias', type: 'strings', text: 'Add network-scoped alias for the container' },
		{ name: 'driver-opt', type: 'strings', text: 'driver options for the network' },
		{
			name: 'gw-priority',
			type: 'int',
			text: 'Highest gw-priority provides the default gateway. Accepts positive and negative values.'
		},
		{ name: 'ip', type: 'string', text: 'IPv4 address (e.g., "172.30.100.104")' },
		{ name: 'ip6', type: 'string', text: 'IPv6 address (e.g., "2001:db8::33")' },
		{ name: 'link', type: 'list', text: 'Add link to another container' },
		{ name: 'link-local-ip', type: 'strings', text: 'Add a link-local address for the container' }
	],
	args: exactArgs(2),
	completes: 'network',
	*run(context) {
		const { flags } = context;
		const [network, container] = context.args;
		const options = flags.all<string[]>('driver-opt').flat();
		for (const option of options) {
			if (!option.includes('=')) throw new CliError('invalid key/value pair format in driver options');
		}
		const aliases = flags.all<string[]>('alias').flat();
		const ip = flags.string('ip');
		const linkLocal = flags.all<string[]>('link-local-ip').flat();
		yield* context.engine.post(
			`/networks/${network!}/connect`,
			{},
			{
				Container: container,
				EndpointConfig: {
					...EMPTY_ENDPOINT,
					IPAMConfig: {
						...(ip === '' ? {} : { IPv4Address: ip }),
						...(flags.string('ip6') === '' ? {} : { IPv6Address: flags.string('ip6') }),
						...(linkLocal.length > 0 ? { LinkLocalIPs: linkLocal } : {})
					},
					Links: flags.changed('link') ? flags.list('link') : null,
					Aliases: aliases,
					DriverOpts: Object.fromEntries(options.map((option) => option.split('=', 2) as [string, string])),
					GwPriority: flags.number('gw-priority')
				}
			}
		);
		return 0;
	}
};
