import { INSPECT_FORMAT } from '../format-help.ts';
import { NO_ARGS, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { CliError, EndpointError } from '../../errors.ts';
import { isIn } from '../../flags.ts';
import { templateFault } from '../../format/list.ts';
import { goJson } from '../../format/json.ts';
import { Template, TemplateError } from '../../format/template.ts';
import { ansic } from '../../format/time.ts';
import { atLeast, type Era, type EraId } from '../../../era/era.ts';
import type { VersionResponse } from '../../../api/wire/system.ts';
import type { Process } from '../../../sim/process.ts';

interface ClientVersion {
	Platform?: { Name: string };
	Version: string;
	ApiVersion: string;
	DefaultAPIVersion: string;
	GitCommit: string;
	GoVersion: string;
	Os: string;
	Arch: string;
	BuildTime: string;
	Context?: string;
	Experimental?: boolean;
}

/** What follows OS/Arch. Source: the recorded clients; docker/cli v19.03.13 cli/command/system/version.go. */
const LAST_LINES: readonly {
	name: string;
	value: (client: ClientVersion) => string;
	since?: EraId;
	until?: EraId;
}[] = [
	{ name: 'Context', value: (client) => client.Context ?? '', since: '20.10' },
	{ name: 'Experimental', value: () => 'false', until: '19.03' },
	{ name: 'Experimental', value: () => 'true', since: '20.10', until: '20.10' }
];

/** Width of the names before the values. */
const NAMES = 20;

export const version: Command = {
	path: 'version',
	use: '[OPTIONS]',
	short: 'Show the Docker version information',
	flags: [{ name: 'format', short: 'f', type: 'string', text: INSPECT_FORMAT }],
	args: NO_ARGS,
	*run(context) {
		const format = context.flags.string('format');
		const { server, fault } = yield* askServer(context);
		const client = clientVersion(context);
		if (format === '') {
			yield* context.print(describe(context.era, client, server));
		} else if (format === 'json' && context.era.capabilities.jsonFormat) {
			yield* context.printLine(goJson({ Client: client, Server: server ?? null }));
		} else {
			yield* printTemplate(context, format, client, server);
		}
		if (fault) throw fault;
		return 0;
	}
};

function* printTemplate(
	context: CommandContext,
	format: string,
	client: ClientVersion,
	server: VersionResponse | undefined
): Process<void> {
	try {
		const template = new Template(format, 'version');
		// The Go fields are named APIVersion; their JSON is ApiVersion.
		const go = <T extends { ApiVersion: string }>(value: T): T =>
			Object.defineProperty({ ...value }, 'APIVersion', { value: value.ApiVersion, enumerable: false });
		yield* context.printLine(
			template.execute({ Client: go(client), Server: server ? go(server) : null }, 'system.versionInfo')
		);
	} catch (error) {
		if (error instanceof TemplateError) {
			yield* context.print('\n');
			throw new CliError(error.message);
		}
		throw templateFault(error, 64);
	}
}

function* askServer(context: CommandContext): Process<{ server?: VersionResponse; fault?: CliError }> {
	try {
		const server = yield* context.engine.get<VersionResponse>('/version');
		for (const { Details: details } of server.Components ?? []) {
			if (details?.['BuildTime']) details['BuildTime'] = ansic(details['BuildTime']);
		}
		return { server };
	} catch (error) {
		if (error instanceof CliError && !(error instanceof EndpointError)) return { fault: error };
		throw error;
	}
}

function clientVersion(context: CommandContext): ClientVersion {
	const { client, id, capabilities } = context.era;
	return {
		...(capabilities.wordsOf28 ? {} : { Platform: { Name: client.platform } }),
		Version: client.version,
		ApiVersion: context.engine.shownVersion,
		DefaultAPIVersion: client.apiVersion,
		GitCommit: client.gitCommit,
		GoVersion: client.goVersion,
		Os: client.os,
		Arch: client.arch,
		BuildTime: client.built,
		...(atLeast(id, '20.10') ? { Context: context.contextName } : {}),
		...(capabilities.wordsOf28 ? {} : { Experimental: atLeast(id, '20.10') })
	};
}

function describe(era: Era, client: ClientVersion, server: VersionResponse | undefined): string {
	const downgraded =
		client.ApiVersion === client.DefaultAPIVersion ? '' : ` (downgraded from ${client.DefaultAPIVersion})`;
	const { platform: builtBy } = era.client;
	let text = `Client:${builtBy === '' ? '' : ` ${builtBy}`}\n`;
	text += line(' Version:', client.Version) + line(' API version:', client.ApiVersion + downgraded);
	text += line(' Go version:', client.GoVersion) + line(' Git commit:', client.GitCommit);
	text += line(' Built:', client.BuildTime) + line(' OS/Arch:', `${client.Os}/${client.Arch}`);
	for (const row of LAST_LINES) if (isIn(era.id, row)) text += line(` ${row.name}:`, row.value(client));
	if (!server) return text;
	const platform = server.Platform?.Name ?? '';
	text += `\nServer:${platform === '' ? '' : ` ${platform}`}\n`;
	for (const component of server.Components ?? [engineComponent(server)]) {
		const details = component.Details ?? {};
		text += ` ${component.Name}:\n` + line('  Version:', component.Version);
		if (component.Name === 'Engine') {
			text += line(
				'  API version:',
				`${details['ApiVersion'] ?? ''} (minimum version ${details['MinAPIVersion'] ?? ''})`
			);
			text += line('  Go version:', details['GoVersion'] ?? '') + line('  Git commit:', details['GitCommit'] ?? '');
			text +=
				line('  Built:', details['BuildTime'] ?? '') +
				line('  OS/Arch:', `${details['Os'] ?? ''}/${details['Arch'] ?? ''}`);
			text += line('  Experimental:', details['Experimental'] ?? '');
		} else {
			for (const key of Object.keys(details).sort()) text += line(`  ${key}:`, details[key]!);
		}
	}
	return text;
}

/** Engines before API 1.35 do not list components. */
function engineComponent(server: VersionResponse): { Name: string; Version: string; Details: Record<string, string> } {
	return {
		Name: 'Engine',
		Version: server.Version,
		Details: {
			ApiVersion: server.ApiVersion,
			MinAPIVersion: server.MinAPIVersion ?? '',
			GitCommit: server.GitCommit,
			GoVersion: server.GoVersion,
			Os: server.Os,
			Arch: server.Arch,
			BuildTime: ansic(server.BuildTime ?? ''),
			Experimental: String(server.Experimental ?? false)
		}
	};
}

function line(name: string, value: string): string {
	return `${name.padEnd(NAMES)}${value}\n`;
}
