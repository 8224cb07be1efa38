import { it } from 'vitest';
import { expectTopic } from '../swarm/orchestrator/ground-truth.ts';

it("progress is drawn as docker/cli's own updaters drew it", () => expectTopic('cli-progress', 6));
