import type { EraId } from '../../era/era.ts';
import type { Command, Flag } from '../command.ts';
import { isIn } from '../flags.ts';
import { flagUsages } from '../help.ts';
import type { OldFlag } from './old-flags.ts';
import type { TopCommand } from './top-commands.ts';
import type { OldGroup } from './tree.ts';

/**
 * Help screens as the clients of 1.12 laid them out: their own flag package at the top, cobra below.
 * Source: articles/pi-swarm-mode.txt; docker/docker v1.12.0-rc1 and v1.12.3, cmd/docker/docker.go and
 * cli/cobraadaptor/adaptor.go.
 */

const HELP_FLAG: Flag = { name: 'help', type: 'bool', text: 'Print usage' };

/** Types that this client's help calls by their name; all others are "value". */
const NAMED_TYPES = new Set(['bool', 'string', 'int', 'uint', 'duration']);

/** `docker swarm`: begins with an empty line. */
export function groupHelp(group: OldGroup): string {
	const rows = group.commands.map((command) => `  ${lastWord(command.path).padEnd(11)} ${command.short}\n`);
	return (
		`\nUsage:\tdocker ${group.path} COMMAND\n\n${group.short}\n\nOptions:\n      --help   Print usage\n\n` +
		`Commands:\n${rows.join('')}\nRun 'docker ${group.path} COMMAND --help' for more information on a command.\n`
	);
}

export function commandHelp(command: Command, era: EraId): string {
	const flags = command.flags
		.filter((flag) => isIn(era, flag) && !flag.hidden && flag.name !== 'help')
		.map((flag: OldFlag): Flag => {
			const type = flag.shownType ?? (NAMED_TYPES.has(flag.type) ? flag.type : 'value');
			const { shownDefault: def = flag.def } = flag;
			return { ...flag, type, ...(def === undefined || def === '0s' ? {} : { def }) };
		});
	const names = command.aliases?.length ? `\n\nAliases:\n  ${command.aliases.map(lastWord).join(', ')}` : '';
	return `\n${usageLine(command, '\t')}\n\n${command.short}${names}\n\nOptions:\n${flagUsages([...flags, HELP_FLAG], Infinity)}`;
}

/** The help screen has a tab where usage errors have blanks. */
export function usageLine(command: Command, gap = '  '): string {
	return `Usage:${gap}docker ${command.path}${command.use === '' ? '' : ` ${command.use}`}`;
}

function lastWord(path: string): string {
	return path.slice(path.lastIndexOf(' ') + 1);
}

/** `docker` without a command. */
export function topHelp(commands: readonly TopCommand[]): string {
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
