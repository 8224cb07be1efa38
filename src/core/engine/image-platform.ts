import { ApiError } from '../api/error.ts';
import { jsonFault } from '../sim/json-syntax.ts';
import type { Platform } from './registry.ts';
import { entryOf } from '../sim/table.ts';

const SYSTEMS =
	'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos'.split(
		' '
	);
const ARCHITECTURES = [
	'386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc',
	'ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'
]
	.join(' ')
	.split(' ');

const ALIASES: Readonly<Record<string, readonly [architecture: string, variant?: string]>> = {
	i386: ['386'],
	x86_64: ['amd64'],
	'x86-64': ['amd64'],
	aarch64: ['arm64'],
	armhf: ['arm', 'v7'],
	armel: ['arm', 'v6']
};

/**
 * 'linux/arm64/v8'. Source: containerd/platforms, Parse; the words are those of the engine (lab 20.10).
 * @throws ApiError (400)
 */
export function parsePlatform(text: string, mine: Platform): Platform {
	const parts = text.split('/');
	const refuse = (why: string): ApiError =>
		new ApiError('invalid', `${JSON.stringify(text)}: ${why}: invalid argument`);
	if (parts.length > 3) throw refuse('cannot parse platform specifier');
	const words = parts.map((part) => part.toLowerCase());
	if (words.length === 1) {
		const system = words[0] === 'macos' ? 'darwin' : words[0]!;
		if (SYSTEMS.includes(system)) return { ...mine, os: system };
		const [architecture, variant] = entryOf(ALIASES, words[0]!) ?? [words[0]!];
		if (!ARCHITECTURES.includes(architecture)) throw refuse('unknown operating system or architecture');
		return { os: 'linux', architecture, ...(variant === undefined ? {} : { variant }) };
	}
	const [architecture, implied] = entryOf(ALIASES, words[1]!) ?? [words[1]!];
	const variant = words[2] ?? implied;
	return { os: words[0] === 'macos' ? 'darwin' : words[0]!, architecture, ...(variant ? { variant } : {}) };
}

/**
 * A platform as JSON, as newer routes take it. Source: moby api/server/httputils/form.go, DecodePlatform.
 * @throws ApiError (400)
 */
export function readPlatform(json: string): Platform | undefined {
	if (json === '') return undefined;
	let given: Partial<Platform>;
	try {
		given = JSON.parse(json) as Partial<Platform>;
	} catch {
		throw new ApiError('invalid', `failed to parse platform: ${jsonFault(json) ?? 'unexpected end of JSON input'}`);
	}
	const { os = '', architecture = '', variant = '' } = given;
	if (os === '' && architecture === '' && variant !== '') {
		throw new ApiError('invalid', 'optional platform fields provided, but OS and Architecture are missing');
	}
	if (os === '' || architecture === '') throw new ApiError('invalid', 'both OS and Architecture must be provided');
	return { os, architecture, ...(variant === '' ? {} : { variant }) };
}

/** 'linux/arm64' */
export function platformText({ os, architecture, variant }: Platform): string {
	return [os, architecture, ...(variant ? [variant] : [])].join('/');
}

/** Whether an image of one platform does for another. Source: containerd/platforms, OnlyStrict, Only (variants of arm). */
export function isForPlatform(image: Platform, wanted: Platform): boolean {
	if (image.os !== wanted.os || image.architecture !== wanted.architecture) return false;
	const variantOf = ({ architecture, variant }: Platform): string =>
		variant ?? (architecture === 'arm64' ? 'v8' : architecture === 'arm' ? 'v7' : '');
	return variantOf(image) === variantOf(wanted);
}
