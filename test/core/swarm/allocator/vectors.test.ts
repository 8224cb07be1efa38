import { describe, it } from 'vitest';
import { expectScenarios, expectTopic } from '../orchestrator/ground-truth.ts';

describe('what upstream gives out, our allocator gives out', () => {
	it('pools and addresses', () => expectTopic('ipam', 9));
	it('subnets, virtual IPs and addresses of tasks', () =>
		expectTopic('network-allocator', 10, {
			'002': 'the text is that of a test without a plugin store; an engine says that the plugin was not found'
		}));
	it('published ports', () => expectTopic('port-allocator', 24));
	it('it writes the same history into the store', () => expectScenarios('allocator', 10));
});
