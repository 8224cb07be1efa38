import { describe, it } from 'vitest';
import { expectScenarios, expectTopic } from './ground-truth.ts';

const FAKE = 'the upstream test runs with a restart supervisor that does nothing; ours restarts the failed tasks';
const CA = 'parsing tokens and the moment of renewal are matters of the CA';

describe('what upstream decides about tasks, our orchestrators decide', () => {
	it('which tasks an update must replace', () => expectTopic('task-dirty', 18));
	it('which tasks the restart policy restarts', () => expectTopic('restart-should-restart', 43));
	it('which slots live', () => expectTopic('updatable-slot', 49));
	it('how many failures stop an update', () => expectTopic('updater-failure-threshold', 58));
	it('what an update says of itself', () =>
		expectTopic('updater-status', 9, { '013': 'a rollback by hand is begun by the control API' }));
	it('which old tasks are deleted', () => expectTopic('reaper-history', 11));
	it('identifiers are made alike', () => expectTopic('id', 15));
	it('join tokens are made alike', () => {
		const others = [
			'013',
			'014',
			'016',
			'017',
			'019',
			'021',
			'022',
			'023',
			'024',
			'025',
			'026',
			'027',
			'028',
			'029',
			'030',
			'031'
		];
		expectTopic('join-token', 7, Object.fromEntries(others.map((number) => [number, CA])));
	});
	it('replicated services have the same history', () => expectScenarios('replicated-orchestrator', 13));
	it('global services have the same history', () => expectScenarios('global-orchestrator', 13));
	it('updates have the same history', () => expectScenarios('updater', 3));
	it('the reaper writes the same history', () => expectScenarios('task-reaper', 6));
	it('the constraint enforcer writes the same history', () => expectScenarios('constraint-enforcer', 4));
	it('jobs have the same history', () =>
		expectScenarios('jobs-orchestrator', 20, {
			'TestGlobaljob-GJR-when-there-are-failed-tasks-should-not-replace-the-f-3f69b4': FAKE,
			'TestReplicatedjob-RJR-when-a-job-has-some-failing-and-some-completed-t-3e459e': FAKE,
			'TestReplicatedjob-RJR-when-a-job-has-some-failing-and-some-completed-t-cf6024': FAKE,
			'TestReplicatedjob-RJR-when-a-job-has-some-failing-and-some-completed-t-e4e8fe': FAKE
		}));
});
