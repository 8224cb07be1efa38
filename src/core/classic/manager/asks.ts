import type { Wish } from '../scheduler/node.ts';
import { bytesSize } from './duration.ts';

/** What a container asks of its node, as one would type it. */
export function asksOf(wish: Wish): string[] {
	return [
		...wish.constraints.map((text) => `constraint:${text}`),
		...wish.affinities.map((text) => `affinity:${text}`),
		...wish.ports.flatMap(({ hostPort }) => (hostPort === '' ? [] : [`port ${hostPort}`])),
		...(wish.memory > 0 ? [`-m ${bytesSize(wish.memory)}`] : []),
		...(wish.cpus > 0 ? [`-c ${wish.cpus}`] : []),
		...wish.links.map((text) => `--link ${text}`),
		...wish.volumesFrom.map((text) => `--volumes-from ${text}`),
		...(wish.networkMode.startsWith('container:') ? [`--net=${wish.networkMode}`] : [])
	];
}
