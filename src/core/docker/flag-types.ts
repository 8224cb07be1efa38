import { parseBytes, parseDecimal, parseDurationNs, parseFloatText, parseIntText } from './format/go-values.ts';
import { quote, ValueError } from './errors.ts';
import { parseMount } from './values/mount.ts';
import { parsePortFlag } from './values/port.ts';
import { parseNetworkAttachment } from './values/network-attachment.ts';
import { parseFileReference } from './values/file-reference.ts';
import { parsePlacementPreference } from './values/placement-preference.ts';
import { parseUlimit } from './values/ulimit.ts';
import { parseCidr } from './values/cidr.ts';
import { splitCsv } from './values/csv.ts';
import { bytesPerSecond, operationsPerSecond, weightDevice } from './values/block-io.ts';
import { parseGpus } from './values/device.ts';
import { parseCredentialSpec } from './values/credential-spec.ts';
import { parseExternalCa } from './values/external-ca.ts';
import { parseNodeAddress } from './values/tcp-address.ts';
import { shellWords } from './values/shell-words.ts';
import type { FlagType } from './command.ts';

export interface FlagKind {
	/** Values given one after another are collected; otherwise the last one counts. */
	readonly repeats: boolean;
	/** @throws ValueError */
	parse(text: string): unknown;
}

const asIs = (text: string): unknown => text;
const one = (parse: (text: string) => unknown): FlagKind => ({ repeats: false, parse });
const many = (parse: (text: string) => unknown): FlagKind => ({ repeats: true, parse });

/** How each flag type reads its value. Texts: recordings/services.jsonl, cluster.jsonl (usage errors). */
export const FLAG_KINDS: Record<FlagType, FlagKind> = {
	bool: one(parseBool),
	bytes: one(parseBytes),
	command: one(shellWords),
	config: many((text) => parseFileReference(text, 'config')),
	'credential-spec': one(parseCredentialSpec),
	decimal: one(parseDecimal),
	duration: one(parseDurationNs),
	'external-ca': many(parseExternalCa),
	filter: many(parseFilter),
	float: one(parseFloatText),
	'gpu-request': many(parseGpus),
	int: one((text) => parseIntText(text, 'ParseInt')),
	ipNetSlice: many((text) => text.split(',').map(parseCidr)),
	list: many(asIs),
	map: many(parsePair),
	mount: many(parseMount),
	network: many(parseNetworkAttachment),
	'node-addr': one(parseNodeAddress),
	// As much as there is: -1.
	'swap-bytes': one((text) => (text === '-1' ? -1 : parseBytes(text))),
	'throttle-bytes': many(bytesPerSecond),
	'throttle-count': many(operationsPerSecond),
	'weight-device': many(weightDevice),
	'pem-file': one(asIs),
	port: many(parsePortFlag),
	pref: many(parsePlacementPreference),
	secret: many((text) => parseFileReference(text, 'secret')),
	string: one(asIs),
	stringToString: many(parsePairs),
	strings: many((text) => splitCsv(text)),
	uint: one((text) => parseIntText(text, 'ParseUint')),
	uint16: one((text) => parseIntText(text, 'ParseUint', 16)),
	uint32: one((text) => parseIntText(text, 'ParseUint', 32)),
	ulimit: many(parseUlimit),
	value: many(asIs)
};

function parseBool(text: string): boolean {
	if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
	if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
	throw new ValueError(`strconv.ParseBool: parsing ${quote(text)}: invalid syntax`);
}

function parseFilter(text: string): { key: string; value: string } | undefined {
	if (text === '') return undefined;
	const at = text.indexOf('=');
	if (at < 0) throw new ValueError('bad format of filter (expected name=value)');
	return { key: text.slice(0, at).trim().toLowerCase(), value: text.slice(at + 1).trim() };
}

function parsePair(text: string): { key: string; value: string } {
	const at = text.indexOf('=');
	return at < 0 ? { key: text, value: '' } : { key: text.slice(0, at), value: text.slice(at + 1) };
}

/** 'host=a,ca=b'. Source: spf13/pflag string_to_string.go. */
function parsePairs(text: string): Record<string, string> {
	const pairs = splitCsv(text).map((pair): [string, string] => {
		const at = pair.indexOf('=');
		if (at < 0) throw new ValueError(`${pair} must be formatted as key=value`);
		return [pair.slice(0, at), pair.slice(at + 1)];
	});
	return Object.fromEntries(pairs);
}
