import type { PortConfig } from '../../api/wire/service.ts';
import { ValueError } from '../errors.ts';
import { parseUint10 } from '../format/go-values.ts';
import { cutPair, splitCsv } from './csv.ts';

/** '8080:80/tcp' and its relatives, as `docker run -p` reads it. Several for a range. */
export interface PortMapping {
	hostIp: string;
	/** '' when any free port will do. */
	hostPort: string;
	containerPort: number;
	protocol: Protocol;
}

type Protocol = 'tcp' | 'udp' | 'sctp';

/** The value of `--publish` of a service, short or long form. @throws ValueError */
export function parsePortFlag(text: string): PortConfig[] {
	if (/\w+=\w+(,\w+=\w+)*/.test(text)) return [parseLongForm(text)];
	return parsePortMapping(text).flatMap((mapping) => {
		if (mapping.hostIp !== '') throw new ValueError('hostip is not supported');
		const port = { Protocol: mapping.protocol, TargetPort: mapping.containerPort };
		if (mapping.hostPort === '') return [{ ...port, PublishMode: 'ingress' as const }];
		// A range before one port of the containers: each of them leads there.
		const [first = 0, last = first] = mapping.hostPort.split('-').map(Number);
		return Array.from({ length: last - first + 1 }, (_, i) => ({
			...port,
			PublishedPort: first + i,
			PublishMode: 'ingress' as const
		}));
	});
}

function parseLongForm(text: string): PortConfig {
	let protocol: Protocol = 'tcp';
	let mode: 'ingress' | 'host' = 'ingress';
	let target = 0;
	let published = 0;
	for (const field of splitCsv(text)) {
		const { key, value } = cutPair(field.toLowerCase());
		if (value === undefined || key === '') throw new ValueError(`invalid field: ${field}`);
		switch (key) {
			case 'protocol':
				if (!isProtocol(value)) throw new ValueError(`invalid protocol value '${value}'`);
				protocol = value;
				break;
			case 'mode':
				if (value !== 'ingress' && value !== 'host') {
					throw new ValueError(`invalid publish mode value (${value}): must be either 'ingress' or 'host'`);
				}
				mode = value;
				break;
			case 'target':
				target = portNumber('target', value);
				break;
			case 'published':
				published = portNumber('published', value);
				break;
			default:
				throw new ValueError(`invalid field key: ${key}`);
		}
	}
	if (target === 0) throw new ValueError("missing mandatory field 'target'");
	return {
		Protocol: protocol,
		TargetPort: target,
		...(published === 0 ? {} : { PublishedPort: published }),
		PublishMode: mode
	};
}

function portNumber(what: string, text: string): number {
	try {
		return parseUint10(text, 16);
	} catch (error) {
		if (!(error instanceof ValueError)) throw error;
		const why = error.message.replace(/^.*: /, '');
		throw new ValueError(`invalid ${what} port (${text}): value must be an integer: ${why}`);
	}
}

/** '[ip:][host:]container[/protocol]' with ranges. Texts: docker/go-connections, nat.ParsePortSpec. @throws ValueError */
export function parsePortMapping(text: string): PortMapping[] {
	const parts = text.split(':');
	const [container = '', given = ''] = parts.pop()!.split('/');
	const protocol = given.toLowerCase() || 'tcp';
	const host = parts.pop() ?? '';
	const hostIp = parts.join(':').replace(/^\[|\]$/g, '');
	if (container === '') throw new ValueError(`no port specified: ${text}<empty>`);
	if (hostIp !== '' && !/^(\d+\.){3}\d+$|::|^([\da-f]+:){7}[\da-f]+$/i.test(hostIp))
		throw new ValueError(`invalid IP address: ${hostIp}`);
	const [start, end] = portRange(container, `invalid containerPort: ${container}`);
	const hostRange = host === '' ? undefined : portRange(host, `invalid hostPort: ${host}`);
	if (!isProtocol(protocol)) throw new ValueError(`invalid proto: ${protocol}`);
	if (hostRange && end - start !== hostRange[1] - hostRange[0] && end !== start) {
		throw new ValueError(`invalid ranges specified for container and host Ports: ${container} and ${host}`);
	}
	const mappings: PortMapping[] = [];
	for (let port = start; port <= end; port++) {
		const hostPort = hostRange
			? end === start && hostRange[0] !== hostRange[1]
				? `${hostRange[0]}-${hostRange[1]}`
				: String(hostRange[0] + port - start)
			: '';
		mappings.push({ hostIp, hostPort, containerPort: port, protocol });
	}
	return mappings;
}

function portRange(text: string, fault: string): [number, number] {
	const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text);
	const start = Number(match?.[1]);
	const end = match?.[2] === undefined ? start : Number(match[2]);
	if (!match || start > 65535 || end > 65535 || end < start) throw new ValueError(fault);
	return [start, end];
}

function isProtocol(text: string): text is Protocol {
	return text === 'tcp' || text === 'udp' || text === 'sctp';
}
