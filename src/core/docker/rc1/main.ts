import type { DockerOptions } from '../main.ts';
import { CliError } from '../errors.ts';
import type { Process } from '../../sim/process.ts';
import type { Sys } from '../../sim/sys.ts';
export function* runMflagClient(_options: DockerOptions, sys: Sys): Process<number> {
	yield* sys.stdout.write('');
	throw new CliError('rc1');
}
