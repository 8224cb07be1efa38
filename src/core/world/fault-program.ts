import type { Process } from '../sim/process.ts';
import type { Program } from '../sim/sys.ts';
import { FAULT_USAGE } from './fault.ts';

/** `fault` as a command on every machine. @param befall does it and returns the message, '' when all went well */
export function faultProgram(befall: (text: string) => string): Program {
	return {
		name: 'fault',
		*run(sys): Process<number> {
			const words = sys.argv.slice(1);
			if (words.length === 0 || words[0] === '--help') {
				yield* sys.stdout.write(`${FAULT_USAGE.join('\n')}\n`);
				return words.length === 0 ? 2 : 0;
			}
			const message = befall(words.join(' '));
			if (message === '') return 0;
			yield* sys.stderr.write(`${message}\n`);
			return 1;
		},
		*complete(machine, words): Process<string[]> {
			if (words.length === 1) return [...new Set(FAULT_USAGE.map((line) => line.split(/\s+/)[1]!))];
			return machine.net.all().map((host) => host.name);
		}
	};
}
