import type { ApiHandler } from '../api/wire/http.ts';
import type { Era } from '../era/era.ts';
import type { Process } from '../sim/process.ts';
import type { MachineFace, Sys } from '../sim/sys.ts';
import type { Command } from './command.ts';
import { ConfigFile } from './config-file.ts';
import { CommandContext } from './context.ts';
import { ContextStore, DEFAULT_CONTEXT } from './context-store.ts';
import { EngineClient } from './engine-client.ts';
import { CliError, EndpointError } from './errors.ts';
import type { FlagValues, ParsedArguments } from './flags.ts';
import type { ClientSoftware } from './software.ts';
import { LOCAL_HOST, parseHost } from './values/host.ts';

export interface DockerOptions {
	/** The engine behind /var/run/docker.sock. A status of 0 means that nobody listens. */
	readonly handler: ApiHandler;
	/** Of the client; the engine may be of another one. */
	readonly era: Era;
	readonly software: ClientSoftware;
	/** Engines elsewhere, for -H tcp://… and DOCKER_HOST. */
	readonly dial?: (machine: MachineFace, host: string) => ApiHandler | undefined;
}

/** All that a command has at hand, from the words before and behind it, the environment and the config file. */
export function* openContext(
	options: DockerOptions,
	sys: Sys,
	globals: FlagValues,
	line: { command: Command; path: string; parsed: ParsedArguments }
): Process<CommandContext> {
	const { era } = options;
	const directory = configDirectory(sys, globals);
	const config = new ConfigFile(sys.machine.files, sys.cwd, directory);
	if (config.fault !== undefined) yield* sys.stderr.write(config.fault + '\n');
	const contexts = new ContextStore(sys.machine.files, sys.cwd, directory);
	const endpoint = chooseEndpoint(options, sys, globals, config, contexts);
	return new CommandContext({
		sys,
		era,
		engine: engineAt(endpoint, era, sys, config),
		command: line.command,
		path: line.path,
		flags: line.parsed.values,
		args: line.parsed.args,
		isDebug: globals.bool('debug'),
		globals,
		config,
		contexts,
		contextName: endpoint.context,
		software: options.software
	});
}

/** For help screens: they depend on how old the engine is. */
export function engineForHelp(options: DockerOptions, sys: Sys, globals: FlagValues): EngineClient {
	const directory = configDirectory(sys, globals);
	const files = sys.machine.files;
	const config = new ConfigFile(files, sys.cwd, directory);
	const endpoint = chooseEndpoint(options, sys, globals, config, new ContextStore(files, sys.cwd, directory));
	return engineAt(endpoint, options.era, sys, config);
}

function engineAt({ handler, host }: Endpoint, era: Era, sys: Sys, config: ConfigFile): EngineClient {
	const version = (sys.env.get('DOCKER_API_VERSION') ?? '').replace(/^v/, '');
	return new EngineClient(handler, era, host, config.headers, version);
}

function configDirectory(sys: Sys, globals: FlagValues): string {
	if (globals.changed('config')) return globals.string('config');
	return sys.env.get('DOCKER_CONFIG') || `${sys.env.get('HOME') ?? ''}/.docker`;
}

/** Which engine a command speaks to. */
interface Endpoint {
	/** Name of the context; 'default' also where -H or DOCKER_HOST choose. */
	readonly context: string;
	/** As error texts name it. */
	readonly host: string;
	readonly handler: ApiHandler;
}

/**
 * -H, --context, DOCKER_HOST, DOCKER_CONTEXT, the current context, in this order. What is wrong with them is told when
 * the engine is first asked: commands about contexts work without.
 * @throws CliError for -H with --context
 */
function chooseEndpoint(
	options: DockerOptions,
	sys: Sys,
	globals: FlagValues,
	config: ConfigFile,
	contexts: ContextStore
): Endpoint {
	const hosts = globals.list('host');
	const wanted = globals.string('context');
	if (wanted !== '' && hosts.length > 0) {
		throw new CliError('conflicting options: cannot specify both --host and --context');
	}
	const environment = sys.env.get('DOCKER_HOST') ?? '';
	const named = (): string => sys.env.get('DOCKER_CONTEXT') || config.string('currentContext') || DEFAULT_CONTEXT;
	const context = wanted || (hosts.length > 0 || environment !== '' ? DEFAULT_CONTEXT : named());
	try {
		if (hosts.length > 1) throw new CliError('Specify only one -H');
		const given =
			context === DEFAULT_CONTEXT ? (hosts[0] ?? environment) : (contexts.get(context).Endpoints.docker?.Host ?? '');
		const host = parseHost(given);
		return { context, host, handler: handlerFor(options, sys, host) };
	} catch (error) {
		if (!(error instanceof CliError)) throw error;
		const fault = new EndpointError(`Failed to initialize: unable to resolve docker endpoint: ${error.message}`);
		return { context, host: '', handler: failing(fault) };
	}
}

function handlerFor(options: DockerOptions, sys: Sys, host: string): ApiHandler {
	if (host === LOCAL_HOST) return options.handler;
	if (host.startsWith('fd:'))
		return failing(new EndpointError(`Failed to initialize: unable to parse docker host \`${host}\``));
	const dialled = options.dial?.(sys.machine, host);
	if (dialled) return dialled;

	const address = host.replace(/^tcp:\/\//, '').replace(/\/.*$/, '');
	// Source: recordings/help.jsonl; on the machine itself nobody listens, elsewhere there is no way to.
	const isHere = !host.startsWith('tcp:') || /^(localhost|127\.|\[::1\])/.test(address);
	const body = isHere ? {} : { body: `dial tcp ${address}: connect: no route to host` };
	return function* () {
		return { status: 0, headers: {}, ...body };
	};
}

function failing(fault: EndpointError): ApiHandler {
	return function* () {
		throw fault;
	};
}
