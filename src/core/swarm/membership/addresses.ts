import type { Net } from '../../sim/net.ts';
import { hostOf, SWARM_PORT } from '../manager/address.ts';
import { SwarmError } from '../swarm.ts';

const INTERFACE = 'eth0';
const BAD_ADVERTISE =
	'advertise address must be a non-zero IP address or network interface (with optional port number)';
const BAD_LISTEN = 'listen address must be an IP address or network interface (with optional port number)';
const BAD_INTERFACE = 'must specify a valid IP address or interface name';

/** Wrong input to the daemon itself: no gRPC code in its text. */
export function badRequest(message: string): SwarmError {
	return new SwarmError('docker', message, 400);
}

export function isIpAddress(text: string): boolean {
	const parts = text.split('.');
	return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/**
 * Source: moby daemon/cluster/listen_addr.go.
 * Not modelled: several addresses on a machine, IPv6.
 */
export function resolveListenAddr(addr: string): string {
	const { host, port } = split(addr || '0.0.0.0');
	if (host === INTERFACE || isIpAddress(host)) return `${host}:${port}`;
	if (host === '') throw badRequest(BAD_LISTEN);
	throw badRequest(BAD_INTERFACE);
}

/** @param own the machine's only address */
export function resolveAdvertiseAddr(addr: string, own: string): string {
	if (addr === '') return `${own}:${SWARM_PORT}`;
	const { host, port } = split(addr);
	if (host === INTERFACE) return `${own}:${port}`;
	if (!isIpAddress(host) || host === '0.0.0.0') throw badRequest(BAD_ADVERTISE);
	return `${host}:${port}`;
}

function split(addr: string): { host: string; port: string } {
	const colon = addr.lastIndexOf(':');
	if (colon < 0) return { host: addr, port: String(SWARM_PORT) };
	return { host: addr.slice(0, colon), port: addr.slice(colon + 1) };
}

/** The daemon finds its own address by looking which way the remote lies; so a name must be known. */
export function checkRemoteName(net: Net, remote: string, from: string): void {
	const host = hostOf(remote);
	if (isIpAddress(host) || net.find(host, from)) return;
	throw new SwarmError('docker', `could not find local IP address: dial udp: lookup ${host}: no such host`, 500);
}

export function checkPool(pools: readonly string[], subnetSize: number, dataPathPort: number | undefined): void {
	if (dataPathPort && (dataPathPort < 1024 || dataPathPort > 49151)) {
		throw badRequest(`Datapath port number is not in valid range (1024-49151) : ${dataPathPort}`);
	}
	if (subnetSize > 29) throw badRequest(`subnet size is out of range: ${subnetSize}`);
	for (const pool of pools) {
		const bits = Number(pool.split('/')[1] ?? Number.NaN);
		if (!isIpAddress(pool.split('/')[0] ?? '') || !Number.isInteger(bits) || bits > 32) {
			throw badRequest(`invalid CIDR address: ${pool}`);
		}
		if (bits > subnetSize) {
			throw badRequest(`invalid CIDR: "${pool}". Subnet size is too small for pool: ${subnetSize}`);
		}
	}
}
