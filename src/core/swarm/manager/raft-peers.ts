import { NONE } from '../../raft/message.ts';
import type { Net } from '../../sim/net.ts';
import type { Sim } from '../../sim/sim.ts';
import { machineAt } from './address.ts';
import { PeerLink } from './peer-link.ts';
import type { RaftMember } from './raft-entry.ts';

export interface RaftPeersOptions {
	sim: Sim;
	net: Net;
	/** The machine of this manager. */
	where: string;
	/** Raft ID of this manager. */
	id: string;
}

/**
 * The members of the Raft cluster as one manager knows them, who has been removed, and its links to the others.
 *
 * Source: swarmkit manager/state/raft/membership/cluster.go and transport.
 */
export class RaftPeers {
	private readonly members = new Map<string, RaftMember>();
	private readonly removed = new Set<string>();
	private readonly links = new Map<string, PeerLink>();

	constructor(private readonly options: RaftPeersOptions) {}

	get size(): number {
		return this.members.size;
	}

	list(): RaftMember[] {
		return [...this.members.values()];
	}

	has(raftId: string): boolean {
		return this.members.has(raftId);
	}

	ofNode(nodeId: string): RaftMember | undefined {
		for (const member of this.members.values()) if (member.nodeId === nodeId) return member;
		return undefined;
	}

	isRemoved(raftId: string): boolean {
		return this.removed.has(raftId);
	}

	removedIds(): string[] {
		return [...this.removed];
	}

	isReachable(raftId: string): boolean {
		return raftId === this.options.id || (this.links.get(raftId)?.isActive ?? false);
	}

	/** Whether the group without that member would still have its quorum among those reachable from here. */
	canRemove(raftId: string): boolean {
		let reachable = 0;
		for (const id of this.members.keys()) if (id !== raftId && this.isReachable(id)) reachable++;
		return canRemoveMember(this.members.size, reachable);
	}

	link(raftId: string): PeerLink | undefined {
		return this.links.get(raftId);
	}

	/** The peer that has been reachable for the longest time: it is handed the leadership. */
	steadiest(): PeerLink | undefined {
		let best: PeerLink | undefined;
		for (const link of this.links.values()) {
			if (!link.isActive || !this.members.has(link.member.raftId)) continue;
			if (!best || link.activeSince < best.activeSince) best = link;
		}
		return best;
	}

	/** With every tick. @returns Raft IDs of those to whom a send has just been given up */
	givenUp(): string[] {
		return [...this.links.values()].filter((link) => link.giveUpSilent()).map(({ member }) => member.raftId);
	}

	add(member: RaftMember): void {
		this.members.set(member.raftId, member);
		if (member.raftId === this.options.id) return;
		const machine = this.machineOfMember(member);
		const known = this.links.get(member.raftId);
		if (machine === '' || (known && known.machine === machine)) return;
		this.addLink(member, machine);
	}

	/** The link stays: an answer that was owed to a removed member can still go out. */
	remove(raftId: string): void {
		this.members.delete(raftId);
		this.removed.add(raftId);
	}

	/** They will never be let in again. */
	addRemoved(raftIds: readonly string[]): void {
		for (const id of raftIds) this.removed.add(id);
	}

	/** In place of all that was known. */
	restore(members: readonly RaftMember[], removed: readonly string[]): void {
		this.members.clear();
		this.removed.clear();
		for (const member of members) this.add(member);
		this.addRemoved(removed);
	}

	/**
	 * Who has been away does not know members that came meanwhile, perhaps the leader itself: its answers need an address.
	 * Source: swarmkit manager/state/raft/transport, resolvePeer, which asks another peer for it.
	 */
	meet(raftId: string, machine: string): void {
		if (this.links.has(raftId) || raftId === this.options.id) return;
		this.addLink({ raftId, nodeId: '', addr: '' }, machine);
	}

	/** Raft's IDs in the words of the trace. */
	machineOf(raftId: string): string {
		if (raftId === NONE) return '';
		if (raftId === this.options.id) return this.options.where;
		return this.links.get(raftId)?.machine ?? '';
	}

	machineOfMember(member: RaftMember): string {
		return machineAt(this.options.net, member.addr);
	}

	tell(): void {
		const { sim, where } = this.options;
		const voters = this.list()
			.map((member) => this.machineOfMember(member))
			.sort();
		sim.trace.emit({ type: 'raft.members', where, voters });
	}

	private addLink(member: RaftMember, machine: string): void {
		const { sim, net, where } = this.options;
		const isCut = (): boolean => net.isCut(where, machine);
		const link = new PeerLink(member, machine, sim, isCut, ({ isActive }) => {
			sim.trace.emit({ type: 'raft.peer', where, peer: machine, active: isActive });
		});
		this.links.set(member.raftId, link);
	}
}

/** `reachableAfter` counts the members that would be left and are reachable; SEMANTICS.md 2.5. */
export function canRemoveMember(members: number, reachableAfter: number): boolean {
	return reachableAfter >= Math.floor((members - 1) / 2) + 1;
}
