import { ipam, networkAllocator, portAllocator } from './allocation.ts';
import { constraintsMatch, constraintsNode, constraintsParse } from './constraints.ts';
import { genericResources } from './generic-resources.ts';
import { id, joinToken } from './identity.ts';
import {
	reaperHistory,
	restartShouldRestart,
	taskDirty,
	updatableSlot,
	updaterFailureThreshold,
	updaterStatus
} from './orchestration.ts';
import { schedulerSpread } from './spread.ts';
import type { TopicRunner } from './vector.ts';

/** Topic of a vector file → what runs it. Topics that are not here are not modelled, or run elsewhere. */
export const TOPICS: Readonly<Record<string, TopicRunner>> = {
	'constraints-parse': constraintsParse,
	'constraints-match': constraintsMatch,
	'constraints-node': constraintsNode,
	'generic-resources': genericResources,
	id,
	ipam,
	'join-token': joinToken,
	'network-allocator': networkAllocator,
	'port-allocator': portAllocator,
	'reaper-history': reaperHistory,
	'restart-should-restart': restartShouldRestart,
	'scheduler-spread': schedulerSpread,
	'task-dirty': taskDirty,
	'updatable-slot': updatableSlot,
	'updater-failure-threshold': updaterFailureThreshold,
	'updater-status': updaterStatus
};
