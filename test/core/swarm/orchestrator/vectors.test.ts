import { describe, it } from 'vitest';
import { expectScenarios, expectTopic } from './ground-truth.ts';

describe('what upstream decides about tasks, our orchestrators decide', () => {
	it('which tasks an update must replace', () => expectTopic('task-dirty', 18));
	it('which tasks the restart policy restarts', () => expectTopic('restart-should-restart', 43));
	it('which slots live', () => expectTopic('updatable-slot', 49));
	it('how many failures stop an update', () => expectTopic('updater-failure-threshold', 58));
	it('what an update says of itself', () => expectTopic('updater-status', 10));
	it('which old tasks are deleted', () => expectTopic('reaper-history', 11));
	it('identifiers are made alike', () => expectTopic('id', 15));
	it('join tokens are made and read alike, and certificates renewed in the same window', () =>
		expectTopic('join-token', 23));
	it('replicated services have the same history', () => expectScenarios('replicated-orchestrator', 13));
	it('global services have the same history', () => expectScenarios('global-orchestrator', 13));
	it('updates have the same history', () => expectScenarios('updater', 3));
	it('the reaper writes the same history', () => expectScenarios('task-reaper', 6));
	it('the constraint enforcer writes the same history', () => expectScenarios('constraint-enforcer', 4));
	it('jobs have the same history', () => expectScenarios('jobs-orchestrator', 24));
});
