import type { Scenario } from './recorded-swarm.ts';

const STACKS = { pattern: /docker stack/, why: 'stacks are not simulated' };

/** Parts of the recordings that begin with fresh machines or a fresh swarm. `atLeast`: commands that must be compared. */
export const SCENARIOS: readonly (Scenario & { name: string; atLeast: number })[] = [
	{
		name: 'one machine after the other becomes a swarm',
		atLeast: 200,
		file: 'cluster',
		from: 1,
		to: 341,
		formed: false,
		leaveOut: [
			STACKS,
			{
				pattern: /docker node (promote|demote) wrk1 wrk2/,
				why: 'promotion and demotion at once: an accident of the record, which went on to be a third manager'
			}
		]
	},
	{ name: 'roles with pauses', atLeast: 40, file: 'cluster', from: 405, to: 459, formed: true },
	{
		name: 'the last manager, the leader demotes itself, nodes leave',
		seed: 2,
		atLeast: 50,
		file: 'cluster',
		from: 460,
		to: 534,
		formed: true
	},
	{
		name: 'more forms of init and join',
		atLeast: 40,
		file: 'cluster',
		from: 547,
		to: 600,
		formed: false,
		before: { 586: 'kill wrk3' }
	},
	{
		name: 'machines fail and come back, quorum is lost and comes back',
		seed: 2,
		atLeast: 75,
		file: 'failures',
		from: 1,
		to: 967,
		formed: true,
		leaveOut: [STACKS],
		events: (what) => {
			const [verb, ...names] = faultOf(what);
			return names.map((name) => `${verb!} ${name}`);
		}
	},
	{
		name: 'wrong words to service commands',
		atLeast: 70,
		file: 'services',
		from: 1,
		to: 148,
		formed: true,
		leaveOut: [STACKS]
	},
	{
		name: 'networks',
		atLeast: 30,
		file: 'networks',
		from: 1,
		to: 98,
		formed: true
	}
];

/** What the recorder did, in the words of `fault`. */
function faultOf(what: string): string[] {
	const words = /^(power cut|boot|SIGTERM|SIGKILL|start) (\w+)(?: dockerd| done)?$/.exec(what);
	const verbs: Record<string, string> = {
		'power cut': 'power off',
		boot: 'power on',
		SIGTERM: 'stop',
		SIGKILL: 'kill',
		start: 'start'
	};
	if (words) return [verbs[words[1]!]!, words[2]!];
	if (/dockerd stopped for 4 s only/.test(what)) return ['stop', 'wrk2'];
	if (/quorum lost/.test(what)) return ['power off', 'mgr3', 'mgr1'];
	if (/one of the two dead managers comes back/.test(what)) return ['power on', 'mgr1'];
	return [];
}
