import type { LeaderContext } from '../component.ts';
import type { RaftHost } from '../manager/raft-host.ts';
import type { SwarmNode } from '../objects.ts';

/** swarmkit manager/role_manager.go, roleReconcileInterval */
const RETRY_MS = 5000;

/**
 * Brings the role of nodes to what their spec wants: a promotion at once; a demotion only after the Raft member is gone,
 * because a worker that still counts for the quorum would block it. A leader hands leadership over before it is removed.
 *
 * Source: swarmkit manager/role_manager.go; SEMANTICS.md 2.6.
 */
export function startRoleManager(context: LeaderContext, raft: RaftHost): void {
	const { store, scope } = context;
	const waiting = new Map<string, 'busy' | 'retry'>();

	const reconcile = (node: SwarmNode): void => {
		if (node.role === node.spec.desiredRole || waiting.get(node.id) === 'busy') return;
		if (node.spec.desiredRole === 'MANAGER') {
			waiting.set(node.id, 'busy');
			setRole(node.id, 'MANAGER');
			return;
		}
		const member = raft.peers.ofNode(node.id);
		if (!member) {
			waiting.set(node.id, 'busy');
			setRole(node.id, 'WORKER');
			return;
		}
		if (!raft.peers.canRemove(member.raftId)) return retry(node.id);
		waiting.set(node.id, 'busy');
		if (member.raftId === raft.raft.id) {
			// The new leader's role manager then removes this one.
			raft.transferLeadership(() => retry(node.id));
			return;
		}
		raft.removePeer(member, (error) => {
			if (error) retry(node.id);
			else setRole(node.id, 'WORKER');
		});
	};

	const setRole = (nodeId: string, role: SwarmNode['role']): void => {
		const hostname = store.get('node', nodeId)?.description?.hostname ?? nodeId.slice(0, 5);
		store.update(
			`${role === 'MANAGER' ? 'promote' : 'demote'} ${hostname}`,
			(tx) => {
				const node = tx.get('node', nodeId);
				if (node && node.spec.desiredRole === role) tx.update('node', { ...node, role });
			},
			(error) => {
				waiting.delete(nodeId);
				if (error) return retry(nodeId);
				const node = store.get('node', nodeId);
				if (node) reconcile(node);
			}
		);
	};

	const retry = (nodeId: string): void => {
		if (scope.isEnded) return;
		waiting.set(nodeId, 'retry');
		scope.after(RETRY_MS, () => {
			if (waiting.get(nodeId) !== 'retry') return;
			waiting.delete(nodeId);
			const node = store.get('node', nodeId);
			if (node) reconcile(node);
		});
	};

	const unwatch = store.watch((changes) => {
		for (const change of changes) {
			if (change.kind === 'node' && change.op !== 'delete') reconcile(change.object);
		}
	});
	scope.onEnd(unwatch);
	for (const node of store.all('node')) reconcile(node);
}
