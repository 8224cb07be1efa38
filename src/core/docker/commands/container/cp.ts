import { exactArgs, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { headerOf } from '../../engine-client.ts';
import { isNotFound } from '../../context.ts';
import { absolutePath, byteLength, FileError } from '../../../sim/files.ts';
import { fromBase64 } from '../../../sim/base64.ts';
import { readFileOrStdin } from '../../files.ts';
import { packTree, readTar, unpackTree, writeTar } from '../../../sim/tar.ts';
import type { ApiResponse } from '../../../api/wire/http.ts';
import type { PathStat } from '../../../api/wire/container.ts';
import { humanSize } from '../../format/units.ts';
import type { Process } from '../../../sim/process.ts';

/** Bits of os.FileMode. */
const DIRECTORY = 2 ** 31;

/** Source: docker/cli cli/command/container/cp.go; texts by the real client 28.2.2. */
export const cp: Command = {
	path: 'container cp',
	also: ['cp'],
	aliases: ['container cp', 'cp'],
	use: '[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH',
	short: 'Copy files/folders between a container and the local filesystem',
	long: `Copy files/folders between a container and the local filesystem

Use '-' as the source to read a tar archive from stdin
and extract it to a directory destination in a container.
Use '-' as the destination to stream a tar archive of a
container source to stdout.`,
	flags: [
		{ name: 'archive', short: 'a', type: 'bool', text: 'Archive mode (copy all uid/gid information)' },
		{ name: 'follow-link', short: 'L', type: 'bool', text: 'Always follow symbol link in SRC_PATH' },
		{
			name: 'quiet',
			short: 'q',
			type: 'bool',
			text: 'Suppress progress output during copy. Progress output is automatically suppressed if no terminal is attached'
		}
	],
	args: exactArgs(2),
	completes: 'container',
	*run(context) {
		const [source, target] = context.args as [string, string];
		if (source === '') throw new CliError('source can not be empty');
		if (target === '') throw new CliError('destination can not be empty');
		const from = splitPath(source);
		const to = splitPath(target);
		if (from.container && to.container) throw new CliError('copying between containers is not supported');
		if (from.container) yield* copyOut(context, from, target);
		else if (to.container) yield* copyIn(context, source, to, target);
		else throw new CliError('must specify at least one container source');
		return 0;
	}
};

interface ContainerPath {
	container: string;
	path: string;
}

/** 'web:/tmp'; what begins with a dot or a slash is a path on this machine. */
function splitPath(text: string): ContainerPath {
	const colon = text.indexOf(':');
	if (colon < 1 || /^[./]/.test(text)) return { container: '', path: text };
	return { container: text.slice(0, colon), path: text.slice(colon + 1) };
}

function* copyOut(context: CommandContext, from: ContainerPath, target: string): Process<void> {
	const { files } = context.sys.machine;
	const { sys, engine, flags } = context;
	const local = absolutePath(sys.cwd, target);
	const parent = absolutePath(local, '..');
	if (target !== '-' && !files.exists(local) && !files.isDirectory(parent)) {
		throw new CliError(`invalid output path: directory ${JSON.stringify(parent)} does not exist`);
	}
	let path = from.path;
	if (flags.bool('follow-link')) {
		const { linkTarget } = statOf(yield* engine.request('HEAD', archivePath(from), { query: { path } }));
		if (linkTarget !== '') path = linkTarget;
	}
	const response = yield* engine.request('GET', archivePath(from), { query: { path } });
	const archive = String(response.body);
	if (target === '-') {
		yield* sys.stdout.write(archive);
		return;
	}
	const stat = statOf(response);
	const entries = readTar(archive) ?? [];
	const isDirectory = stat.mode >= DIRECTORY;
	const copiesContents = /\/\.$/.test(path);
	let into = local;
	let name = '';
	if (files.isDirectory(local)) name = copiesContents ? '.' : stat.name;
	else if (isDirectory && files.exists(local)) throw new CliError('cannot copy directory');
	else if (!isDirectory && !files.exists(local) && target.endsWith('/')) throw new CliError('no such directory');
	else {
		into = parent;
		name = local.replace(/^.*\//, '');
	}
	const root = entries[0]?.name.replace(/\/+$/, '') ?? '';
	const renamed = entries.map((entry) => ({ ...entry, name: name + entry.name.slice(root.length) }));
	unpackTree(files, into, renamed);
	yield* tellSize(context, archive, local);
}

function* copyIn(context: CommandContext, source: string, to: ContainerPath, target: string): Process<void> {
	const { engine, flags, sys } = context;
	let { path } = to;
	let stat = yield* statIfThere(context, to, path);
	if (stat && stat.linkTarget !== '') {
		path = stat.linkTarget;
		stat = yield* statIfThere(context, to, path);
	}
	const isDirectory = stat !== undefined && stat.mode >= DIRECTORY;
	let archive: string;
	let into = path;
	if (source === '-') {
		if (!isDirectory) throw new CliError(`destination "${to.container}:${to.path}" must be a directory`);
		archive = yield* readFileOrStdin(context, '-');
	} else {
		const local = absolutePath(sys.cwd, source);
		const own = localStat(context, local, flags.bool('follow-link'));
		let name = local.replace(/^.*\//, '');
		if (isDirectory) name = /(^|\/)\.$/.test(source) ? '.' : name;
		else if (own === 'directory' && stat) throw new CliError('cannot copy directory');
		else if (own !== 'directory' && !stat && path.endsWith('/')) throw new CliError('no such directory');
		else {
			const trimmed = path.replace(/\/+$/, '');
			name = trimmed.replace(/^.*\//, '');
			into = trimmed.includes('/') ? trimmed.replace(/\/[^/]*$/, '') || '/' : '.';
		}
		archive = writeTar(packTree(sys.machine.files, local, name));
	}
	yield* engine.request('PUT', archivePath(to), {
		query: {
			path: into,
			noOverwriteDirNonDir: 'true',
			copyUIDGID: flags.bool('archive') ? 'true' : undefined
		},
		...(archive === '' ? {} : { body: archive }),
		headers: { 'Content-Type': 'application/x-tar' }
	});
	yield* tellSize(context, archive, target);
}

function archivePath({ container }: ContainerPath): string {
	return `/containers/${container}/archive`;
}

function* statIfThere({ engine }: CommandContext, to: ContainerPath, path: string): Process<PathStat | undefined> {
	try {
		return statOf(yield* engine.request('HEAD', archivePath(to), { query: { path } }));
	} catch (error) {
		// Whether the container or only the path is missing is told by the copying itself.
		if (isNotFound(error)) return undefined;
		throw error;
	}
}

function statOf(response: ApiResponse): PathStat {
	const header = headerOf(response.headers, 'X-Docker-Container-Path-Stat') ?? '';
	return JSON.parse(fromBase64(header)) as PathStat;
}

function localStat(context: CommandContext, path: string, follow: boolean): string {
	try {
		return context.sys.machine.files.stat(path, { follow }).kind;
	} catch (error) {
		if (!(error instanceof FileError)) throw error;
		throw new CliError(`lstat ${path}: ${error.text[0]!.toLowerCase()}${error.text.slice(1)}`);
	}
}

/** At a terminal alone. */
function* tellSize(context: CommandContext, archive: string, target: string): Process<void> {
	if (context.flags.bool('quiet') || !context.sys.terminal(2)) return;
	yield* context.warn(`Successfully copied ${humanSize(byteLength(archive), 3)} to ${target}`);
}
