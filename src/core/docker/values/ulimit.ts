import { ValueError } from '../errors.ts';

export interface Ulimit {
	Name: string;
	Hard: number;
	Soft: number;
}

const ULIMITS =
	'as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(' ');

/** 'nofile=1024:2048' (soft, then hard). @throws ValueError */
export function parseUlimit(text: string): Ulimit {
	const match = /^([a-z]+)=(-?\d+)(?::(-?\d+))?$/.exec(text);
	if (!match) throw new ValueError(`invalid ulimit argument: ${text}`);
	if (!ULIMITS.includes(match[1]!)) throw new ValueError(`invalid ulimit type: ${match[1]!}`);
	const soft = Number(match[2]);
	const hard = match[3] === undefined ? soft : Number(match[3]);
	if (hard !== -1 && soft > hard) {
		throw new ValueError(`ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`);
	}
	return { Name: match[1]!, Hard: hard, Soft: soft };
}
