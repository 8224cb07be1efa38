import { readdirSync } from 'node:fs';
import type { Scenario } from './play.ts';
import { hasCases } from './recording-lines.ts';

const all = (file: string): { file: string; from: number; to: number } => ({ file, from: 1, to: Infinity });

/** As the recorder cleaned up between cases. */
const REMOVE_ALL = 'mgr1$ docker service rm $(docker service ls -q)';

/** Every daemon is killed, loses what it knew of the swarm, and is started again. */
const DISASTER = ['mgr1', 'mgr2', 'mgr3', 'wrk1', 'wrk2', 'wrk3'].flatMap((name) => [
	`stop ${name}`,
	`${name}$ rm -rf /var/lib/docker/swarm`,
	`start ${name}`
]);

/** Parts of the recordings that begin with fresh machines or a fresh swarm. `atLeast`: commands that must be compared. */
export const SCENARIOS: readonly Scenario[] = [
	{
		name: 'one machine after the other becomes a swarm',
		atLeast: 200,
		file: 'cluster',
		from: 1,
		to: 341,
		formed: false,
		leaveOut: [
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
		before: { 586: ['kill wrk3'] }
	},
	{
		name: 'machines fail and come back, quorum is lost and comes back',
		seed: 5,
		otherSeeds: [12],
		atLeast: 75,
		file: 'failures',
		from: 1,
		to: 1656,
		formed: true,
		watched: true,
		after: {
			967: ['power on mgr3'],
			// The recorder polled both sides of the partition without a pause.
			1066: ['mgr3$ timeout 1 docker node ls'],
			// Between the polls of this case the row of the machine that had left was removed.
			1272: [`mgr1$ docker node rm $(docker node ls --format '{{.ID}} {{.Status}}' | grep Down | cut -d' ' -f1)`]
		},
		before: { 1206: [REMOVE_ALL] },
		events: (what) => faultsOf(what)
	},
	{
		name: 'services',
		atLeast: 250,
		...all('services'),
		formed: true,
		after: { 151: [REMOVE_ALL] }
	},
	{ name: 'rolling updates', seed: 14, otherSeeds: [8], atLeast: 100, ...all('updates'), formed: true, watched: true },
	{ name: 'networks', atLeast: 100, file: 'networks', from: 1, to: 190, formed: true },
	{
		name: 'attachable networks, addresses, ports',
		atLeast: 40,
		file: 'networks',
		from: 191,
		to: Infinity,
		formed: true
	},
	{ name: 'secrets and configs', atLeast: 100, ...all('secrets'), formed: true },
	{
		name: 'stacks',
		atLeast: 80,
		...all('stack'),
		formed: true
	},
	{ name: 'service logs', atLeast: 40, ...all('logs'), formed: true },
	{
		name: 'autolock',
		seed: 4,
		atLeast: 40,
		...all('autolock'),
		formed: true,
		leader: 'mgr3',
		// When a daemon was told to stop: after the command before it and the pause that was asked for.
		began: { 17: 11, 54: 43.56, 57: 64.13, 60: 67.87, 68: 99.96 },
		events: (what) =>
			[/^restarted dockerd of (\w+)$/.exec(what)?.[1]].flatMap((name) => (name ? [`restart ${name}`] : []))
	},
	{
		name: 'backup, disaster, restore',
		atLeast: 20,
		file: 'backup',
		from: 1,
		to: 49,
		formed: true,
		events: backupFaults,
		// The daemon had been started long before the recorder said so.
		after: { 16: DISASTER, 21: ['start mgr3'] }
	},
	{
		name: 'containers of tasks under the hands of people',
		atLeast: 150,
		...all('containers'),
		formed: true,
		epoch: 1_795_212_890,
		after: { 317: [REMOVE_ALL] }
	},
	{ name: 'creating and scaling, in the foreground', atLeast: 20, ...all('timing-create'), formed: true }
];

/** The scenarios of a directory of recordings: those that are known, and every other file as one that says its faults. */
export function scenariosIn(directory: string): Scenario[] {
	const files = new Set(
		readdirSync(directory)
			.filter((name) => name.endsWith('.jsonl'))
			.map((name) => name.slice(0, -'.jsonl'.length))
	);
	const known = SCENARIOS.filter(({ file }) => files.has(file));
	const others = [...files].filter((file) => !SCENARIOS.some((known) => known.file === file) && !OF_OTHERS.has(file));
	return [...known, ...others.sort().map((file) => story(directory, file))];
}

/** Recordings that hold no scenario: they are measured, counted or read by others. */
const OF_OTHERS = new Set(['help', 'spread', 'timing-complete', 'timing-leader', 'timing-worker']);

/** Dice with which most of what is left to chance falls as it fell there, by file. */
const STORY_SEEDS: Readonly<Record<string, number>> = { managers: 3, rotation: 5 };

/** A recording of a swarm of six that was just formed; what befell machines stands in it as `fault: kill wrk1`. */
function story(directory: string, file: string): Scenario {
	return {
		name: 'a story',
		seed: STORY_SEEDS[file] ?? 1,
		atLeast: 30,
		...all(file),
		formed: true,
		watched: hasCases(directory, file),
		events: (what) => [/^fault: (.*)$/.exec(what)?.[1]].flatMap((fault) => (fault === undefined ? [] : [fault]))
	};
}

/** What the recorder did, in the words of `fault`. */
function faultsOf(what: string): string[] {
	const words = /^(power cut|boot|SIGTERM|SIGKILL|start) (\w+)(?: dockerd| done)?$/.exec(what);
	const verbs: Record<string, string> = {
		'power cut': 'power off',
		boot: 'power on',
		SIGTERM: 'stop',
		SIGKILL: 'kill',
		start: 'start'
	};
	if (words) return [`${verbs[words[1]!]!} ${words[2]!}`];
	if (/dockerd stopped for 4 s only/.test(what)) return ['stop wrk2'];
	if (/quorum lost/.test(what)) return ['power off mgr3', 'power off mgr1'];
	if (/one of the two dead managers comes back/.test(what)) return ['power on mgr1'];
	if (/^partition starts/.test(what)) return ['partition mgr1 mgr2'];
	if (/^partition healed/.test(what)) return ['heal'];
	return [];
}

function backupFaults(what: string): string[] {
	if (/^stop dockerd on mgr3/.test(what)) return ['stop mgr3'];
	if (/^dockerd on mgr3 started again/.test(what)) return ['start mgr3'];
	if (/^restore on mgr3/.test(what)) return ['stop mgr3'];
	return [];
}
