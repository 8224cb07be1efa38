import type { Program, NetworkInterface } from '../../../sim/sys.ts';

const USAGE =
	'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.\n\nUsage: ip [OPTIONS] address|route|link [ARGS]\n';

/** ip of busybox 1.35: what a container's interfaces and routes are. Source: recordings, networks.jsonl. */
export const ip: Program = {
	name: 'ip',
	*run(sys) {
		const [object = '', verb = 'show', device] = sys.argv.slice(1).filter((word) => !word.startsWith('-'));
		const interfaces = (sys.machine.interfaces?.() ?? []).filter(({ name }) => device === undefined || name === device);
		const is = (word: string): boolean => object !== '' && word.startsWith(object);
		if (!['show', 's', 'list', 'l'].includes(verb) || !['address', 'route', 'link'].some(is)) {
			yield* sys.stderr.write(object === '' ? USAGE : `ip: swarmlab does not simulate ${object} ${verb}\n`);
			return 1;
		}
		if (is('route')) yield* sys.stdout.write(routes(interfaces));
		else yield* sys.stdout.write(links(interfaces, is('address'), device));
		return 0;
	}
};

function links(interfaces: readonly NetworkInterface[], withAddresses: boolean, device: string | undefined): string {
	const forever = '       valid_lft forever preferred_lft forever\n';
	const loopback =
		'1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n' +
		(withAddresses ? `    inet 127.0.0.1/8 scope host lo\n${forever}` : '');
	const rest = interfaces.map(
		({ index, name, mtu, mac, address, prefix, broadcast }) =>
			`${index}: ${name}@if${index + 1}: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu ${mtu} qdisc noqueue \n` +
			`    link/ether ${mac} brd ff:ff:ff:ff:ff:ff\n` +
			(withAddresses ? `    inet ${address}/${prefix} brd ${broadcast} scope global ${name}\n${forever}` : '')
	);
	return (device === undefined || device === 'lo' ? loopback : '') + rest.join('');
}

function routes(interfaces: readonly NetworkInterface[]): string {
	const way = interfaces.find(({ gateway }) => gateway !== '');
	const direct = interfaces.map(({ name, subnet, address }) => `${subnet} dev ${name} scope link  src ${address} \n`);
	return (way ? `default via ${way.gateway} dev ${way.name} \n` : '') + direct.join('');
}
