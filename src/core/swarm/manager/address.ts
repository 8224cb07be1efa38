import type { Net } from '../../sim/net.ts';

/** Port of the swarm's own protocols. */
export const SWARM_PORT = 2377;

/** 'host:port' → host; without a port as it is. */
export function hostOf(addr: string): string {
	const colon = addr.lastIndexOf(':');
	return colon < 0 ? addr : addr.slice(0, colon);
}

export function withPort(addr: string, port = SWARM_PORT): string {
	return addr.includes(':') ? addr : `${addr}:${port}`;
}

/** Name of the machine at an address, '' when there is none. */
export function machineAt(net: Net, addr: string, from?: string): string {
	return net.find(hostOf(addr), from)?.name ?? '';
}
