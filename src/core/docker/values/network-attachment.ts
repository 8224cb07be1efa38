import { ValueError } from '../errors.ts';
import { cutPair, splitCsv } from './csv.ts';

export interface NetworkAttachment {
	Target: string;
	Aliases?: string[];
	DriverOpts?: Record<string, string>;
	/** The rest is for single containers; services take no notice of it. */
	Links?: string[];
	IPv4Address?: string;
	IPv6Address?: string;
	LinkLocalIPs?: string[];
	MacAddress?: string;
	GwPriority?: number;
}

/** 'net' or 'name=net,alias=a,driver-opt=k=v'. @throws ValueError */
export function parseNetworkAttachment(text: string): NetworkAttachment {
	if (!/\w=\w/.test(text)) return { Target: text };
	const attachment: NetworkAttachment = { Target: '' };
	for (const field of splitCsv(text)) {
		const { key, value } = cutPair(field.toLowerCase());
		if (value === undefined || key === '') throw new ValueError(`invalid field ${field}`);
		switch (key.trim()) {
			case 'name':
				attachment.Target = value.trim();
				break;
			case 'alias':
				(attachment.Aliases ??= []).push(value.trim());
				break;
			case 'driver-opt': {
				const option = cutPair(value);
				if (option.value === undefined || option.key === '')
					throw new ValueError('invalid key value pair format in driver options');
				(attachment.DriverOpts ??= {})[option.key.trim()] = option.value.trim();
				break;
			}
			case 'ip':
				attachment.IPv4Address = value.trim();
				break;
			case 'ip6':
				attachment.IPv6Address = value.trim();
				break;
			case 'mac-address':
				attachment.MacAddress = value.trim();
				break;
			case 'link-local-ip':
				(attachment.LinkLocalIPs ??= []).push(value.trim());
				break;
			case 'gw-priority':
				if (!/^[+-]?\d+$/.test(value.trim())) throw new ValueError(`invalid gw-priority (${value}): invalid syntax`);
				attachment.GwPriority = Number(value);
				break;
			default:
				throw new ValueError(`invalid field key ${key.trim()}`);
		}
	}
	if (attachment.Target === '') throw new ValueError('network name/id is not specified');
	return attachment;
}
