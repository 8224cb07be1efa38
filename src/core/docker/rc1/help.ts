import type { Command, Flag } from '../command.ts';
import { flagUsages } from '../help.ts';

/**
 * Help screens as the client of 1.12.0-rc1 laid them out: its own flag package at the top, cobra below.
 * Source: articles/pi-swarm-mode.txt; docker/docker v1.12.0-rc1 docs/reference/commandline/{cli,swarm_init,swarm_leave}.md.
 */

const HELP_FLAG: Flag = { name: 'help', type: 'bool', text: 'Print usage' };

/** Types that this client's help calls by their name; all others are "value". */
const NAMED_TYPES = new Set(['bool', 'string', 'int', 'uint', 'duration']);

export interface Rc1Group {
	readonly path: string;
	readonly short: string;
	/** In the order of the help screen. */
	readonly commands: readonly Command[];
}

/** `docker swarm`: begins with an empty line. */
export function rc1GroupHelp(group: Rc1Group): string {
	const rows = group.commands.map((command) => `  ${lastWord(command.path).padEnd(11)} ${command.short}\n`);
	return (
		`\nUsage:  docker ${group.path} COMMAND\n\n${group.short}\n\nOptions:\n      --help   Print usage\n\n` +
		`Commands:\n${rows.join('')}\nRun 'docker ${group.path} COMMAND --help' for more information on a command.\n`
	);
}

export function rc1CommandHelp(command: Command): string {
	const flags = command.flags
		.filter((flag) => !flag.hidden && flag.name !== 'help')
		.map((flag): Flag => (NAMED_TYPES.has(flag.type) ? flag : { ...flag, type: 'value' }));
	return `\n${rc1UsageLine(command)}\n\n${command.short}\n\nOptions:\n${flagUsages([...flags, HELP_FLAG], Infinity)}`;
}

export function rc1UsageLine(command: Command): string {
	return `Usage:  docker ${command.path}${command.use === '' ? '' : ` ${command.use}`}`;
}

function lastWord(path: string): string {
	return path.slice(path.lastIndexOf(' ') + 1);
}

export interface TopCommand {
	readonly name: string;
	readonly text: string;
}

/** `docker` without a command. */
export function rc1TopHelp(commands: readonly TopCommand[]): string {
	const rows = commands.map(({ name, text }) => `    ${name.slice(0, 10).padEnd(10)}${text}\n`);
	const options = OPTIONS.map(([left, text]) => `  ${left.padEnd(32)}${text}\n`);
	return (
		'Usage: docker [OPTIONS] COMMAND [arg...]\n       docker [ --help | -v | --version ]\n\n' +
		`A self-sufficient runtime for containers.\n\nOptions:\n\n${options.join('')}\nCommands:\n${rows.join('')}\n` +
		"Run 'docker COMMAND --help' for more information on a command.\n"
	);
}

const OPTIONS: readonly (readonly [string, string])[] = [
	['--config=~/.docker', 'Location of client config files'],
	['-D, --debug', 'Enable debug mode'],
	['-H, --host=[]', 'Daemon socket(s) to connect to'],
	['-h, --help', 'Print usage'],
	['-l, --log-level=info', 'Set the logging level'],
	['--tls', 'Use TLS; implied by --tlsverify'],
	['--tlscacert=~/.docker/ca.pem', 'Trust certs signed only by this CA'],
	['--tlscert=~/.docker/cert.pem', 'Path to TLS certificate file'],
	['--tlskey=~/.docker/key.pem', 'Path to TLS key file'],
	['--tlsverify', 'Use TLS and verify the remote'],
	['-v, --version', 'Print version information and quit']
];
