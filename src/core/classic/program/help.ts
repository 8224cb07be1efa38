import { FACTS, type Dialect } from '../dialect.ts';
import { COMMANDS, GLOBAL_FLAGS, type CommandRow, type FlagRow } from './flags.ts';
import { alignTabs } from './tabwriter.ts';

const HELP_TEXT = 'Shows a list of commands or help for one command';

/** `swarm help`. Layouts: codegangsta/cli's templates (rc1), cli/help.go (1.2.5). */
export function appHelp(dialect: Dialect): string {
	const flags = GLOBAL_FLAGS[dialect].map(flagLine);
	if (dialect === 'rc1') {
		const commands = COMMANDS.map(({ name, short, text }) => `   ${name}, ${short}\t${text[dialect]}`);
		return alignTabs(
			[
				'NAME:\n   swarm - docker clustering\n',
				'USAGE:\n   swarm [global options] command [command options] [arguments...]\n',
				`VERSION:\n   ${FACTS.rc1.version}\n`,
				`COMMANDS:\n${commands.join('\n')}\n   help, h\t${HELP_TEXT}\n   `,
				`GLOBAL OPTIONS:\n${flags.map((line) => `   ${line}`).join('\n')}\n   \n`
			].join('\n')
		);
	}
	const commands = COMMANDS.map(({ name, short, text }) => `  ${name}, ${short}\t${text[dialect]}`);
	return alignTabs(
		[
			'Usage: swarm [OPTIONS] COMMAND [arg...]\n\nA Docker-native clustering system\n',
			`Version: ${FACTS[dialect].version}\n`,
			`Options:\n${flags.map((line) => `  ${line}`).join('\n')}\n  `,
			`Commands:\n${commands.join('\n')}\n  help\t${HELP_TEXT}\n  `,
			"Run 'swarm COMMAND --help' for more information on a command.\n"
		].join('\n')
	);
}

export function commandHelp(command: CommandRow, dialect: Dialect): string {
	const { name, text } = command;
	const flags = command.flags[dialect].map((flag) => `   ${flagLine(flag)}`).join('\n');
	if (dialect === 'rc1') {
		const options = flags === '' ? '' : ' [command options]';
		return alignTabs(
			`NAME:\n   ${name} - ${text.rc1}\n\nUSAGE:\n   command ${name}${options} [arguments...]\n` +
				(flags === '' ? '' : `\nOPTIONS:\n${flags}\n   \n`)
		);
	}
	const options = flags === '' ? '' : '[OPTIONS] ';
	const schemes = [
		'token://<token>',
		'consul://<ip>/<path>',
		'etcd://<ip1>,<ip2>/<path>',
		'file://path/to/file',
		'zk://<ip1>,<ip2>/<path>',
		'[nodes://]<ip1>,<ip2>'
	];
	const discovery = command.takesDiscovery
		? `\nArguments: \n   <discovery>    discovery service to use [$SWARM_DISCOVERY]\n${schemes.map((scheme) => `                   * ${scheme}\n`).join('')}`
		: '';
	return alignTabs(
		`Usage: swarm ${name} ${options}${command.takesDiscovery ? '<discovery>' : ''}\n\n${text[dialect]}\n${discovery}` +
			// The options of a cluster driver stand where other commands have a last empty line.
			(flags === '' ? '' : `\nOptions:\n${flags}${name === 'manage' ? '' : '\n   '}\n`)
	);
}

function flagLine({ names, type, def, env, text }: FlagRow): string {
	const all = names.map((name) => (name.length === 1 ? `-${name}` : `--${name}`)).join(', ');
	const usage = env === undefined ? text : `${text} [$${env}]`;
	if (type === 'bool') return `${all}\t${usage}`;
	if (type === 'list') {
		const [first = ''] = names;
		return `${all} [--${first} option --${first} option]\t${usage}`;
	}
	return `${all} ${def === undefined ? '' : `"${def}"`}\t${usage}`;
}
