import type { ClassicSoftware } from '../classic/classic-software.ts';
import type { ClientSoftware } from '../docker/software.ts';
import { eraOf } from '../era/eras.ts';
import { invariant } from '../sim/invariant.ts';
import type { Recording } from './recording.ts';

/** What only some worlds have installed. A page loads it for those (`softwareFor`), everybody else takes all of it. */
export interface Software extends ClientSoftware {
	readonly classic?: ClassicSoftware;
}

export type SoftwareName = keyof Software;

/** Which of it can be asked for in the world of a recording, whatever is typed there. */
export function softwareFor({ era, client, cluster }: Pick<Recording, 'era' | 'client' | 'cluster'>): SoftwareName[] {
	const needed: SoftwareName[] = [eraOf(client ?? era).commandLine === 'mflag' ? 'mflag' : 'compose'];
	const hasClassic = cluster.classic !== undefined || cluster.machines.some(({ services = [] }) => services.length > 0);
	if (hasClassic) needed.push('classic');
	return needed;
}

export function classicOf({ classic }: Software): ClassicSoftware {
	invariant(classic, 'the standalone Swarm was not loaded');
	return classic;
}
