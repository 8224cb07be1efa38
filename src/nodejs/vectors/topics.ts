import { ipam, networkAllocator, portAllocator } from './allocation.ts';
import { cli, help, wholeCluster } from './classic/cluster-run.ts';
import { cluster, discovery } from './classic/facts.ts';
import { expressions, filters } from './classic/scheduling.ts';
import { strategies } from './classic/strategies.ts';
import { constraintsMatch, constraintsNode, constraintsParse } from './constraints.ts';
import { cliErrors } from './cli-errors.ts';
import { cliProgress } from './cli-progress.ts';
import { controlApi } from './control-api.ts';
import { dispatcherTiming } from './dispatcher-timing.ts';
import { quorum } from './quorum.ts';
import { specValidation } from './spec-validation.ts';
import { taskStateMachine } from './task-state-machine.ts';
import { templateExpand } from './template-expand.ts';
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
import { topology } from './topology.ts';
import type { TopicRunner } from './vector.ts';

/** Topic of a vector file → what runs it. Topics that are not here are not modelled, or run elsewhere. */
export const TOPICS: Readonly<Record<string, TopicRunner>> = {
	'cli-errors': cliErrors,
	'cli-progress': cliProgress,
	'control-api': controlApi,
	'dispatcher-timing': dispatcherTiming,
	quorum,
	'spec-validation': specValidation,
	'task-state-machine': taskStateMachine,
	'template-expand': templateExpand,
	topology,
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
	'updater-status': updaterStatus,
	// The standalone Swarm's own (reference/classic/vectors).
	affinities: filters,
	api: wholeCluster,
	bats_scheduling: wholeCluster,
	cli,
	cluster,
	constraints: filters,
	discovery,
	expr: expressions,
	filters,
	ha: wholeCluster,
	help,
	strategies
};
