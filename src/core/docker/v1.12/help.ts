import type { EraId } from '../../era/era.ts';
import type { Command, Flag, FlagType } from '../command.ts';
import { isIn } from '../flags.ts';
import { alignColumns } from '../format/table.ts';
import { flagUsages } from '../help.ts';
import { helpTexts } from './help-texts.ts';
import { MFLAG_COMMANDS } from './mflag-commands.ts';
import type { OldFlag } from './old-flags.ts';
import type { TopCommand } from './top-commands.ts';
import type { OldGroup } from './tree.ts';

/**
 * Help screens as the clients of 1.12 laid them out: their own flag package at the top, cobra below.
 * Source: articles/pi-swarm-mode.txt; docker/docker v1.12.0-rc1 and v1.12.3, cmd/docker/docker.go and
 * cli/cobraadaptor/adaptor.go.
 */

const HELP_FLAG: Flag = { name: 'help', type: 'bool', text: 'Print usage' };

/** What lists show that hold nothing. */
const EMPTY: Readonly<Record<string, string>> = {
	list: '[]',
	filter: '[]',
	strings: '[]',
	map: 'map[]',
	ipNetSlice: '[]',
	port: '[]',
	network: '[]'
};

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
	const { long, example = '', flags: texts = {} } = helpTexts(command.path, era);
	const flags = command.flags
		.filter((flag) => isIn(era, flag) && !flag.hidden && flag.name !== 'help')
		.map((flag: OldFlag): Flag => {
			const type = shownType(flag, AS_TEXT[command.path] ?? []);
			const text = texts[flag.name];
			const { def: _def, shownType: _shown, ...rest } = flag;
			if (text !== undefined) return { ...rest, type, text };
			const { shownDefault: def = EMPTY[flag.type] ?? flag.def } = flag;
			return { ...rest, type, ...(def === undefined || def === '0s' ? {} : { def }) };
		});
	const names = command.aliases?.length ? `\n\nAliases:\n  ${command.aliases.map(lastWord).join(', ')}` : '';
	const head = `\n${usageLine(command, '\t')}\n\n${long ?? command.short}${names}\n\n${example === '' ? '' : `Examples:\n\n${example}\n\n`}`;
	if (MFLAG_COMMANDS.includes(command.path)) return head + mflagUsages([...flags, HELP_FLAG]);
	return `${head}Options:\n${flagUsages([...flags, HELP_FLAG], Infinity)}`;
}

/** Types of today's rows have today's words: "list" came later. */
function shownType(flag: OldFlag, asText: readonly string[]): FlagType {
	if (asText.includes(flag.type)) return 'string';
	if (flag.shownType === 'value' || flag.shownType === 'string') return flag.shownType;
	return NAMED_TYPES.has(flag.type) ? flag.type : 'value';
}

/** Types that these commands read as texts. */
const OF_CONTAINERS: readonly string[] = ['bytes', 'swap-bytes', 'network'];
const AS_TEXT: Readonly<Record<string, readonly string[]>> = { run: OF_CONTAINERS, create: OF_CONTAINERS };

/** Names and texts in two columns, without types. Source: docker/docker v1.12.3, pkg/mflag, PrintDefaults. */
function mflagUsages(flags: readonly Flag[]): string {
	const lines = [...flags]
		.sort((a, b) => ((a.short ?? a.name) < (b.short ?? b.name) ? -1 : 1))
		.map(({ name, short, text }) => `  ${short ? `-${short}, ` : ''}--${name}\t ${text}\n`);
	return alignColumns(lines.join(''), 20);
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
