import { SwarmError } from '../swarm.ts';

/** The daemon's own words (moby daemon/cluster/errors.go, swarm.go, noderunner.go; SEMANTICS.md section 15). */
export const ALREADY_MEMBER =
	'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.';
export const NOT_MEMBER = 'This node is not part of a swarm';
export const NO_SWARM =
	'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';
export const NO_MANAGER =
	"This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.";
export const MANAGER_PREPARING =
	'This node is not a swarm manager. Manager is being prepared or has trouble connecting to the cluster.';
export const LOCKED =
	'Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.';
export const LEAVE_LOCKED =
	'Swarm is encrypted and locked. Please unlock it first or use `--force` to ignore this message.';
export const JOIN_TIMEOUT =
	'Timeout was reached before node joined. The attempt to join the swarm will continue in the background. Use the "docker info" command to see the current swarm status of your node.';
export const NO_ADDRESS = "could not find the system's IP address";
export const EXPIRED = 'Swarm certificates have expired. To replace them, leave the swarm and join again.';
export const NOT_LOCKED = 'swarm is not locked';
export const WRONG_KEY = 'swarm could not be unlocked: invalid key provided';
export const BAD_KEY = 'invalid key string';
export const BAD_TOKEN = 'invalid join token';

const LEAVING_MANAGER = 'You are attempting to leave the swarm on a node that is participating as a manager. ';
const ONLY_WAY =
	'The only way to restore a swarm that has lost consensus is to reinitialize it with `--force-new-cluster`. Use `--force` to suppress this message.';

/** "Not available": HTTP 503. */
export function notAvailable(message: string): SwarmError {
	return new SwarmError('docker', message, 503);
}

/** Counts of managers as the leader sees them, the leaving one included. */
export interface ManagerCounts {
	reachable: number;
	unreachable: number;
}

/** The daemon's arithmetic (moby daemon/cluster/utils.go); vectors/quorum.json. */
export function removalLosesQuorum({ reachable, unreachable }: ManagerCounts): boolean {
	return reachable - 2 <= unreachable;
}

export function isLastManager({ reachable, unreachable }: ManagerCounts): boolean {
	return reachable === 1 && unreachable === 0;
}

/** Why a manager does not leave without --force. `counts`: undefined when nobody could be asked, 'inactive' when it does not run. */
export function leaveWarning(counts: ManagerCounts | 'inactive' | undefined): string {
	if (counts === 'inactive') return `${LEAVING_MANAGER}Doing so may lose the consensus of your cluster. ${ONLY_WAY}`;
	if (!counts || !removalLosesQuorum(counts)) return LEAVING_MANAGER + ONLY_WAY;
	if (isLastManager(counts)) {
		return `${LEAVING_MANAGER}Removing the last manager erases all current state of the swarm. Use \`--force\` to ignore this message. `;
	}
	const all = counts.reachable + counts.unreachable;
	const lost = `Removing this node leaves ${counts.reachable - 1} managers out of ${all}. Without a Raft quorum your swarm will be inaccessible. `;
	return LEAVING_MANAGER + lost + ONLY_WAY;
}
