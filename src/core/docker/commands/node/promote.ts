import { changingRole } from './role.ts';

export const promote = changingRole(
	'promote',
	'Promote one or more nodes to manager in the swarm',
	'manager',
	(name) => `Node ${name} promoted to a manager in the swarm.`
);
