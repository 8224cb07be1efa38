import { it } from 'vitest';
import { expectTopic } from '../orchestrator/ground-truth.ts';

it('nodes that are silent become unknown, down and orphaned in the same times', () =>
	expectTopic('dispatcher-timing', 6));
