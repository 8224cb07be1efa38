import { canRemoveMember } from '../../core/swarm/manager/raft-peers.ts';
import { isLastManager, removalLosesQuorum } from '../../core/swarm/membership/texts.ts';
import { each } from './vector.ts';

interface QuorumVector {
	id: string;
	function: string;
	members: number;
	unreachablePeers: number;
	target: 'self' | 'reachable-peer' | 'unreachable-peer';
	reachableManagersInclSelf: number;
	unreachableManagers: number;
	expect: boolean | { lossOfQuorum: boolean; lastManager: boolean };
}

export const quorum = each<QuorumVector>((vector) => {
	if (vector.function === 'CanRemoveMember') {
		const reachable = vector.members - vector.unreachablePeers - (vector.target === 'unreachable-peer' ? 0 : 1);
		return [vector.expect, canRemoveMember(vector.members, reachable)];
	}
	const counts = { reachable: vector.reachableManagersInclSelf, unreachable: vector.unreachableManagers };
	return [vector.expect, { lossOfQuorum: removalLosesQuorum(counts), lastManager: isLastManager(counts) }];
});
