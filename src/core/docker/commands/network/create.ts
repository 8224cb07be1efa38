import type { Era } from '../../../era/era.ts';
import { exactArgs, type Command } from '../../command.ts';
import { olderThan } from '../../engine-client.ts';
import { CliError } from '../../errors.ts';
import type { FlagValues } from '../../flags.ts';
import { pairs } from '../service/spec-from-flags.ts';
import type { IpamConfig, NetworkCreateRequest, NetworkCreateResponse } from '../../../api/wire/network.ts';
import { checkLabel } from '../../values/checks.ts';

export const create: Command = {
	path: 'network create',
	use: '[OPTIONS] NETWORK',
	short: 'Create a network',
	flags: [
		{ name: 'attachable', type: 'bool', text: 'Enable manual container attachment' },
		{ name: 'aux-address', type: 'map', def: 'map[]', text: 'Auxiliary IPv4 or IPv6 addresses used by Network driver' },
		{ name: 'config-from', type: 'string', text: 'The network from which to copy the configuration' },
		{ name: 'config-only', type: 'bool', text: 'Create a configuration only network' },
		{ name: 'driver', short: 'd', type: 'string', def: 'bridge', text: 'Driver to manage the Network' },
		{ name: 'gateway', type: 'strings', text: 'IPv4 or IPv6 Gateway for the master subnet' },
		{ name: 'ingress', type: 'bool', text: 'Create swarm routing-mesh network' },
		{ name: 'internal', type: 'bool', text: 'Restrict external access to the network' },
		{ name: 'ip-range', type: 'strings', text: 'Allocate container ip from a sub-range' },
		{ name: 'ipam-driver', type: 'string', def: 'default', text: 'IP Address Management Driver' },
		{ name: 'ipam-opt', type: 'map', def: 'map[]', text: 'Set IPAM driver specific options' },
		{ name: 'ipv4', type: 'bool', def: 'true', text: 'Enable or disable IPv4 address assignment' },
		{ name: 'ipv6', type: 'bool', text: 'Enable or disable IPv6 address assignment' },
		{ name: 'label', type: 'list', check: checkLabel, text: 'Set metadata on a network' },
		{ name: 'opt', short: 'o', type: 'map', def: 'map[]', text: 'Set driver specific options' },
		{ name: 'scope', type: 'string', text: "Control the network's scope" },
		{ name: 'subnet', type: 'strings', text: 'Subnet in CIDR format that represents a network segment' }
	],
	args: exactArgs(1),
	*run(context) {
		const { flags } = context;
		yield* context.engine.negotiate();
		const request: NetworkCreateRequest = {
			Name: context.args[0]!,
			...(olderThan(context.engine.apiVersion, '1.44') ? { CheckDuplicate: true } : {}),
			Driver: flags.string('driver'),
			Scope: flags.string('scope'),
			...(flags.changed('ipv4') ? { EnableIPv4: flags.bool('ipv4') } : {}),
			// Until 20.10 the field had no third value for "not said".
			...(flags.changed('ipv6') || !context.era.capabilities.wordsOf28 ? { EnableIPv6: flags.bool('ipv6') } : {}),
			IPAM: {
				Driver: flags.string('ipam-driver'),
				Options: toMap(flags, 'ipam-opt'),
				Config: ipamConfigs(flags, context.era)
			},
			Internal: flags.bool('internal'),
			Attachable: flags.bool('attachable'),
			Ingress: flags.bool('ingress'),
			ConfigOnly: flags.bool('config-only'),
			ConfigFrom: flags.string('config-from') === '' ? null : { Network: flags.string('config-from') },
			Options: toMap(flags, 'opt'),
			Labels: pairs(flags.list('label')) ?? {}
		};
		const response = yield* context.engine.post<NetworkCreateResponse>('/networks/create', {}, request);
		yield* context.printLine(response.Id);
		return 0;
	}
};

function toMap(flags: FlagValues, name: string): Record<string, string> {
	return Object.fromEntries(flags.all<{ key: string; value: string }>(name).map(({ key, value }) => [key, value]));
}

/** One configuration per subnet; ranges and gateways go to the subnet that holds them. Texts: docker/cli network/create.go. */
function ipamConfigs(flags: FlagValues, era: Era): IpamConfig[] {
	const subnets = flags.all<string[]>('subnet').flat();
	const ranges = flags.all<string[]>('ip-range').flat();
	const gateways = flags.all<string[]>('gateway').flat();
	if (subnets.length < ranges.length || subnets.length < gateways.length) {
		throw new CliError('every ip-range or gateway must have a corresponding subnet');
	}
	const holds = (network: string, address: string): boolean => isInside(network, address, era);
	const configs: IpamConfig[] = subnets.map((Subnet) => ({ Subnet }));
	for (const [i, subnet] of subnets.entries()) {
		const other = subnets.findIndex((candidate, k) => k < i && (holds(candidate, subnet) || holds(subnet, candidate)));
		if (other >= 0) throw new CliError('multiple overlapping subnet configuration is not supported');
	}
	const place = (address: string, key: 'IPRange' | 'Gateway', words: [string, string]): void => {
		const config = configs.find((candidate) => holds(candidate.Subnet!, address));
		if (!config) throw new CliError(`no matching subnet for ${words[0]} ${address}`);
		if (config[key] !== undefined)
			throw new CliError(
				`cannot configure multiple ${words[1]} (${address}, ${config[key]}) ${key === 'Gateway' ? 'for' : 'on'} the same subnet (${config.Subnet!})`
			);
		config[key] = address;
	};
	for (const range of ranges) {
		place(range, 'IPRange', ['range', 'ranges']);
		if (!CIDR.test(range)) throw new CliError(`invalid CIDR address: ${range}`);
	}
	for (const gateway of gateways) place(gateway, 'Gateway', ['gateway', 'gateways']);
	for (const { key, value } of flags.all<{ key: string; value: string }>('aux-address')) {
		const config = configs.find((candidate) => holds(candidate.Subnet!, value));
		if (!config) throw new CliError(`no matching subnet for aux-address ${value}`);
		(config.AuxiliaryAddresses ??= {})[key] = value;
	}
	return configs;
}

const CIDR = /^([\d.]+|[\da-fA-F:.]*:[\da-fA-F:.]*)\/\d+$/;

/** Whether an IPv4 address or network lies in a network. @throws CliError when the network is none */
function isInside(network: string, address: string, era: Era): boolean {
	for (const [text, what] of [
		[network, 'invalid subnet: '],
		[address, '']
	] as const) {
		if (what === '' && !text.includes('/')) continue;
		if (CIDR.test(text) && isAddress(text)) continue;
		if (era.capabilities.words29 && !text.includes('/')) throw new CliError(`netip.ParsePrefix("${text}"): no '/'`);
		throw new CliError(`${what}invalid CIDR address: ${text}`);
	}
	const [base, bits] = network.split('/');
	const size = 2 ** (32 - Number(bits));
	return Math.floor(numberOf(base!) / size) === Math.floor(numberOf(address.split('/')[0]!) / size);
}

/** Of IPv4 the four parts and the length of the prefix are looked at. */
function isAddress(text: string): boolean {
	if (text.includes(':')) return true;
	const [address = '', bits] = text.split('/');
	const parts = address.split('.');
	return parts.length === 4 && parts.every((part) => part !== '' && Number(part) < 256) && Number(bits) <= 32;
}

function numberOf(address: string): number {
	return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
