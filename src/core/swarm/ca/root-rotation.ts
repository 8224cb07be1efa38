import type { LeaderContext } from '../component.ts';
import type { Cluster, SwarmNode } from '../objects.ts';
import type { WriteTx } from '../store/store.ts';
import { newRootCertificate } from './certificates.ts';
import { issuerKeyOf, tlsInfoOf } from './tls-info.ts';
import { newToken } from './tokens.ts';

/** swarmkit ca/reconciler.go: so many nodes are told to renew in one round, and a round every so often. */
const BATCH = 30;
const ROUND_MS = 3000;

/**
 * The root CA as a change of the swarm's spec leaves it: a higher ForceRotate begins a rotation, also in the midst of
 * another. The old root stays the one that is trusted until every node has a certificate of the new one.
 * Source: swarmkit controlapi/ca_rotation.go.
 */
export function rotatedRoot(
	cluster: Cluster,
	spec: Cluster['spec'],
	dice: Parameters<typeof newRootCertificate>[0],
	now: string
): Cluster['rootCa'] {
	const wanted = spec.caConfig.forceRotate ?? 0;
	const { rootCa } = cluster;
	if (wanted === (rootCa.lastForcedRotation ?? 0)) return rootCa;
	const rootRotation = { caCert: newRootCertificate(dice, now), caCertHash: `sha256:${dice.hex(64)}` };
	return { ...rootCa, rootRotation, lastForcedRotation: wanted };
}

/**
 * Sees a rotation of the root CA through: tells nodes to renew their certificates, and when all have one of the new root
 * makes it the only one. Nodes that are away hold it up.
 *
 * Source: swarmkit ca/reconciler.go; times and order: recordings/cluster.jsonl, `swarm ca --rotate`.
 */
export function startRootRotation(context: LeaderContext): void {
	const { store, scope } = context;
	let isTurning = false;

	const turn = (): void => {
		isTurning = false;
		if (!rotationOf(store.all('cluster')[0])) return;
		isTurning = true;
		scope.after(ROUND_MS, turn);
		store.update('rotate CA', (tx) => {
			const cluster = tx.all('cluster')[0];
			const rotation = rotationOf(cluster);
			if (!cluster || !rotation) return undefined;
			const key = issuerKeyOf(cluster.rootCa);
			const behind = tx.all('node').filter((node) => node.description?.tlsInfo?.certIssuerPublicKey !== key);
			if (behind.length === 0) {
				finish(tx, cluster, rotation);
				return 'new root CA';
			}
			for (const node of behind.filter(isTellable).slice(0, BATCH)) {
				tx.update('node', { ...node, certificate: { ...node.certificate!, status: 'ROTATE' } });
			}
			return undefined;
		});
	};

	const finish = (
		tx: WriteTx,
		cluster: Cluster,
		{ caCert, caCertHash }: NonNullable<ReturnType<typeof rotationOf>>
	): void => {
		const digest = caCertHash.replace('sha256:', '');
		const { rootRotation: _, ...rest } = cluster.rootCa;
		const joinTokens = { worker: newToken(digest, context.rng), manager: newToken(digest, context.rng) };
		const rootCa = { ...rest, caCert, caCertHash, joinTokens };
		tx.update('cluster', { ...cluster, rootCa });
		for (const node of tx.all('node')) {
			if (node.description)
				tx.update('node', { ...node, description: { ...node.description, tlsInfo: tlsInfoOf(rootCa) } });
		}
	};

	scope.onEnd(
		store.watch((changes) => {
			const isBegun = changes.some(({ kind, object }) => kind === 'cluster' && rotationOf(object));
			if (isBegun && !isTurning) {
				isTurning = true;
				scope.after(0, turn);
			}
		})
	);
	turn();
}

function rotationOf(cluster: Cluster | undefined): Cluster['rootCa']['rootRotation'] {
	return cluster?.rootCa.rootRotation;
}

function isTellable({ certificate, description }: SwarmNode): boolean {
	return certificate !== undefined && description !== undefined && certificate.status !== 'ROTATE';
}
