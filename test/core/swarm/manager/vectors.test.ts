import { describe, it } from 'vitest';
import { expectTopic } from '../orchestrator/ground-truth.ts';

describe("the control API answers as SwarmKit's does", () => {
	it('calls are answered, or refused in the same words', () => expectTopic('control-api', 97));
	it('a spec is refused with the same words', () => expectTopic('spec-validation', 203));
	it('a member may be removed only if those that are left have a quorum among the reachable', () =>
		expectTopic('quorum', 75));
});
