import type { Hardware } from '../era/era.ts';

/** An operating system that a machine may have instead of its era's usual one. */
export interface System {
	hardware: Pick<Hardware, 'kernel' | 'operatingSystem'>;
	/** Kernel modules that are not installed with it. */
	lacks: readonly string[];
}

/**
 * `suse`: SLES 12 SP1, whose kernel packages put ip_vs into one that is not installed by default; published ports stay
 * closed. Sources: articles/swarm-mode-quick-start.txt; moby issues 33972, 34523. `centos`: what the article advises.
 */
export const SYSTEMS = {
	suse: {
		hardware: { kernel: '3.12.49-11-default', operatingSystem: 'SUSE Linux Enterprise Server 12 SP1' },
		lacks: ['ip_vs']
	},
	centos: { hardware: { kernel: '3.10.0-327.36.3.el7.x86_64', operatingSystem: 'CentOS Linux 7 (Core)' }, lacks: [] }
} as const satisfies Readonly<Record<string, System>>;

export type SystemName = keyof typeof SYSTEMS;

export function systemNamed(name: unknown): SystemName | undefined {
	return (Object.keys(SYSTEMS) as SystemName[]).find((known) => known === name);
}
