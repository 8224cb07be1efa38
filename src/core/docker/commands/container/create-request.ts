import type { CommandContext } from '../../context.ts';
import { CliError, ValueError } from '../../errors.ts';
import { parseUint10 } from '../../format/go-values.ts';
import type { FlagValues } from '../../flags.ts';
import { volumeSections } from '../../values/volume-sections.ts';
import { parsePortMapping } from '../../values/port.ts';
import { pairs, healthConfig } from '../service/spec-from-flags.ts';
import type { ContainerCreateRequest, PortBinding } from '../../../api/wire/container.ts';
import { capability } from '../../values/capabilities.ts';
import { absolutePath } from '../../../sim/files.ts';
import type { Process } from '../../../sim/process.ts';
import { readEnvFiles, readPairFiles } from '../env-file.ts';
import { mountsOf } from '../mounts.ts';
import {
	checkHealthFlags,
	checkModes,
	devicesOf,
	logConfigOf,
	plainHostFields,
	restartPolicyOf,
	storageOptions
} from './host-flags.ts';
import { checkMac, endpointsOf, networkMode } from './network-flags.ts';
import { refusal } from './refusal.ts';
import { securityOptionsOf } from './security-options.ts';

/**
 * The body of POST /containers/create; every field the client sends, used or not (recordings/containers.jsonl). What is
 * wrong is found in the client's order (docker/cli container/opts.go, parse), and ends with a pointer to the help.
 */
export function* createRequestOf(context: CommandContext): Process<ContainerCreateRequest> {
	try {
		return yield* requestOf(context);
	} catch (error) {
		if (error instanceof ValueError || error instanceof CliError) throw refusal(context, error.message);
		throw error;
	}
}

function* requestOf(context: CommandContext): Process<ContainerCreateRequest> {
	const { flags, args } = context;
	const attached = !(flagGiven(flags, 'detach') && flags.bool('detach'));
	const stdin = flags.bool('interactive') || (attached && streams(flags).includes('stdin'));
	const wants = (stream: string): boolean => attached && (!flags.changed('attach') || streams(flags).includes(stream));
	const pull = flags.string('pull');
	if (!['always', 'missing', 'never', ''].includes(pull)) {
		throw new ValueError(`invalid pull option: '${pull}': must be one of "always", "missing" or "never"`);
	}
	if (flags.string('mac-address') !== '') checkMac(flags.string('mac-address'));
	const swappiness = flags.number('memory-swappiness');
	if (flags.changed('memory-swappiness') && swappiness !== -1 && (swappiness < 0 || swappiness > 100)) {
		throw new ValueError(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`);
	}
	const { binds, volumes } = volumesOf(context);
	const { exposed, bindings } = portsOf(flags);
	const devices = devicesOf(flags);
	const env = [
		...(yield* readEnvFiles(context, flags.list('env-file'))),
		...flags.list('env').flatMap((text) => fromEnvironment(context, text))
	];
	const labels = [
		...(yield* readPairFiles(context, flags.list('label-file'), () => undefined)),
		...flags.list('label')
	];
	checkModes(flags);
	const RestartPolicy = restartPolicyOf(flags);
	const LogConfig = logConfigOf(flags);
	const security = yield* securityOptionsOf(context);
	const storage = storageOptions(flags);
	checkHealthFlags(flags);
	const health = healthConfig(flags);
	if (flags.bool('rm') && !['', 'no'].includes(RestartPolicy.Name) && context.era.commandLine === 'cobra') {
		throw new ValueError('conflicting options: cannot specify both --restart and --rm');
	}
	const EndpointsConfig = endpointsOf(flags);
	return {
		Hostname: flags.string('hostname'),
		Domainname: flags.string('domainname'),
		User: flags.string('user'),
		AttachStdin: stdin && attached,
		AttachStdout: wants('stdout'),
		AttachStderr: wants('stderr'),
		...(Object.keys(exposed).length > 0 ? { ExposedPorts: exposed } : {}),
		Tty: flags.bool('tty'),
		OpenStdin: flags.bool('interactive'),
		StdinOnce: flags.bool('interactive') && attached,
		Env: env.length > 0 ? env : null,
		Cmd: args.length > 1 ? args.slice(1) : null,
		...(health && Object.keys(health).length > 0 ? { Healthcheck: health } : {}),
		Image: args[0]!,
		Volumes: volumes,
		WorkingDir: flags.string('workdir'),
		Entrypoint: flags.changed('entrypoint') ? [flags.string('entrypoint')] : null,
		OnBuild: null,
		Labels: pairs(labels) ?? {},
		...(flags.string('stop-signal') === '' ? {} : { StopSignal: flags.string('stop-signal') }),
		...(flags.changed('stop-timeout') ? { StopTimeout: flags.number('stop-timeout') } : {}),
		HostConfig: {
			...plainHostFields(flags),
			Binds: binds.length > 0 ? binds : null,
			ContainerIDFile: flags.string('cidfile'),
			LogConfig,
			NetworkMode: networkMode(flags),
			PortBindings: bindings,
			RestartPolicy,
			...devices,
			...security,
			ConsoleSize: consoleSize(context),
			CapAdd: capabilities(flags, 'cap-add'),
			CapDrop: capabilities(flags, 'cap-drop'),
			Cgroup: '',
			CpuCount: 0,
			CpuPercent: 0,
			IOMaximumIOps: 0,
			IOMaximumBandwidth: 0,
			...(storage ? { StorageOpt: storage } : {}),
			...(flags.changed('tmpfs') ? { Tmpfs: pairsByColon(flags.list('tmpfs')) } : {}),
			...(flags.changed('sysctl') ? { Sysctls: pairs(flags.list('sysctl')) } : {}),
			...(flags.changed('annotation') ? { Annotations: pairs(flags.list('annotation')) } : {}),
			...(flags.string('runtime') === '' ? {} : { Runtime: flags.string('runtime') }),
			...(flags.changed('mount') ? { Mounts: mountsOf(flags, 'mount', context.sys.cwd) } : {}),
			...(flags.changed('init') ? { Init: flags.bool('init') } : {})
		},
		NetworkingConfig: { EndpointsConfig }
	};
}

function streams(flags: FlagValues): string[] {
	return flags.list('attach').map((name) => name.toLowerCase());
}

/** As the API's client writes them: with their prefix, in order. */
function capabilities(flags: FlagValues, name: string): string[] | null {
	return flags.changed(name) ? [...new Set(flags.list(name).map(capability))].sort() : null;
}

/** What has a source is a bind; a path alone is a volume without a name. */
function volumesOf(context: CommandContext): { binds: string[]; volumes: Record<string, Record<string, never>> } {
	const texts = context.flags.list('volume');
	if (texts.includes('')) throw new ValueError('invalid empty volume spec');
	const binds = texts.filter(hasSource).map((text) => absoluteBind(context, text));
	return {
		binds: [...new Set(binds)],
		volumes: Object.fromEntries(texts.filter((text) => !hasSource(text)).map((path) => [path, {}]))
	};
}

/** Read by the loader of Compose files. Source: docker/cli container/opts.go, parse. @throws ValueError */
function hasSource(text: string): boolean {
	const sections = text.length <= 2 ? [text] : volumeSections(text);
	for (const [i, section] of sections.entries()) {
		if (section === '') throw new ValueError(`invalid spec: ${text}: empty section between colons`);
		if (i > 1 && i < sections.length - 1) throw new ValueError(`invalid spec: ${text}: too many colons`);
	}
	return sections.length > 1;
}

function flagGiven(flags: FlagValues, name: string): boolean {
	return flags.given.includes(name);
}

/** `-e NAME` takes the variable over; where there is none the word goes as it is. Source: docker/cli opts/env.go, ValidateEnv. */
function fromEnvironment(context: CommandContext, text: string): string[] {
	if (text.includes('=')) return [text];
	const value = context.sys.env.get(text);
	return value === undefined ? [text] : [`${text}=${value}`];
}

function portsOf(flags: FlagValues): {
	exposed: Record<string, Record<string, never>>;
	bindings: Record<string, PortBinding[]>;
} {
	const exposed: Record<string, Record<string, never>> = {};
	const bindings: Record<string, PortBinding[]> = {};
	for (const text of flags.list('publish').map(shortForm)) {
		for (const mapping of parsePortMapping(text)) {
			const key = `${mapping.containerPort}/${mapping.protocol}`;
			exposed[key] = {};
			(bindings[key] ??= []).push({ HostIp: mapping.hostIp, HostPort: mapping.hostPort });
		}
	}
	for (const text of flags.list('expose')) for (const key of exposedPorts(text)) exposed[key] = {};
	return { exposed, bindings };
}

/** 'published=8080,target=80' as '8080:80/tcp'. Source: docker/cli container/opts.go, convertToStandardNotation. */
function shortForm(text: string): string {
	if (!text.includes('=')) return text;
	const fields: Record<string, string> = { protocol: 'tcp', published: '', target: '' };
	for (const field of text.split(',')) {
		const at = field.indexOf('=');
		if (at <= 0) throw new ValueError(`invalid publish opts format (should be name=value but got '${field}')`);
		fields[field.slice(0, at)] = field.slice(at + 1);
	}
	return `${fields['published']}:${fields['target']}/${fields['protocol']}`;
}

/** '80', '53/udp', '100-102'. */
function exposedPorts(text: string): string[] {
	if (text.includes(':')) throw new ValueError(`invalid port format for --expose: ${text}`);
	const [range = '', protocol = 'tcp'] = text.split('/');
	try {
		const [first, last = first] = range.split('-').map((port) => parseUint10(port));
		if (last! < first!) throw new ValueError(`invalid range specified for port: ${range}`);
		return Array.from({ length: last! - first! + 1 }, (_, i) => `${first! + i}/${protocol}`);
	} catch (error) {
		if (!(error instanceof ValueError)) throw error;
		throw new ValueError(`invalid range format for --expose: ${text}, error: ${error.message}`);
	}
}

/** Rows, then columns, when there is a terminal. */
export function consoleSize(context: CommandContext): [number, number] {
	const terminal = context.sys.terminal(1);
	return terminal ? [terminal.rows, terminal.columns] : [0, 0];
}

function absoluteBind(context: CommandContext, text: string): string {
	if (!text.startsWith('.')) return text;
	const at = text.indexOf(':');
	return absolutePath(context.sys.cwd, text.slice(0, at)) + text.slice(at);
}

function pairsByColon(texts: readonly string[]): Record<string, string> {
	return Object.fromEntries(
		texts.map((text) => [text.split(':')[0]!, text.includes(':') ? text.slice(text.indexOf(':') + 1) : ''])
	);
}
