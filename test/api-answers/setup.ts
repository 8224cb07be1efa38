// Every answer that a simulated engine gives to whatever test is looked at: each shape of answer is kept once, and all
// of them are held against Docker's description of its API when the tests have run (global.ts).
import { afterAll, expect, inject } from 'vitest';
import { overhear } from '../../src/core/api/overhear.ts';
import { Listening } from './listening.ts';

const listening = new Listening();
overhear(listening.listener);

afterAll(() => listening.save(inject('apiAnswers'), expect.getState().testPath ?? ''));
