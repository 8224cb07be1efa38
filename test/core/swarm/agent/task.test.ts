import { it } from 'vitest';
import { expectTopic } from '../orchestrator/ground-truth.ts';

it("each step of a task does what SwarmKit's exec.Do and exec.Resolve did", () =>
	expectTopic('task-state-machine', 127));
