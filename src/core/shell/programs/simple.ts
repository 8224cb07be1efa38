import type { Process } from '../../sim/process.ts';
import type { Program, Sys } from '../../sim/sys.ts';
import { findCommand } from '../lookup.ts';
import { Failure, gnuProgram } from './options.ts';

/** Programs of a few lines each. */

function constant(name: string, code: number): Program {
	return {
		name,

		*run() {
			return code;
		}
	};
}

export const trueProgram = constant('true', 0);
export const falseProgram = constant('false', 1);

function rejectOperands(name: string, operands: readonly string[]): void {
	if (operands.length > 0)
		throw new Failure(`extra operand ‘${operands[0]}’\nTry '${name} --help' for more information.`, 1);
}

export const clear: Program = {
	name: 'clear',
	*run(sys) {
		yield* sys.stdout.write('\x1b[H\x1b[2J\x1b[3J');
		return 0;
	}
};

export const hostname = gnuProgram(
	{
		name: 'hostname',
		short: 'iIfsd',
		long: { 'ip-address': 'i', 'all-ip-addresses': 'I', fqdn: 'f', long: 'f', short: 's', domain: 'd' },
		unsimulated: 'a A y F b',
		help: 'Usage: hostname [-i|-I|-f|-s]'
	},
	function* (sys, options) {
		if (options.operands.length > 0) throw new Failure('you must be root to change the host name', 1);
		const { hostname: name, address } = sys.machine;
		yield* sys.stdout.write(
			options.has('d') ? '\n' : options.has('i') ? `${address}\n` : options.has('I') ? `${address} \n` : `${name}\n`
		);
		return 0;
	}
);

export const whoami = gnuProgram({ name: 'whoami', help: 'Usage: whoami [OPTION]...' }, function* (sys, options) {
	rejectOperands('whoami', options.operands);
	yield* sys.stdout.write('root\n');
	return 0;
});

export const id = gnuProgram(
	{
		name: 'id',
		short: 'ugGnr',
		long: { user: 'u', group: 'g', groups: 'G', name: 'n' },
		help: 'Usage: id [OPTION]... [USER]...'
	},
	function* (sys, options) {
		const [user = 'root'] = options.operands;
		if (user !== 'root' && user !== '0') throw new Failure(`‘${user}’: no such user`, 1);
		const one = options.last('ugG');
		yield* sys.stdout.write(
			one === undefined ? 'uid=0(root) gid=0(root) groups=0(root)\n' : options.has('n') ? 'root\n' : '0\n'
		);
		return 0;
	}
);

export const uname = gnuProgram(
	{
		name: 'uname',
		short: 'asnrvmpio',
		long: {
			all: 'a',
			'kernel-name': 's',
			nodename: 'n',
			'kernel-release': 'r',
			'kernel-version': 'v',
			machine: 'm',
			processor: 'p',
			'hardware-platform': 'i',
			'operating-system': 'o'
		},
		help: 'Usage: uname [OPTION]...'
	},
	function* (sys, options) {
		rejectOperands('uname', options.operands);
		const facts = systemFacts(sys);
		const letters = options.has('a')
			? 'snrvmo'
			: [...'snrvmpio'].filter((letter) => options.has(letter)).join('') || 's';
		yield* sys.stdout.write(`${[...letters].map((letter) => facts[letter]).join(' ')}\n`);
		return 0;
	}
);

/** A machine may say what it is in /proc/sys/kernel: `osrelease`, `version` and `arch`, as Linux does. */
function systemFacts(sys: Sys): Record<string, string> {
	const path = '/proc/sys/kernel';
	const read = (name: string, otherwise: string): string => {
		const file = `${path}/${name}`;
		return sys.machine.files.exists(file) ? sys.machine.files.read(file).trim() : otherwise;
	};
	const machine = read('arch', 'x86_64');
	return {
		s: 'Linux',
		n: sys.machine.hostname,
		r: read('osrelease', '6.1.0-26-amd64'),
		v: read('version', '#1 SMP PREEMPT_DYNAMIC Debian 6.1.112-1 (2024-09-30)'),
		m: machine,
		p: 'unknown',
		i: 'unknown',
		o: 'GNU/Linux'
	};
}

export const nproc = gnuProgram(
	{ name: 'nproc', long: { all: 'a' }, short: 'a', help: 'Usage: nproc [OPTION]...' },
	function* (sys, options) {
		rejectOperands('nproc', options.operands);
		yield* sys.stdout.write('4\n');
		return 0;
	}
);

export const basename = gnuProgram(
	{
		name: 'basename',
		short: 'as:',
		long: { multiple: 'a', suffix: 's' },
		unsimulated: 'z zero',
		help: 'Usage: basename NAME [SUFFIX]'
	},
	function* (sys, options) {
		const [name, suffix, extra] = options.operands;
		if (name === undefined) throw new Failure("missing operand\nTry 'basename --help' for more information.", 1);
		const isMany = options.has('a') || options.has('s');
		if (!isMany && extra !== undefined)
			throw new Failure(`extra operand ‘${extra}’\nTry 'basename --help' for more information.`, 1);
		const base = (path: string, ending: string | undefined): string => {
			const last = path.replace(/(?<=.)\/+$/, '').replace(/^.*\/(?=.)/, '');
			return ending !== undefined && last !== ending && last.endsWith(ending) ? last.slice(0, -ending.length) : last;
		};
		for (const path of isMany ? options.operands : [name])
			yield* sys.stdout.write(`${base(path, isMany ? options.value('s') : suffix)}\n`);
		return 0;
	}
);

export const dirname = gnuProgram(
	{ name: 'dirname', unsimulated: 'z zero', help: 'Usage: dirname [OPTION] NAME...' },
	function* (sys, options) {
		if (options.operands.length === 0)
			throw new Failure("missing operand\nTry 'dirname --help' for more information.", 1);
		for (const name of options.operands) {
			const trimmed = name.replace(/(?<=.)\/+$/, '');
			const slash = trimmed.lastIndexOf('/');
			yield* sys.stdout.write(`${slash < 0 ? '.' : trimmed.slice(0, slash).replace(/\/+$/, '') || '/'}\n`);
		}
		return 0;
	}
);

export const yes: Program = {
	name: 'yes',
	*run(sys) {
		const words = sys.argv.slice(1);
		const wrong =
			words.find((word) => word.startsWith('--') && word.length > 2) ?? words.find((word) => /^-[^-]/.test(word));
		if (wrong !== undefined && !words.includes('--')) {
			yield* sys.stderr.write(
				`yes: ${wrong.startsWith('--') ? `unrecognized option '${wrong}'` : `invalid option -- '${wrong[1]}'`}\nTry 'yes --help' for more information.\n`
			);
			return 1;
		}
		const line = `${words.filter((word) => word !== '--').join(' ') || 'y'}\n`;
		// In blocks, as the real one: a write for each line would be slow where nobody looks.
		const block = line.repeat(Math.max(1, Math.floor(1024 / line.length)));
		for (;;) yield* sys.stdout.write(block);
	}
};

export const which: Program = {
	name: 'which',
	*run(sys): Process<number> {
		let code = 0;
		const names = sys.argv.slice(1).filter((name) => name !== '-a');
		if (names.length === 0) return 1;
		for (const name of names) {
			if (name.startsWith('-')) {
				yield* sys.stderr.write(`Illegal option ${name.slice(0, 2)}\nUsage: /usr/bin/which [-a] args\n`);
				return 2;
			}
			const found = findCommand(sys.machine, name, sys.cwd, sys.env.get('PATH'));
			if (found.kind === 'failure') code = 1;
			else yield* sys.stdout.write(`${found.path}\n`);
		}
		return code;
	}
};
