// `swarmlab` with an ear at the API of its engines, for tests that run it in a process of its own. What it hears goes to
// the folder $API_ANSWERS.
import { register } from 'tsx/esm/api';

register();
const { overhear } = await import('../../src/core/api/overhear.ts');
const { main } = await import('../../src/nodejs/main.ts');
const { Listening } = await import('./listening.ts');

const words = process.argv.slice(2);
const listening = new Listening();
overhear(listening.listener);
process.exitCode = await main(words);
listening.save(process.env.API_ANSWERS, `swarmlab ${words[0]}`);
