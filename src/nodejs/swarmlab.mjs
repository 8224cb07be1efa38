#!/usr/bin/env node
// The `swarmlab` command. The sources are TypeScript; tsx compiles them on the way in.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
