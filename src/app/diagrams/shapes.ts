import type { ShapeOf } from '../../core/view/machine-mark.ts';

/** The shape each machine has while it is in no swarm. */
export function shapesOf(machines: readonly { name: string; role: 'manager' | 'worker' }[]): ShapeOf {
	const roles = new Map(machines.map(({ name, role }) => [name, role]));
	return (machine) => roles.get(machine) ?? 'worker';
}
