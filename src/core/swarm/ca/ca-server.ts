import type { Process } from '../../sim/process.ts';
import type { Rng } from '../../sim/rng.ts';
import { commit } from '../commit.ts';
import { newId } from '../identity.ts';
import type { Cluster, NodeRole, SwarmNode } from '../objects.ts';
import type { MemoryStore } from '../store/store.ts';
import { issuerKeyOf, tlsInfoOf } from './tls-info.ts';
import { SwarmError } from '../swarm.ts';

export type CaRequest =
	| { op: 'root' }
	| {
			op: 'issue';
			token: string;
			/** Only where there are no tokens. */
			wishesManager: boolean;
			availability: SwarmNode['spec']['availability'];
			/** For the label of the entry. */
			machine: string;
	  }
	| { op: 'renew'; nodeId: string; machine: string };

export interface Certificate {
	nodeId: string;
	role: NodeRole;
	/** Milliseconds. */
	validForMs: number;
}

export interface CaOptions {
	store: MemoryStore;
	rng: Rng;
	hasTokens: boolean;
	timestamp(): string;
}

/**
 * The leader's certificate authority: who has a valid token gets a certificate and with it a node object.
 *
 * Source: swarmkit ca/server.go. Not modelled: keys and signatures; the certificate is a role and an end of life, the
 * root certificate a random text with a digest.
 */
export function* serveCa(request: CaRequest, options: CaOptions): Process<unknown> {
	const cluster = options.store.all('cluster')[0];
	// A leader that has not written the cluster object yet cannot check a token.
	if (!cluster) throw new SwarmError('Unavailable', 'cluster is not ready');
	switch (request.op) {
		case 'root':
			return { digest: cluster.rootCa.caCertHash };
		case 'issue': {
			const role = roleOf(request.token, request.wishesManager, cluster, options);
			const nodeId = newId(options.rng);
			yield* commit(options.store, `node ${request.machine}`, (tx) => {
				const node = newNode(nodeId, role, request.availability, options.timestamp());
				const certificate = { ...node.certificate!, issuerPublicKey: issuerKeyOf(cluster.rootCa) };
				tx.create('node', { ...node, certificate });
			});
			return certificate(nodeId, role, cluster);
		}
		case 'renew': {
			const { nodeId, machine } = request;
			const role = yield* commit(options.store, `cert ${machine}`, (tx) => {
				const node = tx.get('node', nodeId);
				if (!node) throw new SwarmError('NotFound', `node ${nodeId} not found when attempting to renew certificate`);
				const issuerPublicKey = issuerKeyOf(cluster.rootCa);
				const issued = { role: node.role, status: 'ISSUED' as const, issuedAt: options.timestamp(), issuerPublicKey };
				const { description } = node;
				const tlsInfo = tlsInfoOf(cluster.rootCa);
				tx.update('node', {
					...node,
					certificate: issued,
					// Its agent would tell so itself a moment later.
					...(description ? { description: { ...description, tlsInfo } } : {})
				});
				return node.role;
			});
			return certificate(nodeId, role, cluster);
		}
	}
}

function roleOf(token: string, wishesManager: boolean, cluster: Cluster, { hasTokens }: CaOptions): NodeRole {
	if (!hasTokens) return wishesManager ? 'MANAGER' : 'WORKER';
	const { joinTokens } = cluster.rootCa;
	if (token === joinTokens.manager) return 'MANAGER';
	if (token === joinTokens.worker) return 'WORKER';
	throw new SwarmError('InvalidArgument', 'A valid join token is necessary to join this cluster');
}

function certificate(nodeId: string, role: NodeRole, cluster: Cluster): Certificate {
	return { nodeId, role, validForMs: cluster.spec.caConfig.nodeCertExpiry / 1e6 };
}

/** A node as the CA writes it before anything else is known of it. */
export function newNode(
	id: string,
	role: NodeRole,
	availability: SwarmNode['spec']['availability'],
	issuedAt: string
): SwarmNode {
	return {
		id,
		meta: { version: { index: 0 }, createdAt: '', updatedAt: '' },
		spec: { annotations: { name: '' }, desiredRole: role, membership: 'ACCEPTED', availability },
		status: { state: 'UNKNOWN' },
		role,
		certificate: { role, status: 'ISSUED', issuedAt }
	};
}
