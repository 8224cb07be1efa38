import { ValueError } from '../errors.ts';
import { cutPair } from '../values/csv.ts';
import { parsePortMapping } from '../values/port.ts';
import { shellWords } from '../values/shell-words.ts';
import type { Decoder } from './decode.ts';
import type { Shape, SpecialKind } from './shapes.ts';
import { goString, goTypeName, type Decoded } from './values.ts';
import { parseVolume } from './volume-spec.ts';
import { emptyMap, isMap, type Yaml } from './yaml/read.ts';

type Special = (decoder: Decoder, of: Shape | undefined, value: Yaml, name: string) => Decoded;

const TEXTS: Shape = { kind: 'list', of: { kind: 'string' } };
const TEXT_MAP: Shape = { kind: 'map', of: { kind: 'string' } };

/** How each short form is read. Source: docker/cli cli/compose/loader (transformers). */
export const SPECIALS: Record<SpecialKind, Special> = {
	build: (decoder, of, value, name) =>
		decoder.value(of!, typeof value === 'string' ? wrap('context', value) : value, name),
	command: (decoder, _, value, name) => {
		return decoder.value(TEXTS, typeof value === 'string' ? shellWords(value) : value, name);
	},
	environment: (_decoder, _of, value) => mapOrList(value, null),
	expose: (_decoder, _of, value) => (value as Yaml[]).map(goString),
	external: (_decoder, _of, value) => {
		if (typeof value === 'boolean') return value ? { external: true } : {};
		if (!isMap(value)) throw new ValueError(`invalid type ${goTypeName(value)} for external`);
		return { external: true, ...(typeof value['name'] === 'string' ? { name: value['name'] } : {}) };
	},
	'file reference': (decoder, of, value, name) => {
		if (typeof value !== 'string' && !isMap(value))
			throw new ValueError(`invalid type ${goTypeName(value)} for secret`);
		return decoder.value(of!, typeof value === 'string' ? wrap('source', value) : value, name);
	},
	'health test': (decoder, _, value, name) => {
		return decoder.value(TEXTS, typeof value === 'string' ? ['CMD-SHELL', value] : value, name);
	},
	hosts: (_decoder, _of, value) => hosts(value),
	labels: (_decoder, _of, value) => mapOrList(value, ''),
	ports: (decoder, of, value, name) => {
		const ports: Yaml[] = [];
		for (const entry of value as Yaml[]) {
			if (isMap(entry)) ports.push(entry);
			else if (typeof entry === 'number' || typeof entry === 'string')
				ports.push(...portsOf(String(entry), decoder.warnings));
			else throw new ValueError(`invalid type ${goTypeName(entry)} for port`);
		}
		return decoder.list(of!, ports, name);
	},
	'string list': (decoder, _, value, name) => {
		return decoder.value(TEXTS, typeof value === 'string' ? [value] : value, name);
	},
	'string map': (decoder, _, value, name) => {
		if (!isMap(value)) throw new ValueError(`invalid type ${goTypeName(value)} for map[string]string`);
		const result = emptyMap();
		for (const key of Object.keys(value)) result[key] = value[key] === null ? '' : goString(value[key]!);
		return decoder.value(TEXT_MAP, result, name);
	},
	ulimit: (_decoder, _of, value) => {
		if (typeof value === 'number') return value === 0 ? {} : { single: value };
		if (!isMap(value)) throw new ValueError(`invalid type ${goTypeName(value)} for ulimits`);
		const { soft, hard } = value as { soft: number; hard: number };
		return { ...(soft === 0 ? {} : { soft }), ...(hard === 0 ? {} : { hard }) };
	},
	volume: (decoder, of, value, name) =>
		decoder.value(of!, typeof value === 'string' ? parseVolume(value) : value, name),
	attachments: (decoder, of, value, name) => {
		if (!Array.isArray(value)) return decoder.map(of!, value, name);
		const names = emptyMap();
		for (const entry of value) names[goString(entry)] = null;
		return decoder.map(of!, names, name);
	}
};

function wrap(key: string, value: Yaml): Yaml {
	const map = emptyMap();
	map[key] = value;
	return map;
}

/** `KEY: value` or `- KEY=value`; `absent` stands for a key without a value. */
function mapOrList(value: Yaml, absent: null | ''): Map<string, Decoded> {
	const entries: [string, Decoded][] = Array.isArray(value)
		? value.map((entry) => {
				const pair = cutPair(goString(entry));
				return [pair.key, pair.value ?? absent];
			})
		: isMap(value)
			? Object.keys(value).map((key) => [key, value[key] === null ? absent : goString(value[key]!)])
			: [];
	return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** 'host:ip' of a list in any of its forms or of a map; brackets around IPv6 addresses are taken off. */
function hosts(value: Yaml): string[] {
	const pairs: string[] = [];
	if (Array.isArray(value)) {
		for (const entry of value.map(goString)) {
			const separator = ['=', ':'].find((char) => entry.includes(char));
			if (separator !== undefined) pairs.push(entry.replace(separator, ':'));
		}
	} else if (isMap(value)) {
		for (const key of Object.keys(value)) if (value[key] !== null) pairs.push(`${key}:${goString(value[key]!)}`);
		pairs.sort();
	}
	return pairs.map((pair) => {
		const at = pair.indexOf(':');
		const host = at < 0 ? pair : pair.slice(0, at);
		const address = at < 0 ? '' : pair.slice(at + 1);
		return `${host}:${address.replace(/^\[(.+)\]$/, '$1')}`;
	});
}

function portsOf(spec: string, warnings: string[]): Yaml[] {
	const mappings = parsePortMapping(spec);
	const byPort = [...mappings].sort((a, b) =>
		`${a.containerPort}/${a.protocol}` < `${b.containerPort}/${b.protocol}` ? -1 : 1
	);
	return byPort.flatMap((mapping) => {
		if (mapping.hostIp !== '' && mapping.hostIp !== '0.0.0.0') {
			const address = mapping.hostIp.includes(':') ? `[${mapping.hostIp}]` : mapping.hostIp;
			const port = `${mapping.containerPort}/${mapping.protocol}`;
			warnings.push(
				`level=warning msg="ignoring IP-address (${address}:${mapping.hostPort}:${port}) service will listen on '0.0.0.0'"`
			);
		}
		const [from, to] = mapping.hostPort === '' ? [0, 0] : mapping.hostPort.split('-').map(Number);
		const ports: Yaml[] = [];
		for (let published = from!; published <= (to ?? from!); published++) {
			const port = emptyMap();
			port['mode'] = 'ingress';
			port['target'] = mapping.containerPort;
			port['published'] = published;
			port['protocol'] = mapping.protocol;
			ports.push(port);
		}
		return ports;
	});
}
