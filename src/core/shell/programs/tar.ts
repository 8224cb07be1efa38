import { FileError } from '../../sim/files.ts';
import type { Process } from '../../sim/process.ts';
import { readAll } from '../../sim/stream.ts';
import type { Program, Sys } from '../../sim/sys.ts';
import { packTree, readTar, unpackTree, writeTar, type TarEntry } from '../../sim/tar.ts';
import { absolute } from './input.ts';
import { Failure, gnuProgram, type Options } from './options.ts';

const HINT = "\nTry 'tar --help' or 'tar --usage' for more information.";

const gnuTar = gnuProgram(
	{
		name: 'tar',
		short: 'cxtvzjJpOf:C:',
		long: {
			create: 'c',
			extract: 'x',
			get: 'x',
			list: 't',
			verbose: 'v',
			gzip: 'z',
			bzip2: 'j',
			xz: 'J',
			file: 'f',
			directory: 'C',
			'preserve-permissions': 'p',
			'to-stdout': 'O'
		},
		unsimulated: 'A d r u k exclude strip-components append update diff wildcards',
		usageCode: 2,
		help: 'Usage: tar [OPTION...] [FILE]...'
	},
	function* (sys, options) {
		const modes = ['c', 'x', 't'].filter((letter) => options.has(letter));
		if (modes.length === 0) {
			throw new Failure(`You must specify one of the '-Acdtrux', '--delete' or '--test-label' options${HINT}`, 2);
		}
		if (modes.length > 1) {
			throw new Failure(`You may not specify more than one '-Acdtrux', '--delete' or '--test-label' option${HINT}`, 2);
		}
		const base = absolute(sys, options.value('C') ?? '.');
		if (!sys.machine.files.isDirectory(base)) {
			throw new Failure(
				`${options.value('C')}: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now`,
				2
			);
		}
		if (options.has('c')) return yield* create(sys, options, base);
		return yield* unpack(sys, options, base);
	}
);

/** As GNU tar, also in its oldest manner: `tar czvf FILE`. */
export const tar: Program = {
	name: 'tar',
	*run(sys) {
		const [name = 'tar', first, ...rest] = sys.argv;
		const isOldStyle = first !== undefined && !first.startsWith('-') && /^[a-zA-Z]+$/.test(first);
		const argv = isOldStyle ? [name, `-${first}`, ...rest] : sys.argv;
		return yield* gnuTar.run(Object.create(sys, { argv: { value: argv } }) as Sys);
	}
};

function* create(sys: Sys, options: Options, base: string): Process<number> {
	const { files } = sys.machine;
	if (options.operands.length === 0) throw new Failure(`Cowardly refusing to create an empty archive${HINT}`, 2);
	const members: TarEntry[] = [];
	const toTerminal = options.value('f') === undefined || options.value('f') === '-';
	if (toTerminal && sys.terminal(1)) throw refusal('write archive contents to');
	let code = 0;
	for (const operand of options.operands) {
		if (operand.startsWith('/')) yield* sys.stderr.write("tar: Removing leading `/' from member names\n");
		const path = operand.startsWith('/') ? operand : `${base}/${operand}`;
		try {
			members.push(...packTree(files, path, operand.replace(/^\/+/, '').replace(/\/+$/, '')));
		} catch (error) {
			if (!(error instanceof FileError)) throw error;
			yield* sys.stderr.write(`tar: ${operand}: Cannot stat: ${error.text}\n`);
			code = 2;
		}
	}
	const archive = writeTar(members);
	if (toTerminal) yield* sys.stdout.write(archive);
	else files.write(absolute(sys, options.value('f')!), archive);
	if (options.has('v')) {
		for (const { name } of members) yield* (toTerminal ? sys.stderr : sys.stdout).write(`${name}\n`);
	}
	if (code !== 0) yield* sys.stderr.write('tar: Exiting with failure status due to previous errors\n');
	return code;
}

function* unpack(sys: Sys, options: Options, base: string): Process<number> {
	const { files } = sys.machine;
	const members = readTar(yield* readArchive(sys, options.value('f') ?? '-'));
	if (!members) {
		throw new Failure(
			'This does not look like a tar archive\ntar: Exiting with failure status due to previous errors',
			2
		);
	}
	const wanted = options.operands.map((operand) => operand.replace(/\/+$/, ''));
	for (const member of members) {
		const { name } = member;
		if (wanted.length > 0 && !wanted.some((prefix) => name === prefix || name.startsWith(`${prefix}/`))) continue;
		if (options.has('O')) yield* sys.stdout.write(member.content);
		else if (options.has('x')) unpackTree(files, base, [member]);
		if (options.has('v') || options.has('t')) yield* (options.has('O') ? sys.stderr : sys.stdout).write(`${name}\n`);
	}
	return 0;
}

function* readArchive(sys: Sys, file: string): Process<string> {
	if (file === '-') {
		if (sys.terminal(0)) throw refusal('read archive contents from');
		return yield* readAll(sys.stdin);
	}
	try {
		return sys.machine.files.read(absolute(sys, file));
	} catch (error) {
		if (!(error instanceof FileError)) throw error;
		throw new Failure(`${file}: Cannot open: ${error.text}\ntar: Error is not recoverable: exiting now`, 2);
	}
}

function refusal(what: string): Failure {
	return new Failure(
		`Refusing to ${what} terminal (missing -f option?)\ntar: Error is not recoverable: exiting now`,
		2
	);
}
