import type { CommandContext } from '../../context.ts';
import { CliError, ValueError } from '../../errors.ts';
import { entryOf } from '../../../sim/table.ts';

export const PLATFORM_FORM = 'Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")';

const SYSTEMS =
	'aix android darwin dragonfly freebsd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos'.split(' ');
const ARCHITECTURES =
	'386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm i386 x86_64 x86-64 aarch64 armhf armel'.split(
		' '
	);

const ALIASES: Readonly<Record<string, { architecture: string; variant?: string }>> = {
	i386: { architecture: '386' },
	x86_64: { architecture: 'amd64' },
	'x86-64': { architecture: 'amd64' },
	aarch64: { architecture: 'arm64' },
	armhf: { architecture: 'arm', variant: 'v7' },
	armel: { architecture: 'arm', variant: 'v6' }
};

/**
 * `--platform` as newer routes take it: JSON. Source: containerd/platforms, Parse.
 * @returns undefined without one. @throws CliError
 */
export function platformQuery(context: CommandContext, prefix = 'invalid platform: '): string | undefined {
	const text = context.flags.string('platform');
	return text === '' ? undefined : platformJson(text, prefix);
}

/** @throws CliError */
export function platformJson(text: string, prefix = ''): string {
	try {
		return JSON.stringify(parsePlatform(text));
	} catch (error) {
		if (!(error instanceof ValueError)) throw error;
		throw new CliError(prefix + error.message);
	}
}

/** Signed images are not modelled; that nothing is to be checked can be said. */
export function refuseContentTrust(context: CommandContext): void {
	const { flags, path } = context;
	if (flags.bool('disable-content-trust')) return;
	throw new CliError(`swarmlab does not simulate --disable-content-trust=false of docker ${path}`);
}

function parsePlatform(text: string): Record<string, string> {
	const refuse = (why: string): ValueError => new ValueError(`${JSON.stringify(text)}: ${why}: invalid argument`);
	const parts = text.toLowerCase().split('/');
	for (const part of parts) {
		if (/^[a-z0-9_.-]+$/.test(part)) continue;
		throw refuse(
			`${JSON.stringify(part)} is an invalid component of ${JSON.stringify(text)}: platform specifier component must match "^[A-Za-z0-9_.-]+$"`
		);
	}
	if (parts.length > 3) throw refuse('cannot parse platform specifier');
	const [first = '', second, third] = parts;
	if (second === undefined) {
		if (SYSTEMS.includes(first)) return { architecture: 'amd64', os: first };
		if (!ARCHITECTURES.includes(first)) throw refuse('unknown operating system or architecture');
		return ordered('linux', first);
	}
	return ordered(first, second, third);
}

function ordered(os: string, word: string, given?: string): Record<string, string> {
	const { architecture, variant: implied } = entryOf(ALIASES, word) ?? { architecture: word };
	const variant = given ?? implied;
	return { architecture, os, ...(variant === undefined ? {} : { variant }) };
}
