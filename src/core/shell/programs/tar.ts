import { FileError, type Files } from '../../sim/files.ts';
import type { Process } from '../../sim/process.ts';
import type { Program, Sys } from '../../sim/sys.ts';
import { absolute } from './input.ts';
import { Failure, gnuProgram, type Options } from './options.ts';

/** One member of an archive. Directories end in '/'. */
interface Member {
	name: string;
	mode: number;
	mtimeMs: number;
	content: string;
	/** Of a symbolic link. */
	target?: string;
}

/** What an archive begins with here. The rest is the list of members; nothing is compressed, whatever is asked for. */
const MAGIC = 'ustar\n';
const HINT = "\nTry 'tar --help' or 'tar --usage' for more information.";

const gnuTar = gnuProgram(
	{
		name: 'tar',
		short: 'cxtvzjJpf:C:',
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
			'preserve-permissions': 'p'
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
		return yield* gnuTar.run({ ...sys, argv });
	}
};

function* create(sys: Sys, options: Options, base: string): Process<number> {
	const { files } = sys.machine;
	if (options.operands.length === 0) throw new Failure(`Cowardly refusing to create an empty archive${HINT}`, 2);
	const members: Member[] = [];
	const toTerminal = options.value('f') === undefined || options.value('f') === '-';
	let code = 0;
	for (const operand of options.operands) {
		if (operand.startsWith('/')) yield* sys.stderr.write("tar: Removing leading `/' from member names\n");
		const path = operand.startsWith('/') ? operand : `${base}/${operand}`;
		try {
			collect(files, path, operand.replace(/^\/+/, '').replace(/\/+$/, ''), members);
		} catch (error) {
			if (!(error instanceof FileError)) throw error;
			yield* sys.stderr.write(`tar: ${operand}: Cannot stat: ${error.text}\n`);
			code = 2;
		}
	}
	const archive = MAGIC + JSON.stringify(members);
	if (toTerminal) yield* sys.stdout.write(archive);
	else files.write(absolute(sys, options.value('f')!), archive);
	if (options.has('v')) {
		for (const { name } of members) yield* (toTerminal ? sys.stderr : sys.stdout).write(`${name}\n`);
	}
	if (code !== 0) yield* sys.stderr.write('tar: Exiting with failure status due to previous errors\n');
	return code;
}

function collect(files: Files, path: string, name: string, members: Member[]): void {
	const { kind, mode, mtimeMs, target } = files.stat(path, { follow: false });
	if (kind === 'directory') {
		members.push({ name: `${name}/`, mode, mtimeMs, content: '' });
		for (const child of files.list(path)) collect(files, `${path}/${child}`, `${name}/${child}`, members);
	} else if (kind === 'symlink') members.push({ name, mode, mtimeMs, content: '', target: target! });
	else if (kind === 'file') members.push({ name, mode, mtimeMs, content: files.read(path) });
}

function* unpack(sys: Sys, options: Options, base: string): Process<number> {
	const { files } = sys.machine;
	const file = options.value('f');
	if (file === undefined)
		throw new Failure(
			'Refusing to read archive contents from terminal (missing -f option?)\ntar: Error is not recoverable: exiting now',
			2
		);
	let text: string;
	try {
		text = files.read(absolute(sys, file));
	} catch (error) {
		if (!(error instanceof FileError)) throw error;
		throw new Failure(`${file}: Cannot open: ${error.text}\ntar: Error is not recoverable: exiting now`, 2);
	}
	if (!text.startsWith(MAGIC)) {
		throw new Failure(
			'This does not look like a tar archive\ntar: Exiting with failure status due to previous errors',
			2
		);
	}
	const wanted = options.operands.map((operand) => operand.replace(/\/+$/, ''));
	const members = (JSON.parse(text.slice(MAGIC.length)) as Member[]).filter(
		({ name }) => wanted.length === 0 || wanted.some((prefix) => name === prefix || name.startsWith(`${prefix}/`))
	);
	for (const member of members) {
		if (options.has('x')) extract(files, base, member);
		if (options.has('v') || options.has('t')) yield* sys.stdout.write(`${member.name}\n`);
	}
	return 0;
}

function extract(files: Files, base: string, { name, mode, mtimeMs, content, target }: Member): void {
	const path = `${base}/${name}`.replace(/\/+$/, '');
	if (name.endsWith('/')) {
		files.mkdir(path, { parents: true });
		files.chmod(path, mode);
	} else {
		files.mkdir(path.slice(0, path.lastIndexOf('/')) || '/', { parents: true });
		if (files.exists(path)) files.unlink(path);
		if (target !== undefined) files.symlink(target, path);
		else files.write(path, content, mode);
	}
	if (target === undefined) files.touch(path, mtimeMs);
}
