import { headerOf, type EngineClient } from './engine-client.ts';

/** What a node has to be for a command to be shown in a list; run it may be anywhere, and the engine refuses. */
type Need = 'manager' | 'active';

/**
 * By path; a group's need is that of all its commands.
 * Source: the lists of the client 28.2.2 on nodes in no swarm, workers, managers and locked managers.
 */
const NEEDS: Readonly<Record<string, Need>> = {
	config: 'manager',
	node: 'manager',
	secret: 'manager',
	service: 'manager',
	stack: 'manager',
	'swarm ca': 'manager',
	'swarm join-token': 'manager',
	'swarm leave': 'active',
	'swarm unlock': 'manager',
	'swarm unlock-key': 'manager',
	'swarm update': 'manager',
	'volume update': 'manager'
};

/** Whether the engine's node is known to be none on which the command works. Engines before 23.0 do not tell. */
export function isHiddenBySwarm(path: string, engine: EngineClient): boolean {
	const need = NEEDS[path];
	const told = headerOf(engine.ping ?? {}, 'Swarm');
	if (need === undefined || !told) return false;
	const [state, role] = told.split('/');
	return need === 'manager' ? role !== 'manager' : state === 'inactive';
}
