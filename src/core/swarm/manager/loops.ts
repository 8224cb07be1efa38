import { startAllocator } from '../allocator/allocator.ts';
import type { LeaderContext } from '../component.ts';
import { startConstraintEnforcer } from '../orchestrator/constraint-enforcer.ts';
import { startGlobalOrchestrator } from '../orchestrator/global.ts';
import { startJobsOrchestrator } from '../orchestrator/jobs.ts';
import { startReplicatedOrchestrator } from '../orchestrator/replicated.ts';
import { startTaskReaper } from '../orchestrator/task-reaper.ts';
import { startVolumeEnforcer } from '../orchestrator/volume-enforcer.ts';
import { startScheduler } from '../scheduler/scheduler.ts';

/** A component of the leader. It meets the others in the store only. */
export interface LeaderLoop {
	name: string;
	start(context: LeaderContext): void;
}

/**
 * What every new leader starts, in this order, and loses with its leadership. Dispatcher, certificate authority and role
 * manager need more than a LeaderContext; manager.ts starts them itself.
 *
 * Source: swarmkit manager/manager.go, becomeLeader.
 */
export const LEADER_LOOPS: readonly LeaderLoop[] = [
	{ name: 'allocator', start: startAllocator },
	{ name: 'scheduler', start: startScheduler },
	{ name: 'replicated orchestrator', start: startReplicatedOrchestrator },
	{ name: 'global orchestrator', start: startGlobalOrchestrator },
	{ name: 'jobs orchestrator', start: startJobsOrchestrator },
	{ name: 'constraint enforcer', start: startConstraintEnforcer },
	{ name: 'volume enforcer', start: startVolumeEnforcer },
	{ name: 'task reaper', start: startTaskReaper }
];
