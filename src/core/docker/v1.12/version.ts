import { NO_ARGS, type Command } from '../command.ts';
import { CliError } from '../errors.ts';
import { templateFault } from '../format/list.ts';
import { Template } from '../format/template.ts';
import type { VersionResponse } from '../../api/wire/system.ts';

/** Layout: articles/pi-swarm-mode.txt. */
export const version: Command = {
	path: 'version',
	use: '[OPTIONS]',
	short: 'Show the Docker version information',
	flags: [{ name: 'format', short: 'f', type: 'string', text: 'Format the output using the given go template' }],
	args: NO_ARGS,
	*run(context) {
		const { client } = context.era;
		const ours = {
			Version: client.version,
			APIVersion: client.apiVersion,
			GoVersion: client.goVersion,
			GitCommit: client.gitCommit,
			BuildTime: client.built,
			Os: client.os,
			Arch: client.arch
		};
		let server: VersionResponse | undefined;
		let fault: CliError | undefined;
		try {
			server = yield* context.engine.get<VersionResponse>('/version');
		} catch (error) {
			if (!(error instanceof CliError)) throw error;
			fault = error;
		}
		const theirs = server && { ...server, APIVersion: server.ApiVersion, BuildTime: server.BuildTime ?? '' };
		const format = context.flags.string('format');
		if (format === '') {
			yield* context.print(block('Client', ours));
			if (theirs) yield* context.print('\n' + block('Server', theirs));
		} else {
			try {
				yield* context.printLine(new Template(format).execute({ Client: ours, Server: theirs ?? null }));
			} catch (error) {
				throw templateFault(error, 64);
			}
		}
		if (fault) throw fault;
		return 0;
	}
};

interface VersionBlock {
	Version: string;
	APIVersion: string;
	GoVersion: string;
	GitCommit: string;
	BuildTime: string;
	Os: string;
	Arch: string;
}

function block(title: string, version: VersionBlock): string {
	const rows: [string, string][] = [
		['Version:', version.Version],
		['API version:', version.APIVersion],
		['Go version:', version.GoVersion],
		['Git commit:', version.GitCommit],
		['Built:', version.BuildTime],
		['OS/Arch:', `${version.Os}/${version.Arch}`]
	];
	return `${title}:\n${rows.map(([name, value]) => ` ${name.padEnd(14)}${value}\n`).join('')}`;
}
