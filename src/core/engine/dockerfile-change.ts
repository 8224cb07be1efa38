import { ApiError } from '../api/error.ts';
import type { ContainerConfig } from '../api/wire/container.ts';
import { sortKeys } from '../api/compact.ts';
import type { HealthConfig } from '../api/wire/service.ts';
import { atLeast, type EraId } from '../era/era.ts';

/**
 * `--change` of `docker commit` and `docker import`: instructions of a Dockerfile that only change the configuration.
 * Source: moby builder/dockerfile (BuildFromConfig, dispatchers.go), buildkit's instructions and parser; lab 20.10.
 */
interface Change {
	config: ContainerConfig;
	era: EraId;
	/** In capitals. */
	name: string;
	rest: string;
	/** A CMD before it: ENTRYPOINT leaves it alone then. */
	cmdIsSet: boolean;
}

const SHELL = ['/bin/sh', '-c'];

const INSTRUCTIONS: Readonly<Record<string, (change: Change) => void>> = {
	CMD({ config, rest }) {
		config.Cmd = commandOf(rest);
	},
	ENTRYPOINT({ config, rest, cmdIsSet }) {
		config.Entrypoint = commandOf(rest);
		if (!cmdIsSet) config.Cmd = null;
	},
	ENV(change) {
		const { config } = change;
		for (const [key, value] of pairsOf(change)) {
			const env = [...(config.Env ?? [])];
			const at = env.findIndex((text) => text.split('=')[0] === key);
			env.splice(at < 0 ? env.length : at, 1, `${key}=${value}`);
			config.Env = env;
		}
	},
	LABEL(change) {
		change.config.Labels = sortKeys({ ...change.config.Labels, ...Object.fromEntries(pairsOf(change)) });
	},
	EXPOSE({ config, rest, era }) {
		const words = wordsOf(rest).map((word) => expand(word, config.Env));
		if (words.length === 0) throw refused('EXPOSE requires at least one argument');
		const ports = words
			.flatMap((word) => portsOf(word, era))
			.map((port): [string, Record<string, never>] => [port, {}]);
		config.ExposedPorts = sortKeys({ ...config.ExposedPorts, ...Object.fromEntries(ports) });
	},
	USER(change) {
		change.config.User = oneArgument(change);
	},
	WORKDIR(change) {
		const path = oneArgument(change);
		const base = path.startsWith('/') ? '' : change.config.WorkingDir;
		change.config.WorkingDir = `/${`${base}/${path}`
			.split('/')
			.filter((part) => part !== '' && part !== '.')
			.join('/')}`;
	},
	VOLUME({ config, rest }) {
		const paths = jsonList(rest) ?? wordsOf(rest);
		if (paths.length === 0) throw refused('VOLUME requires at least one argument');
		const volumes = paths.map((path): [string, Record<string, never>] => [expand(path, config.Env), {}]);
		config.Volumes = sortKeys({ ...config.Volumes, ...Object.fromEntries(volumes) });
	},
	STOPSIGNAL(change) {
		change.config.StopSignal = oneArgument(change);
	},
	HEALTHCHECK({ config, rest }) {
		config.Healthcheck = healthOf(rest);
	},
	ONBUILD({ config, rest }) {
		const trigger = (rest.split(/\s+/)[0] ?? '').toUpperCase();
		if (trigger === '') throw refused('ONBUILD requires at least one argument');
		if (trigger === 'ONBUILD') throw refused("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
		if (['MAINTAINER', 'FROM'].includes(trigger)) throw refused(`${trigger} isn't allowed as an ONBUILD trigger`);
		config.OnBuild = [...(config.OnBuild ?? []), rest];
	}
};

/** @returns a changed copy. @throws ApiError (400) */
export function changeConfig(config: ContainerConfig, changes: readonly string[], era: EraId): ContainerConfig {
	if (changes.length === 0) return config;
	const lines = changes
		.join('\n')
		.replace(/\\[ \t]*\n/g, '')
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '' && !line.startsWith('#'));
	if (lines.length === 0) throw refused('file with no instructions');
	const parsed = lines.map((line) => {
		const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(line) ?? [];
		return { word, name: word.toUpperCase(), rest };
	});
	const isNew = atLeast(era, '28.2');
	for (const { word, name } of parsed) {
		// STOPSIGNAL came later; so did the word as it was written.
		if (INSTRUCTIONS[name] && (isNew || name !== 'STOPSIGNAL')) continue;
		throw refused(`${isNew ? word : word.toLowerCase()} is not a valid change command`);
	}
	const changed = structuredCopy(config);
	let cmdIsSet = false;
	for (const { name, rest } of parsed) {
		INSTRUCTIONS[name]!({ config: changed, era, name, rest, cmdIsSet });
		if (name === 'CMD' && rest !== '') cmdIsSet = true;
	}
	return changed;
}

/** What the configuration that is asked for does not say is as the container has it. Source: moby daemon/commit.go, merge. */
export function mergeImageConfig(wanted: ContainerConfig, container: ContainerConfig): ContainerConfig {
	const merged = structuredCopy(wanted);
	if (merged.User === '') merged.User = container.User;
	const ports = { ...container.ExposedPorts, ...merged.ExposedPorts };
	if (Object.keys(ports).length > 0) merged.ExposedPorts = sortKeys(ports);
	const named = new Set((merged.Env ?? []).map((text) => text.split('=')[0]));
	const env = [...(merged.Env ?? []), ...(container.Env ?? []).filter((text) => !named.has(text.split('=')[0]))];
	merged.Env = env.length > 0 ? env : merged.Env;
	merged.Labels = sortKeys({ ...container.Labels, ...merged.Labels });
	if ((merged.Entrypoint ?? []).length === 0) {
		if ((merged.Cmd ?? []).length === 0) merged.Cmd = container.Cmd;
		merged.Entrypoint ??= container.Entrypoint;
	}
	const health = { ...container.Healthcheck, ...merged.Healthcheck };
	if (Object.keys(health).length > 0) merged.Healthcheck = health;
	if (merged.WorkingDir === '') merged.WorkingDir = container.WorkingDir;
	if (container.Volumes) merged.Volumes = sortKeys({ ...container.Volumes, ...merged.Volumes });
	const signal = merged.StopSignal || container.StopSignal;
	if (signal) merged.StopSignal = signal;
	return merged;
}

function structuredCopy(config: ContainerConfig): ContainerConfig {
	return JSON.parse(JSON.stringify(config)) as ContainerConfig;
}

/** '["nginx","-g"]' as it stands, other text by the shell. */
function commandOf(rest: string): string[] {
	if (rest === '') return [];
	return [...(jsonList(rest) ?? [...SHELL, rest])];
}

function jsonList(text: string): readonly string[] | undefined {
	if (!text.startsWith('[')) return undefined;
	let parsed: unknown;
	try {
		parsed = JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
	if (!Array.isArray(parsed)) return undefined;
	const items: readonly unknown[] = parsed;
	return items.every((item) => typeof item === 'string') ? items : undefined;
}

/** Words as a Dockerfile has them: quotes and backslashes keep spaces in them. */
function wordsOf(text: string): string[] {
	return text.match(/(?:\\.|'[^']*'|"(?:\\.|[^"])*"|[^\s\\'"])+/gs) ?? [];
}

function pairsOf({ config, name, rest }: Change): [key: string, value: string][] {
	const words = wordsOf(rest);
	if (words.length === 0) throw refused(`${name} requires at least one argument`);
	let pairs: [string, string][];
	if (!words[0]!.includes('=')) {
		// The old form: one name, and all the rest is its value.
		const [, key = '', value = ''] = /^(\S+)\s*(.*)$/s.exec(rest) ?? [];
		if (value === '') throw refused(`${name} must have two arguments`);
		pairs = [[key, value]];
	} else {
		pairs = words.map((word) => {
			const at = word.indexOf('=');
			if (at < 0)
				throw refused(`Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`);
			return [word.slice(0, at), word.slice(at + 1)];
		});
	}
	const env = config.Env;
	return pairs.map(([key, value]) => {
		const shown = expand(key, env);
		if (shown === '') throw refused(`${name} names can not be blank`);
		return [shown, expand(value, env)];
	});
}

/** Takes quotes and backslashes away and puts in what $NAME and ${NAME} are. Source: buildkit shell/lex.go. */
function expand(text: string, env: readonly string[] | null): string {
	const valueOf = (name: string): string => {
		const found = (env ?? []).find((entry) => entry.startsWith(`${name}=`));
		return found === undefined ? '' : found.slice(name.length + 1);
	};
	return text.replace(
		/'([^']*)'|\\(.)|(")|\$\{(\w+)(?::([-+])([^}]*))?\}|\$(\w+)/gs,
		(
			_,
			single?: string,
			escaped?: string,
			quote?: string,
			name?: string,
			sign?: string,
			word?: string,
			plain?: string
		) => {
			if (single !== undefined) return single;
			if (escaped !== undefined) return escaped;
			if (quote !== undefined) return '';
			if (plain !== undefined) return valueOf(plain);
			const value = valueOf(name!);
			if (sign === '-') return value === '' ? (word ?? '') : value;
			return sign === '+' ? (value === '' ? '' : (word ?? '')) : value;
		}
	);
}

function oneArgument({ config, name, rest }: Change): string {
	if (rest === '') throw refused(`${name} requires exactly one argument`);
	return expand(rest, config.Env);
}

/** '90-92/udp' → ['90/udp', …]. Source: go-connections nat. */
function portsOf(text: string, era: EraId): string[] {
	const [range = '', protocol = 'tcp'] = text.split('/');
	const [first = '', last = first] = range.split('-');
	const isPort = (port: string): boolean => /^\d+$/.test(port) && Number(port) <= 65535;
	if (!isPort(first) || !isPort(last) || Number(last) < Number(first))
		throw refused(`${atLeast(era, '28.2') ? 'i' : 'I'}nvalid containerPort: ${range}`);
	const count = Number(last) - Number(first) + 1;
	return Array.from({ length: count }, (_, i) => `${Number(first) + i}/${protocol.toLowerCase()}`);
}

const HEALTH_FLAGS = {
	interval: 'Interval',
	timeout: 'Timeout',
	'start-period': 'StartPeriod',
	'start-interval': 'StartInterval',
	retries: 'Retries'
} as const;

function healthOf(rest: string): HealthConfig {
	const health: HealthConfig = {};
	let text = rest;
	for (let flag = /^--([\w-]+)(?:=(\S*))?\s*/.exec(text); flag; flag = /^--([\w-]+)(?:=(\S*))?\s*/.exec(text)) {
		const [all, name = '', value = ''] = flag;
		if (!Object.hasOwn(HEALTH_FLAGS, name)) throw refused(`Unknown flag: ${name}`);
		const field = HEALTH_FLAGS[name as keyof typeof HEALTH_FLAGS];
		health[field] = field === 'Retries' ? Number(value) : nanoseconds(value);
		text = text.slice(all.length);
	}
	const [, kind = '', command = ''] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
	const shownKind = kind.toUpperCase();
	if (shownKind === '') throw refused('HEALTHCHECK requires at least one argument');
	if (shownKind === 'NONE') {
		if (command !== '') throw refused('HEALTHCHECK NONE takes no arguments');
		return { Test: ['NONE'] };
	}
	if (shownKind !== 'CMD') throw refused(`Unknown type ${JSON.stringify(shownKind)} in HEALTHCHECK (try CMD)`);
	const list = jsonList(command);
	if (command === '' || list?.length === 0) throw refused('Missing command after HEALTHCHECK CMD');
	return { Test: list ? ['CMD', ...list] : ['CMD-SHELL', command], ...health };
}

const UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

function nanoseconds(text: string): number {
	const parts = [...text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)];
	if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
		throw refused(`time: invalid duration ${JSON.stringify(text)}`);
	return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!, 0);
}

function refused(message: string): ApiError {
	return new ApiError('invalid', message);
}
