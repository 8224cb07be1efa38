import type { Process } from '../../../sim/process.ts';
import type { CommandContext } from '../../context.ts';
import { CliError, quote } from '../../errors.ts';
import { readTextFile } from '../../files.ts';

/** What `systempaths=unconfined` leaves open is said beside the options. */
export interface SecurityOptions {
	SecurityOpt: string[] | null;
	MaskedPaths: string[] | null;
	ReadonlyPaths: string[] | null;
}

const UNCONFINED = 'systempaths=unconfined';

/** Source: docker/cli container/opts.go, parseSecurityOpts, parseSystemPaths. @throws CliError */
export function* securityOptionsOf(context: CommandContext): Process<SecurityOptions> {
	const { flags } = context;
	if (!flags.changed('security-opt')) return { SecurityOpt: null, MaskedPaths: null, ReadonlyPaths: null };
	const options: string[] = [];
	for (const text of flags.list('security-opt')) options.push(yield* checked(context, text));
	const isOpen = options.includes(UNCONFINED);
	return {
		SecurityOpt: options.filter((text) => text !== UNCONFINED),
		MaskedPaths: isOpen ? [] : null,
		ReadonlyPaths: isOpen ? [] : null
	};
}

function* checked(context: CommandContext, text: string): Process<string> {
	const at = text.includes('=') ? text.indexOf('=') : text.indexOf(':');
	const key = at < 0 ? text : text.slice(0, at);
	const value = at < 0 ? '' : text.slice(at + 1);
	if (value === '' && key !== 'no-new-privileges') throw new CliError(`Invalid --security-opt: ${quote(text)}`);
	if (key !== 'seccomp' || value === 'unconfined' || value === 'builtin') return text;
	let profile: string;
	try {
		profile = yield* readTextFile(context, value);
	} catch (error) {
		if (!(error instanceof CliError)) throw error;
		throw new CliError(`opening seccomp profile (${value}) failed: ${error.message}`);
	}
	return `seccomp=${compacted(profile)}`;
}

function compacted(json: string): string {
	try {
		return JSON.stringify(JSON.parse(json));
	} catch {
		return json;
	}
}
