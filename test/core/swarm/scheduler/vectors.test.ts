import { describe, it } from 'vitest';
import { expectScenarios, expectTopic } from '../orchestrator/ground-truth.ts';

describe('what upstream decides about nodes, our scheduler decides', () => {
	it('constraints are parsed, or refused in the same words', () => expectTopic('constraints-parse', 42));
	it('a constraint matches the same values', () => expectTopic('constraints-match', 31));
	it('constraints match the same nodes', () => expectTopic('constraints-node', 38));
	it('tasks are spread alike, with the same explanations, whatever the dice', () =>
		expectTopic('scheduler-spread', 38));
	it('generic resources are claimed and given back alike', () => expectTopic('generic-resources', 50));
	it('a node reaches the same cluster volumes', () => expectTopic('topology', 8));
	it('it writes the same history into the store', () => expectScenarios('scheduler', 20));
});
