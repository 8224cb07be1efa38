import type { Era } from '../era/era.ts';
import type { Process } from '../sim/process.ts';
import type { Sys } from '../sim/sys.ts';
import type { Command } from './command.ts';
import type { ConfigFile } from './config-file.ts';
import type { ContextStore } from './context-store.ts';
import { olderThan, type EngineClient } from './engine-client.ts';
import { CliError, EngineError } from './errors.ts';
import type { FlagValues } from './flags.ts';
import { Patience } from './patience.ts';
import { installed, type ClientSoftware, type ComposeSoftware } from './software.ts';
import { parseHost } from './values/host.ts';

/** What a command has at hand while it runs. */
export interface CommandParts {
	readonly sys: Sys;
	readonly era: Era;
	readonly engine: EngineClient;
	readonly command: Command;
	/** As typed: 'ps' or 'container ls'. */
	readonly path: string;
	readonly flags: FlagValues;
	readonly args: readonly string[];
	/** `docker -D` */
	readonly isDebug: boolean;
	/** Flags before the command. */
	readonly globals: FlagValues;
	readonly config: ConfigFile;
	readonly contexts: ContextStore;
	/** Of the endpoint; 'default' also where -H or DOCKER_HOST choose. */
	readonly contextName: string;
	readonly software: ClientSoftware;
}

export class CommandContext implements Omit<CommandParts, 'software'> {
	readonly sys: Sys;
	readonly era: Era;
	readonly engine: EngineClient;
	readonly command: Command;
	readonly path: string;
	readonly flags: FlagValues;
	readonly args: readonly string[];
	readonly isDebug: boolean;
	readonly globals: FlagValues;
	readonly config: ConfigFile;
	readonly contexts: ContextStore;
	readonly contextName: string;
	readonly patience: Patience;
	private readonly software: ClientSoftware;

	constructor(parts: CommandParts) {
		this.sys = parts.sys;
		this.era = parts.era;
		this.engine = parts.engine;
		this.command = parts.command;
		this.path = parts.path;
		this.flags = parts.flags;
		this.args = parts.args;
		this.isDebug = parts.isDebug;
		this.globals = parts.globals;
		this.config = parts.config;
		this.contexts = parts.contexts;
		this.patience = new Patience(parts.era.capabilities.wordsOf28);
		this.contextName = parts.contextName;
		this.software = parts.software;
	}

	/** Virtual wall clock, milliseconds since 1970. */
	get nowMs(): number {
		return this.sys.machine.sim.wallMs;
	}

	/** What reads Compose files. */
	get compose(): ComposeSoftware {
		return installed(this.software.compose, 'compose');
	}

	/** Where the engine of the default context is, whatever context is in use. */
	localHost(): string {
		return parseHost(this.globals.list('host')[0] ?? this.sys.env.get('DOCKER_HOST') ?? '');
	}

	/** Whether a change of a service is followed until it has converged; there is nothing to follow by before API 1.29. */
	get waitsForTasks(): boolean {
		const canWait = this.era.capabilities.progress && !olderThan(this.engine.apiVersion, '1.29');
		return canWait && !this.flags.bool('detach');
	}

	get isTerminal(): boolean {
		return this.sys.terminal(1) !== undefined;
	}

	*print(text: string): Process<void> {
		if (text !== '') yield* this.sys.stdout.write(text);
	}

	*printLine(text: string): Process<void> {
		yield* this.sys.stdout.write(text + '\n');
	}

	*warn(text: string): Process<void> {
		yield* this.sys.stderr.write(text + '\n');
	}

	/**
	 * Does something for each argument, goes on after refusals, and prints them at the end, each on its own line.
	 * @returns 1 when anything was refused.
	 */
	*forEach(names: readonly string[], act: (name: string) => Process<void>): Process<number> {
		const errors: CliError[] = [];
		for (const name of names) {
			try {
				yield* act(name);
			} catch (error) {
				if (!(error instanceof CliError)) throw error;
				errors.push(error);
			}
		}
		for (const error of errors) yield* this.warn(error.message);
		return errors.length > 0 ? 1 : 0;
	}
}

export function isNotFound(error: unknown): boolean {
	return error instanceof EngineError && error.status === 404;
}
