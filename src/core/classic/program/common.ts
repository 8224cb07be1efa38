import { openDiscovery, type Discovery } from '../discovery/discovery.ts';
import { SwarmError } from '../error.ts';
import type { Run } from './swarm.ts';
import { clusterOption, parseDuration } from './values.ts';

/** rc1: a flag; later the one argument, or the environment. '' for none. */
export function discoveryOf({ args, dialect, sys }: Run): string {
	if (dialect === 'rc1') return args.text('discovery');
	return args.words.length === 1 ? args.words[0]! : (sys.env.get('SWARM_DISCOVERY') ?? '');
}

/** @throws SwarmError as `invalid --ttl: …` */
export function durationFlag({ args }: Run, name: string): number {
	try {
		return parseDuration(args.text(name));
	} catch (error) {
		if (!(error instanceof SwarmError)) throw error;
		throw new SwarmError(`invalid --${name}: ${error.message}`);
	}
}

/** @throws SwarmError */
export function open(
	{ sys, dialect, args }: Run,
	url: string,
	times: { heartbeatMs: number; ttlMs?: number | undefined }
): Discovery {
	const options = dialect === 'rc1' ? [] : args.list('discovery-opt');
	if (options.some((option) => !option.includes('='))) {
		throw new SwarmError('--discovery-opt must contain key=value strings');
	}
	const path = clusterOption(options, 'kv.path');
	const { net, hostname, files } = sys.machine;
	return openDiscovery(url, {
		dialect,
		net,
		from: hostname,
		files,
		heartbeatMs: times.heartbeatMs,
		ttlMs: times.ttlMs,
		...(path === undefined ? {} : { path })
	});
}
