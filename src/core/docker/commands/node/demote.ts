import { changingRole } from './role.ts';

export const demote = changingRole(
	'demote',
	'Demote one or more nodes from manager in the swarm',
	'worker',
	(name) => `Manager ${name} demoted in the swarm.`
);
