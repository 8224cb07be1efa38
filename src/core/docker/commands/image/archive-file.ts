import type { CommandContext } from '../../context.ts';
import { ConnectionError, CliError } from '../../errors.ts';
import { absolutePath, FileError } from '../../../sim/files.ts';
import type { Process } from '../../../sim/process.ts';

/**
 * Where an archive goes: a file, or the standard output. It is checked before the engine is asked.
 * Source: docker/cli cli/command/image/save.go; moby/sys/atomicwriter; the clients 28.2.2 and 20.10.24.
 * @param doing 'save image'
 * @throws CliError
 */
export function archiveOutput(context: CommandContext, doing: string): (archive: string) => Process<void> {
	const { sys, flags } = context;
	const path = flags.string('output');
	if (path === '') {
		if (context.isTerminal) {
			throw new CliError('cowardly refusing to save to a terminal. Use the -o flag or redirect');
		}
		return (archive) => sys.stdout.write(archive);
	}
	const { files } = sys.machine;
	const local = absolutePath(sys.cwd, path);
	const parent = absolutePath(local, '..');
	const isToday = context.era.capabilities.wordsOf28;
	if (!files.isDirectory(parent)) {
		const shown = path.replace(/\/+[^/]*\/*$/, '') || '/';
		const why = isToday
			? `stat ${shown}: no such file or directory`
			: `directory ${JSON.stringify(shown)} does not exist`;
		throw new CliError(`failed to ${doing}: invalid output path: ${why}`);
	}
	if (files.isDirectory(local) && isToday) throw new CliError(`failed to ${doing}: cannot write to a directory`);
	return function* (archive) {
		if (files.isDirectory(local)) {
			const temporary = `${parent === '/' ? '' : parent}/.docker_temp_${sys.machine.rng.int(2 ** 31)}`;
			throw new CliError(`rename ${temporary} ${local}: file exists`);
		}
		files.write(local, archive, 0o600);
		files.chmod(local, 0o600);
	};
}

/**
 * A file that is sent to the engine.
 * @param request method and path as an error names them: 'Post /images/load?quiet=1'
 * @throws CliError
 */
export function readArchiveFile(context: CommandContext, path: string, request: string): string {
	const { sys, engine } = context;
	try {
		return sys.machine.files.read(absolutePath(sys.cwd, path));
	} catch (error) {
		if (!(error instanceof FileError)) throw error;
		if (error.code !== 'EISDIR') throw new CliError(`open ${path}: ${error.text.toLowerCase()}`);
		// It can be opened; the request fails while it is read.
		const host = encodeURIComponent(engine.host.replace(/^unix:\/\//, ''));
		const url = `http://${host}/v${engine.apiVersion}${request}`;
		throw new ConnectionError(`error during connect: Post "${url}": read ${path}: is a directory`);
	}
}
