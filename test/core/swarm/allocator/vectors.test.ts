import { describe, it } from 'vitest';
import { expectScenarios, expectTopic } from '../orchestrator/ground-truth.ts';

describe('what upstream gives out, our allocator gives out', () => {
	it('pools and addresses', () => expectTopic('ipam', 9));
	it('subnets, virtual IPs and addresses of tasks', () => expectTopic('network-allocator', 11));
	it('published ports', () => expectTopic('port-allocator', 24));
	it('it writes the same history into the store', () => expectScenarios('allocator', 10));
});
