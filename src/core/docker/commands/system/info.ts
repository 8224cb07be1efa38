import { INSPECT_FORMAT } from '../format-help.ts';
import { NO_ARGS, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { CliError, EndpointError } from '../../errors.ts';
import { isIn } from '../../flags.ts';
import type { Era, EraId } from '../../../era/era.ts';
import { decoded, goJson } from '../../format/json.ts';
import { Template, TemplateError } from '../../format/template.ts';
import { templateFault } from '../../format/list.ts';
import type { SystemInfo } from '../../../api/wire/system.ts';
import type { Process } from '../../../sim/process.ts';
import { describeInfo, serverWarnings } from './info-text.ts';

/** Source: the recorded clients; docker/cli v19.03.13 cli/command/system/info.go. */
const CLIENT_LINES: readonly { text: (client: ClientInfo) => string; since?: EraId }[] = [
	{ text: ({ Version }) => (Version ? ` Version:    ${Version}\n` : ''), since: '28.2' },
	{ text: ({ Context }) => ` Context:    ${Context}\n`, since: '20.10' },
	{ text: ({ Debug }) => ` Debug Mode: ${Debug}\n` },
	{ text: ({ Plugins }) => pluginLines(Plugins ?? []), since: '28.2' }
];

/** The client's part of what `docker info` knows. */
export interface ClientInfo {
	Debug: boolean;
	Context: string;
	Platform?: { Name: string } | null;
	Version?: string;
	Plugins?: readonly ClientPlugin[] | null;
}

interface ClientPlugin {
	Name: string;
	Version?: string;
	Vendor?: string;
	ShortDescription?: string;
	Path: string;
	Err?: string;
}

/** A plugin that cannot be used is told by a warning alone. */
function pluginLines(plugins: readonly ClientPlugin[]): string {
	const shown = plugins.filter(({ Err }) => !Err);
	if (shown.length === 0) return '';
	return ` Plugins:\n${shown
		.map(
			({ Name, ShortDescription = '', Vendor = '', Version, Path }) =>
				`  ${Name}: ${ShortDescription} (${Vendor})\n` +
				(Version ? `    Version:  ${Version}\n` : '') +
				(Path ? `    Path:     ${Path}\n` : '')
		)
		.join('')}`;
}

export function describeClient(client: ClientInfo | undefined, era: Era): string {
	const builtBy = client?.Platform?.Name ? ` ${client.Platform.Name}` : '';
	const lines = client ? CLIENT_LINES.filter((row) => isIn(era.id, row)).map((row) => row.text(client)) : [];
	return `Client:${builtBy}\n${lines.join('')}`;
}

export const info: Command = {
	path: 'system info',
	also: ['info'],
	aliases: ['system info', 'info'],
	use: '[OPTIONS]',
	short: 'Display system-wide information',
	flags: [{ name: 'format', short: 'f', type: 'string', text: INSPECT_FORMAT }],
	args: NO_ARGS,
	*run(context) {
		const format = context.flags.string('format');
		const { found, fault } = yield* askServer(context);
		if (format !== '') {
			yield* printTemplate(context, format, found, fault);
			return 0;
		}
		const { isDebug, contextName, era } = context;
		const client = { Debug: isDebug, Context: contextName, Version: era.client.version };
		yield* context.print(`${describeClient(client, era)}\nServer:\n`);
		if (fault && context.era.capabilities.wordsOf28) throw fault;
		if (fault) {
			yield* context.printLine(`ERROR: ${fault.message}`);
			throw new CliError('errors pretty printing info');
		}
		yield* context.print(describeInfo(found!, context.era) + '\n');
		for (const warning of serverWarnings(found!)) yield* context.warn(warning);
		return 0;
	}
};

function* askServer(context: CommandContext): Process<{ found?: SystemInfo; fault?: CliError }> {
	try {
		return { found: yield* context.engine.get<SystemInfo>('/info') };
	} catch (error) {
		if (error instanceof CliError && !(error instanceof EndpointError)) return { fault: error };
		throw error;
	}
}

function* printTemplate(
	context: CommandContext,
	format: string,
	found: SystemInfo | undefined,
	fault: CliError | undefined
): Process<void> {
	const { client } = context.era;
	const whole = {
		...decoded(known(found)),
		// Text, not a time.
		...(found && { SystemTime: found.SystemTime }),
		CDISpecDirs: found?.['CDISpecDirs'] ?? null,
		Warnings: found?.Warnings ?? null,
		...(fault ? { ServerErrors: [fault.message] } : {}),
		ClientInfo: {
			Debug: context.isDebug,
			Version: client.version,
			DefaultAPIVersion: client.apiVersion,
			GitCommit: client.gitCommit,
			GoVersion: client.goVersion,
			Os: client.os,
			Arch: client.arch,
			BuildTime: client.built,
			Context: context.contextName,
			Plugins: [],
			Warnings: null
		}
	};
	if (format === 'json') {
		yield* context.printLine(goJson(whole));
		return;
	}
	try {
		yield* context.printLine(
			new Template(format).execute(
				whole,
				context.era.capabilities.words29 ? 'system.dockerInfo29' : 'system.dockerInfo'
			)
		);
	} catch (error) {
		if (!(error instanceof TemplateError)) throw templateFault(error, 64);
		yield* context.print('\n');
		throw new CliError(error.message);
	}
	if (fault) throw fault;
}

/** What this client's structures keep of an engine's answer, in their order. */
function known(found: SystemInfo | undefined): Record<string, unknown> {
	if (!found) return {};
	const { BridgeNfIptables: _4, BridgeNfIp6tables: _6, CDISpecDirs: _cdi, Warnings: _warnings, ...rest } = found;
	const registry = rest['RegistryConfig'] as Record<string, unknown> | null | undefined;
	if (registry) {
		const indexes = (registry['IndexConfigs'] ?? {}) as Record<string, Record<string, unknown>>;
		rest['RegistryConfig'] = {
			IndexConfigs: Object.fromEntries(Object.entries(indexes).map(([name, index]) => [name, sortedKeys(index)])),
			InsecureRegistryCIDRs: registry['InsecureRegistryCIDRs'],
			Mirrors: registry['Mirrors']
		};
	}
	for (const key of ['ContainerdCommit', 'RuncCommit', 'InitCommit']) {
		const commit = rest[key] as { ID?: string; Expected?: string } | undefined;
		if (commit?.Expected === '') rest[key] = { ID: commit.ID };
	}
	return rest;
}

function sortedKeys(object: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(
		Object.keys(object)
			.sort()
			.map((key) => [key, object[key]])
	);
}
