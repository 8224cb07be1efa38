import { type Command } from '../command.ts';
import { HUB, hostOf, type AuthConfig } from '../config-file.ts';
import type { CommandContext } from '../context.ts';
import { CliError, EngineError } from '../errors.ts';
import { readFileOrStdin } from '../files.ts';
import type { Process } from '../../sim/process.ts';
import { note, type Note } from './note.ts';
import { prompt } from './prompt.ts';

/** Source: docker/cli cli/command/registry/login.go; recorded by test/core/docker/real-client (login). */
export const login: Command = {
	path: 'login',
	use: '[OPTIONS] [SERVER]',
	short: 'Authenticate to a registry',
	long: 'Authenticate to a registry.\nDefaults to Docker Hub if no server is specified.',
	flags: [
		{ name: 'password', short: 'p', type: 'string', text: 'Password or Personal Access Token (PAT)' },
		{ name: 'password-stdin', type: 'bool', text: 'Take the Password or Personal Access Token (PAT) from stdin' },
		{ name: 'username', short: 'u', type: 'string', text: 'Username' }
	],
	args: { min: 0, max: 1 },
	*run(context) {
		const { flags, config } = context;
		const { wordsOf28, warnsOfPasswords } = context.era.capabilities;
		const given = yield* givenCredentials(context);
		const server = registryAddress(context.args[0] ?? '');
		let answer: LoginAnswer | undefined;
		let auth: AuthConfig = given;
		const kept = config.authOf(server);
		if (warnsOfPasswords && !flags.changed('username') && given.password === '' && kept.username && kept.password) {
			if (wordsOf28) {
				yield* context.warn(
					`Authenticating with existing credentials... [Username: ${kept.username}]\n\n${note(context, [[HINT]])}\n`
				);
			} else yield* context.printLine('Authenticating with existing credentials...');
			auth = kept;
			answer = yield* loginWithKept(context, server, kept);
		}
		if (!answer) {
			auth = yield* askedCredentials(context, given, server);
			answer = yield* ask(context, server, auth);
		}
		const token = answer.IdentityToken;
		const entry: AuthConfig = token
			? { username: auth.username ?? '', identitytoken: token }
			: { username: auth.username ?? '', password: auth.password ?? '' };
		const isNew = config.keep(server, entry);
		if (entry.password && warnsOfPasswords && (isNew || !wordsOf28))
			yield* context.warn(unencrypted(wordsOf28, config.path));
		yield* context.printLine(answer.Status);
		return 0;
	}
};

function unencrypted(isToday: boolean, path: string): string {
	const [found, link] = isToday
		? [`\nWARNING! Your credentials are stored unencrypted in '${path}'.`, 'go/credential-store/']
		: [
				`WARNING! Your password will be stored unencrypted in ${path}.`,
				'engine/reference/commandline/login/#credentials-store'
			];
	return `${found}\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/${link}\n`;
}

interface LoginAnswer {
	Status: string;
	IdentityToken?: string;
}

const HINT = "To login with a different account, run 'docker logout' followed by 'docker login'";

function* givenCredentials(context: CommandContext): Process<{ username: string; password: string }> {
	const { flags } = context;
	const username = flags.string('username');
	let password = flags.string('password');
	if (flags.changed('username') && username === '') throw new CliError('username is empty');
	if (flags.changed('password') && password === '') throw new CliError('password is empty');
	const { warnsOfPasswords, wordsOf28 } = context.era.capabilities;
	const isWarned = password !== '' && warnsOfPasswords;
	const insecure = 'WARNING! Using --password via the CLI is insecure. Use --password-stdin.';
	if (isWarned && !wordsOf28) yield* context.warn(insecure);
	if (flags.changed('password') && flags.bool('password-stdin')) {
		throw new CliError('conflicting options: cannot specify both --password and --password-stdin');
	}
	if (isWarned && wordsOf28) yield* context.warn(insecure);
	if (flags.bool('password-stdin')) {
		if (username === '') throw new CliError('the --password-stdin option requires --username to be set');
		password = (yield* readFileOrStdin(context, '-')).replace(/[\r\n]+$/, '');
	}
	return { username, password };
}

/** undefined: they are no longer good. */
function* loginWithKept(context: CommandContext, server: string, kept: AuthConfig): Process<LoginAnswer | undefined> {
	try {
		return yield* ask(context, server, kept);
	} catch (error) {
		if (!(error instanceof EngineError)) throw error;
		yield* context.warn('Stored credentials invalid or expired');
		return undefined;
	}
}

function* askedCredentials(
	context: CommandContext,
	given: { username: string; password: string },
	server: string
): Process<AuthConfig> {
	let { username, password } = given;
	if (username !== '' && password !== '') return given;
	if (!context.sys.terminal(0)) throw new CliError('Error: Cannot perform an interactive login from a non TTY device');
	if (server === HUB && username === '') {
		throw new CliError("swarmlab does not simulate Docker Hub's web-based login: use docker login -u USERNAME");
	}
	if (username === '') {
		const known = context.config.authOf(server).username ?? '';
		username = (yield* prompt(context, known === '' ? 'Username: ' : `Username (${known}): `, true)).trim() || known;
	}
	if (username === '') throw new CliError('Error: Non-null Username Required');
	if (password === '') {
		if (server === HUB) yield* context.print(`\n${note(context, PAT_HINT)}`);
		password = (yield* prompt(context, 'Password: ', false)).trim();
	}
	if (password === '') throw new CliError('Error: Password Required');
	return { username, password };
}

const PAT_HINT: Note = [
	['A Personal Access Token (PAT) can be used instead.'],
	['To create a PAT, visit ', 'https://app.docker.com/settings'],
	[''],
	['']
];

function* ask(context: CommandContext, server: string, auth: AuthConfig): Process<LoginAnswer> {
	const { username, password } = auth;
	return yield* context.engine.post<LoginAnswer>('/auth', {}, { username, password, serveraddress: server });
}

/** Docker Hub has several names; others are kept by their host alone. */
export function registryAddress(given: string): string {
	const host = hostOf(given);
	return ['', 'docker.io', 'index.docker.io', 'registry-1.docker.io'].includes(host) ? HUB : host;
}
