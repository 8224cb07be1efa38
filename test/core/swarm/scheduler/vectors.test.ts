import { describe, it } from 'vitest';
import { expectScenarios, expectTopic } from '../orchestrator/ground-truth.ts';

const CSI = 'cluster (CSI) volumes are not modelled';
const FILE = "reading resources from the engine's configuration file is the engine's";

describe('what upstream decides about nodes, our scheduler decides', () => {
	it('constraints are parsed, or refused in the same words', () => expectTopic('constraints-parse', 42));
	it('a constraint matches the same values', () => expectTopic('constraints-match', 31));
	it('constraints match the same nodes', () => expectTopic('constraints-node', 38));
	it('tasks are spread alike, with the same explanations, whatever the dice', () =>
		expectTopic('scheduler-spread', 38));
	it('generic resources are claimed and given back alike', () =>
		expectTopic('generic-resources', 42, {
			'010': FILE,
			'011': FILE,
			'012': FILE,
			'014': FILE,
			'015': FILE,
			'017': FILE,
			'018': FILE,
			'022': FILE
		}));
	it('it writes the same history into the store', () =>
		expectScenarios('scheduler', 16, {
			'TestSchedulerGinkgo-Scheduler-running-Global-mode-tasks-should-still-c-bd57c2': CSI,
			'TestSchedulerGinkgo-Scheduler-running-should-choose-volumes-for-tasks': CSI,
			'TestSchedulerGinkgo-Scheduler-running-should-not-commit-a-task-if-it-d-fb1508': CSI,
			TestSchedulerUnassignedMap: 'the upstream test never shows its scheduler the node, so it has no reason to give'
		}));
});
