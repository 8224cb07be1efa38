import { waitFor } from '../../sim/process.ts';
import type { Program } from '../../sim/sys.ts';
import { findCommand } from '../lookup.ts';
import { ProgramSys } from '../sys.ts';
import { quoteArguments } from './quote.ts';
import { Failure, gnuProgram } from './options.ts';

export const env = gnuProgram(
	{
		name: 'env',
		short: 'iu:0',
		long: { 'ignore-environment': 'i', unset: 'u', null: '0' },
		unsimulated: 'C S v chdir split-string debug',
		usageCode: 125,
		stopsAtOperand: true,
		help: 'Usage: env [OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]'
	},
	function* (sys, options) {
		const environment = new Map(options.has('i') ? [] : sys.env);
		for (const name of options.values('u')) environment.delete(name);
		const operands = [...options.operands];
		if (operands[0] === '-') {
			environment.clear();
			operands.shift();
		}
		while (operands[0]?.includes('=')) {
			const [assignment] = operands.splice(0, 1) as [string];
			environment.set(assignment.slice(0, assignment.indexOf('=')), assignment.slice(assignment.indexOf('=') + 1));
		}
		if (operands.length === 0) {
			for (const [name, value] of environment)
				yield* sys.stdout.write(`${name}=${value}${options.has('0') ? '\0' : '\n'}`);
			return 0;
		}
		const found = findCommand(sys.machine, operands[0]!, sys.cwd, environment.get('PATH') ?? sys.env.get('PATH'));
		if (found.kind === 'failure') {
			throw new Failure(
				`‘${operands[0]}’: ${found.code === 127 ? 'No such file or directory' : found.text}`,
				found.code
			);
		}
		if (found.kind === 'program' && sys instanceof ProgramSys)
			return yield* found.program.run(new ProgramSys(sys.shell, operands, environment));
		return yield* waitFor(sys.spawn(quoteArguments(operands), {}));
	}
);

export const printenv: Program = {
	name: 'printenv',
	*run(sys) {
		const names = sys.argv.slice(1);
		if (names.length === 0) for (const [name, value] of sys.env) yield* sys.stdout.write(`${name}=${value}\n`);
		let code = 0;
		for (const name of names) {
			const value = sys.env.get(name);
			if (value === undefined) code = 1;
			else yield* sys.stdout.write(`${value}\n`);
		}
		return code;
	}
};

/** The user is root already: only the command counts. */
export const sudo: Program = {
	name: 'sudo',
	*run(sys) {
		const args = sys.argv.slice(1);
		while (/^-[EHnSk]+$/.test(args[0] ?? '')) args.shift();
		if (args[0] === '-u') args.splice(0, 2);
		if (args.length === 0) {
			yield* sys.stderr.write(
				'usage: sudo -h | -K | -k | -V\nusage: sudo [-ABbEHnPS] [-g group] [-u user] [command [arg ...]]\n'
			);
			return 1;
		}
		const found = findCommand(sys.machine, args[0]!, sys.cwd, sys.env.get('PATH'));
		if (found.kind === 'failure') {
			yield* sys.stderr.write(`sudo: ${args[0]}: command not found\n`);
			return 1;
		}
		if (found.kind === 'program' && sys instanceof ProgramSys)
			return yield* found.program.run(new ProgramSys(sys.shell, args, sys.env));
		return yield* waitFor(sys.spawn(quoteArguments(args), {}));
	}
};
