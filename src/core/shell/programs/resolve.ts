import type { Sys } from '../../sim/sys.ts';

/** Where a name or an address leads. */
export interface Destination {
	/** The machine, as sim/net knows it; undefined for an address that nobody has. */
	machine: string | undefined;
	address: string;
}

/** Addresses as they are; names by the net, then by /etc/hosts. Undefined: nobody knows the name. */
export function resolve(sys: Sys, name: string): Destination | undefined {
	const { net, hostname, files } = sys.machine;
	const isAddress = /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
	const host = net.find(name, hostname);
	if (host)
		return { machine: host.name, address: isAddress ? name : name === 'localhost' ? '127.0.0.1' : host.address };
	if (isAddress) return { machine: undefined, address: name };
	if (!files.exists('/etc/hosts')) return undefined;
	for (const line of files.read('/etc/hosts').split('\n')) {
		const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
		if (address && names.includes(name)) return { machine: net.find(address, hostname)?.name, address };
	}
	return undefined;
}
