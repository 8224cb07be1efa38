import { joinPath } from '../sim/files.ts';
import type { MachineFace, Program } from '../sim/sys.ts';

/** Where the programs of the table are: a path in one of these names them. */
const PROGRAM_DIRECTORIES = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const HOME_DIRECTORY = '/usr/bin';
export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export type Found =
	| { kind: 'program'; program: Program; path: string }
	| { kind: 'script'; path: string; content: string }
	| { kind: 'failure'; code: 126 | 127; text: string };

/** Finds what a command word names, as execvp(3) would along PATH. */
export function findCommand(machine: MachineFace, name: string, cwd: string, path: string | undefined): Found {
	if (name.includes('/')) return atPath(machine, joinPath(cwd, name), path);
	let refused: Found | undefined;
	for (const directory of (path ?? '').split(':')) {
		if (PROGRAM_DIRECTORIES.includes(directory.replace(/(?<=.)\/+$/, ''))) {
			const program = machine.program(name);
			if (program) return { kind: 'program', program, path: `${HOME_DIRECTORY}/${name}` };
		}
		const file = joinPath(cwd, `${directory || '.'}/${name}`);
		if (kindOf(machine, file) !== 'file') continue;
		const found = atPath(machine, file, path);
		if (found.kind !== 'failure') return { ...found, path: `${directory || '.'}/${name}` };
		refused = found;
	}
	return refused ?? { kind: 'failure', code: 127, text: 'command not found' };
}

function atPath(machine: MachineFace, file: string, path: string | undefined): Found {
	const slash = file.lastIndexOf('/');
	const kind = kindOf(machine, file);
	if (kind === undefined || (kind === 'file' && machine.files.read(file) === '')) {
		const program = PROGRAM_DIRECTORIES.includes(file.slice(0, slash))
			? machine.program(file.slice(slash + 1))
			: undefined;
		if (program) return { kind: 'program', program, path: file };
	}
	if (kind === undefined) return { kind: 'failure', code: 127, text: 'No such file or directory' };
	if (kind === 'directory') return { kind: 'failure', code: 126, text: 'Is a directory' };
	if ((machine.files.stat(file).mode & 0o111) === 0) return { kind: 'failure', code: 126, text: 'Permission denied' };
	const content = machine.files.read(file);
	const shebang = /^#!\s*(\S+)[^\S\n]*(.*)/.exec(content);
	if (shebang) {
		const interpreter = /\/env$/.test(shebang[1]!) ? (shebang[2] ?? '').trim().split(/\s+/)[0]! : shebang[1]!;
		const found = findCommand(machine, interpreter, '/', path);
		if (found.kind !== 'program')
			return { kind: 'failure', code: 126, text: `${interpreter}: bad interpreter: No such file or directory` };
	}
	return { kind: 'script', path: file, content };
}

function kindOf(machine: MachineFace, path: string): 'file' | 'directory' | undefined {
	try {
		if (!machine.files.exists(path)) return undefined;
		return machine.files.isDirectory(path) ? 'directory' : 'file';
	} catch {
		return undefined;
	}
}
