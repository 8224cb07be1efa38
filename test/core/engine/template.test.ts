import { it } from 'vitest';
import { expectTopic } from '../swarm/orchestrator/ground-truth.ts';

it('placeholders of a container are filled in alike', () => expectTopic('template-expand', 4));
