import { ValueError } from '../errors.ts';
import { parseInt10 } from '../format/go-values.ts';
import { cutPair } from './csv.ts';

export interface Ulimit {
	Name: string;
	Hard: number;
	Soft: number;
}

const ULIMITS =
	'as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(' ');

/** 'nofile=1024:2048' (soft, then hard). Source: docker/go-units, ParseUlimit. @throws ValueError */
export function parseUlimit(text: string): Ulimit {
	const { key, value } = cutPair(text);
	if (value === undefined) throw new ValueError(`invalid ulimit argument: ${text}`);
	if (!ULIMITS.includes(key)) throw new ValueError(`invalid ulimit type: ${key}`);
	const limits = value.split(':');
	if (limits.length > 2)
		throw new ValueError(`too many limit value arguments - ${value}, can only have up to two, \`soft[:hard]\``);
	// The second is looked at first.
	const given = limits[1] === undefined ? undefined : parseInt10(limits[1]);
	const soft = parseInt10(limits[0]!);
	const hard = given ?? soft;
	if (hard !== -1 && soft === -1)
		throw new ValueError(
			`ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: ${hard}`
		);
	if (hard !== -1 && soft > hard)
		throw new ValueError(`ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`);
	return { Name: key, Hard: hard, Soft: soft };
}
