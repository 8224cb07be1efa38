import { ValueError } from '../errors.ts';
import { cutPair, splitCsv } from './csv.ts';

export interface DeviceMapping {
	PathOnHost: string;
	PathInContainer: string;
	CgroupPermissions: string;
}

export interface DeviceRequest {
	Driver: string;
	Count: number;
	DeviceIDs: string[] | null;
	Capabilities: string[][] | null;
	Options: Record<string, string> | null;
}

/** `/dev/sda[:/dev/xvda][:rwm]`. Texts: docker/cli container/opts.go, validateLinuxPath. @throws ValueError */
export function parseDevice(text: string): DeviceMapping {
	const parts = text.split(':');
	if (parts.length > 3 || parts[0] === '') throw new ValueError(`bad format for path: ${text}`);
	const [host = '', second, third] = parts;
	const isMode = (word: string): boolean => /^[rwm]{1,3}$/.test(word) && new Set(word).size === word.length;
	if (third !== undefined && !isMode(third)) throw new ValueError(`bad mode specified: ${third}`);
	const target = second === undefined || (third === undefined && isMode(second)) ? host : second;
	if (!target.startsWith('/')) throw new ValueError(`${target} is not an absolute path`);
	const mode = third ?? (second !== undefined && isMode(second) ? second : 'rwm');
	return { PathOnHost: host, PathInContainer: target || host, CgroupPermissions: mode };
}

/** `vendor.com/class=name` names a device by the Container Device Interface. */
export function isDeviceName(text: string): boolean {
	return /^[A-Za-z][\w.-]*\/[A-Za-z][\w-]*=[\w.:-]+$/.test(text);
}

/** `all`, `2`, `device=GPU-1,capabilities=compute`. Texts: docker/cli opts/gpus.go. @throws ValueError */
export function parseGpus(text: string): DeviceRequest {
	const request: DeviceRequest = { Driver: '', Count: 0, DeviceIDs: null, Capabilities: [['gpu']], Options: {} };
	const seen = new Set<string>();
	for (const field of splitCsv(text)) {
		const { key, value } = cutPair(field);
		if (seen.has(key)) throw new ValueError(`gpu request key '${key}' can be specified only once`);
		seen.add(key);
		switch (value === undefined ? '' : key) {
			case '':
				seen.add('count');
				request.Count = countOf(key);
				break;
			case 'count':
				request.Count = countOf(value!);
				break;
			case 'driver':
				request.Driver = value!;
				break;
			case 'device':
				request.DeviceIDs = value!.split(',');
				break;
			case 'capabilities':
				request.Capabilities = [[...value!.split(','), 'gpu']];
				break;
			case 'options':
				request.Options = Object.fromEntries(
					splitCsv(value!).map((pair) => [cutPair(pair).key, cutPair(pair).value ?? ''])
				);
				break;
			default:
				throw new ValueError(`unexpected key '${key}' in '${field}'`);
		}
	}
	if (!seen.has('count') && !request.DeviceIDs) request.Count = 1;
	return request;
}

function countOf(text: string): number {
	if (text === 'all') return -1;
	if (/^[+-]?\d+$/.test(text)) return Number(text);
	throw new ValueError(`invalid count (${text}): value must be either "all" or an integer: invalid syntax`);
}
