import { ValueError } from '../errors.ts';
import { parseDurationNs } from '../format/go-values.ts';
import { cutPair } from './csv.ts';

/** What flags refuse beyond their types. Texts: docker/cli opts. Each @throws ValueError. */

export function checkIpAddress(text: string): void {
	if (!isIpAddress(text.trim())) throw new ValueError(`IP address is not correctly formatted: ${text}`);
}

export function checkDomain(text: string): void {
	if (
		text === '.' ||
		/^(:?(:?[a-zA-Z0-9]|(:?[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))(:?\.(:?[a-zA-Z0-9]|(:?[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])))*)\.?\s*$/.test(
			text.trim()
		)
	)
		return;
	throw new ValueError(`${text} is not a valid domain`);
}

export function checkVariable(text: string): void {
	if (text === '' || text.startsWith('=')) throw new ValueError(`invalid environment variable: ${text}`);
}

export function checkHost(text: string): void {
	const at = text.search(/[=:]/);
	const separator = text.includes('=') ? text.indexOf('=') : at;
	if (separator <= 0 || separator === text.length - 1) throw new ValueError(`bad format for add-host: "${text}"`);
	const address = text.slice(separator + 1).replace(/^\[(.*)\]$/, '$1');
	if (address === 'host-gateway' || isIpAddress(address)) return;
	throw new ValueError(`invalid IP address in add-host: "${text.slice(separator + 1)}"`);
}

export function checkDuration(text: string): void {
	if (parseDurationNs(text) < 0) throw new ValueError('duration cannot be negative');
}

export function checkGenericResource(text: string): void {
	if (!text.includes('=')) throw new ValueError(`invalid generic-resource format \`${text}\` expected \`name=value\``);
}

export function checkStream(text: string): void {
	if (!['stdin', 'stdout', 'stderr'].includes(text.toLowerCase())) {
		throw new ValueError('valid streams are STDIN, STDOUT and STDERR');
	}
}

export function checkLabel(text: string): void {
	const key = cutPair(text).key.trimStart();
	if (key === '') throw new ValueError(`invalid label '${text}': empty name`);
	if (/\s/.test(key)) throw new ValueError(`label '${key}' contains whitespaces`);
}

export function checkLink(text: string): void {
	if (text === '') throw new ValueError('empty string specified for links');
	if (text.split(':').length > 2) throw new ValueError(`bad format for links: ${text}`);
}

export function checkCgroupRule(text: string): void {
	if (!/^[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}$/.test(text)) {
		throw new ValueError(`invalid device cgroup format '${text}'`);
	}
}

/** What a container may set. Source: docker/cli opts/opts.go, ValidateSysctl. */
export function checkSysctl(text: string): void {
	const { key, value } = cutPair(text);
	const isKnown = SYSCTLS.includes(key) || key.startsWith('net.') || key.startsWith('fs.mqueue.');
	if (value === undefined || !isKnown) throw new ValueError(`sysctl '${text}' is not allowed`);
}

const SYSCTLS = [
	'kernel.msgmax',
	'kernel.msgmnb',
	'kernel.msgmni',
	'kernel.sem',
	'kernel.shmall',
	'kernel.shmmax',
	'kernel.shmmni',
	'kernel.shm_rmid_forced'
];

function isIpAddress(text: string): boolean {
	const octets = text.split('.');
	if (octets.length === 4) return octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255);
	const groups = text.split(':');
	const isShort = text.includes('::');
	return (
		groups.length >= 3 &&
		groups.length <= 8 + (isShort ? 1 : 0) &&
		(isShort ? text.split('::').length === 2 : groups.length === 8) &&
		groups.every((group) => /^[\da-fA-F]{0,4}$/.test(group))
	);
}
