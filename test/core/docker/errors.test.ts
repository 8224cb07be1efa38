import { it } from 'vitest';
import { expectTopic } from '../swarm/orchestrator/ground-truth.ts';

it("what goes wrong is said in docker/cli's words", () => expectTopic('cli-errors', 120));
