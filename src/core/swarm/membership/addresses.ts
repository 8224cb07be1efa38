import type { Net } from '../../sim/net.ts';
import { hostOf, SWARM_PORT } from '../manager/address.ts';
import { SwarmError } from '../swarm.ts';

const INTERFACE = 'eth0';
const BAD_ADVERTISE =
	'advertise address must be a non-zero IP address or network interface (with optional port number)';
const BAD_LISTEN = 'listen address must be an IP address or network interface (with optional port number)';
const BAD_DATA_PATH = 'data path address must be a non-zero IP address or network interface (without a port number)';

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
	throw badRequest(BAD_LISTEN);
}

/** @param own the machine's only address */
export function resolveAdvertiseAddr(addr: string, own: string): string {
	if (addr === '') return `${own}:${SWARM_PORT}`;
	const { host, port } = split(addr);
	if (host === INTERFACE) return `${own}:${port}`;
	if (!isIpAddress(host) || host === '0.0.0.0') throw badRequest(BAD_ADVERTISE);
	return `${host}:${port}`;
}

/** An address to join with that is none is not needed: the other side sees it. Source: moby daemon/cluster/swarm.go, Join. */
export function joiningAddr(addr: string, own: string): string {
	try {
		return resolveAdvertiseAddr(addr, own);
	} catch (error) {
		if (error instanceof SwarmError) return resolveAdvertiseAddr('', own);
		throw error;
	}
}

/** Source: resolveDataPathAddr. Overlays go over the machine's only address anyway. */
export function checkDataPathAddr(addr: string | undefined): void {
	if (addr === undefined || addr === INTERFACE || (isIpAddress(addr) && addr !== '0.0.0.0')) return;
	throw badRequest(BAD_DATA_PATH);
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

/** Source: moby daemon/cluster/listen_addr.go, validateDefaultAddrPool; their errors have no kind (500, lab 20.10). */
export function checkPools(pools: readonly string[], subnetSize: number): void {
	const size = subnetSize || 24;
	if (size > 29) throw new SwarmError('docker', `subnet size is out of range: ${size}`, 500);
	for (const pool of pools) {
		const bits = Number(pool.split('/')[1] ?? Number.NaN);
		if (!isIpAddress(pool.split('/')[0] ?? '') || !Number.isInteger(bits) || bits > 32) {
			throw new SwarmError('docker', `invalid base pool ${pool}: invalid CIDR address: ${pool}`, 500);
		}
		if (bits > size) {
			throw new SwarmError('docker', `invalid CIDR: "${pool}". Subnet size is too small for pool: ${size}`, 500);
		}
	}
}

/** Source: moby daemon/cluster/listen_addr.go, getDataPathPort. */
export function checkDataPathPort(port: number | undefined): void {
	if (port && (port < 1024 || port > 49151)) {
		throw new SwarmError('docker', `Datapath port number is not in valid range (1024-49151) : ${port}`, 500);
	}
}
