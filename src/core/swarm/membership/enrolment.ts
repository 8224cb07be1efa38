import type { Certificate, CaRequest } from '../ca/ca-server.ts';
import { parseToken } from '../ca/tokens.ts';
import type { NodeRecord } from '../disk.ts';
import { hostOf, machineAt, withPort } from '../manager/address.ts';
import type { JoinRaftRequest, JoinRaftResponse } from '../manager/manager.ts';
import { NetError, type Host, type MessageNote, type Net } from '../../sim/net.ts';
import { park, sleep, WaitQueue, type Process } from '../../sim/process.ts';
import { SwarmError } from '../swarm.ts';

/** A node that joins tries five times, two seconds apart (swarmkit ca/certificates.go); then the error counts. */
const ATTEMPTS = 5;
const ATTEMPT_PAUSE_MS = 2000;
/** gRPC gives a connection attempt this long. */
const DIAL_TIMEOUT_MS = 20_000;
const JOIN_TIMEOUT_MS = 25_000;

/** How a machine that is not in the swarm yet (or has a new role) talks to its managers. */
export class Enrolment {
	constructor(
		private readonly net: Net,
		private readonly host: Host
	) {}

	/**
	 * Root certificate, checked against the token's digest, then the own certificate.
	 * @throws SwarmError of the last attempt
	 */
	*firstCertificate(record: NodeRecord): Process<Certificate> {
		let last: SwarmError | undefined;
		for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
			const remote = record.joinAddrs[attempt % record.joinAddrs.length]!;
			try {
				return yield* this.tryCertificate(remote, record);
			} catch (error) {
				if (!(error instanceof SwarmError)) throw error;
				last = error;
			}
			yield* sleep(ATTEMPT_PAUSE_MS);
		}
		throw last!;
	}

	private *tryCertificate(remote: string, record: NodeRecord): Process<Certificate> {
		const { digest } = (yield* this.callCa(remote, { op: 'root' }, 'root certificate')) as { digest: string };
		const rootDigest = digest.replace('sha256:', '');
		const expected = parseToken(record.token)?.rootDigest;
		if (expected && expected !== rootDigest) {
			throw new SwarmError('docker', `remote CA does not match fingerprint. Expected: ${expected}`, 500);
		}
		record.rootDigest = rootDigest;
		const { token, wishesManager, availability } = record;
		const request: CaRequest = { op: 'issue', token, wishesManager, availability, machine: this.host.name };
		return (yield* this.callCa(remote, request, 'certificate please')) as Certificate;
	}

	/** A certificate for the node's present role. @throws SwarmError */
	*renewedCertificate(remote: string, nodeId: string): Process<Certificate> {
		const request: CaRequest = { op: 'renew', nodeId, machine: this.host.name };
		return (yield* this.callCa(remote, request, 'renew certificate')) as Certificate;
	}

	/** Asks to become a member of the Raft cluster. @throws SwarmError */
	*joinRaft(remote: string, nodeId: string, addr: string): Process<JoinRaftResponse> {
		const request: JoinRaftRequest = { nodeId, addr, machine: this.host.name };
		return (yield* this.call(remote, 'join', request, {
			kind: 'C',
			what: `join ${this.host.name}`
		})) as JoinRaftResponse;
	}

	private callCa(remote: string, request: CaRequest, what: string): Process<unknown> {
		return this.call(remote, 'ca', request, { kind: 'C', what });
	}

	private *call(remote: string, protocol: string, request: unknown, note: MessageNote): Process<unknown> {
		const machine = machineAt(this.net, remote, this.host.name);
		const timeoutMs = protocol === 'join' ? JOIN_TIMEOUT_MS : DIAL_TIMEOUT_MS;
		try {
			if (machine === '' || !isSwarmPort(remote)) yield* this.nobody(machine, timeoutMs);
			return yield* this.net.call(this.host.name, machine, protocol, request, note, timeoutMs);
		} catch (error) {
			if (!(error instanceof NetError)) throw error;
			throw new SwarmError('Unavailable', dialError(this.net, remote, error));
		}
	}

	/** An address without a machine is silent; a machine's other ports refuse. */
	private *nobody(machine: string, timeoutMs: number): Process<never> {
		if (machine === '' || !this.net.canReach(this.host.name, machine)) {
			yield* park(new WaitQueue(), timeoutMs);
			throw new NetError('timeout');
		}
		throw new NetError('refused');
	}
}

function isSwarmPort(remote: string): boolean {
	return withPort(remote).endsWith(':2377');
}

function dialError(net: Net, remote: string, error: NetError): string {
	const host = hostOf(withPort(remote));
	const address = withPort(remote).replace(host, net.find(host)?.address ?? host);
	const why = error.kind === 'refused' || error.kind === 'reset' ? 'connect: connection refused' : 'i/o timeout';
	return `connection error: desc = "transport: Error while dialing dial tcp ${address}: ${why}"`;
}
