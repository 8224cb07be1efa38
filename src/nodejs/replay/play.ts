import { eraOf } from '../../core/era/eras.ts';
import type { RunResult, World } from '../../core/world/world.ts';
import { laboratoryWorld } from './laboratory-world.ts';
import { IdMap, type Elsewhere } from './ids.ts';
import { maskedLines, skeletonOf } from './mask.ts';
import { watchTasks } from './sequences.ts';
import { CLIENTS, readLines, type Line } from './recording-lines.ts';

export interface Scenario {
	name: string;
	/** File in the directory of recordings, without .jsonl. */
	file: string;
	/** First and last `seq`, a part that begins with fresh daemons or a fresh swarm. */
	from: number;
	to: number;
	/** Whether the six machines are a swarm when it begins. */
	formed: boolean;
	/** Commands that must be compared at least. */
	atLeast: number;
	seed?: number;
	/** Other dice that gave what the tasks of some case did in the record: the proof that it was left to chance. */
	otherSeeds?: readonly number[];
	/** Commands that are not played, with the reason. */
	leaveOut?: readonly { pattern: RegExp; why: string }[];
	/** What the recorder did besides commands, as faults; by the event's words. */
	events?: (what: string) => string[];
	/** What it did without saying so, before the command of that number: faults, or `mgr1$ command`. */
	before?: Readonly<Record<number, readonly string[]>>;
	/** The recorder watched the tasks: their states are compared, too. */
	watched?: boolean;
	/** The same, right after the command or event of that number. */
	after?: Readonly<Record<number, readonly string[]>>;
	/** What the recorder wrote down later than it began to do it: `t` of the beginning, by number. */
	began?: Readonly<Record<number, number>>;
	/** The manager that led when it began, when that was another than the one that formed the swarm. */
	leader?: string;
	/** Wall clock of the record when its `t` was 0, in seconds since 1970, where commands name such times. */
	epoch?: number;
	/** Only what changes something is run, and nobody waits for the end of it: enough to see what the tasks do. */
	isUnwatched?: boolean;
}

export interface Played {
	line: Line;
	/** Virtual milliseconds when it was asked: later than recorded where an earlier command took longer here. */
	at: number;
	/** As it came, unmasked. */
	result: RunResult;
	/** Masked lines of standard output, standard error and the exit code. */
	real: string[];
	ours: string[];
}

export interface Playback {
	world: World;
	played: Played[];
	/** Played only: on a terminal, where bars are drawn at moments of chance. */
	uncompared: number;
	/** Not played: they name an ID that came from an output that differed. */
	unasked: string[];
	leftOut: Map<string, number>;
	/** Virtual milliseconds when the record's `t` was 0. */
	startMs: number;
	tasks: ReturnType<typeof watchTasks>;
}

const LIMIT_MS = 180_000;

/** Longer than elections last. */
const ELECTION_MS = 30_000;
/** All nodes have reported to a new leader by then, one whose daemon was gone included. */
const SETTLED_MS = 60_000;

/** Plays the commands of a recorded scenario in a world of the same six machines, at their times. */
export function play(directory: string, scenario: Scenario): Playback {
	const world = laboratoryWorld(scenario.seed ?? 1, scenario.formed);
	const playback: Playback = {
		world,
		played: [],
		uncompared: 0,
		unasked: [],
		leftOut: new Map(),
		startMs: 0,
		tasks: watchTasks(world)
	};
	const ids = new IdMap();
	let start: number | undefined;
	const recorded = readLines(directory, scenario.file, scenario.from, scenario.to).map((line) => ({
		...line,
		t: scenario.began?.[line.seq] ?? line.t
	}));
	if (scenario.leader !== undefined) letLead(world, scenario.leader);
	const ended: (() => void)[] = [];
	const containerOf = (service: string): Elsewhere | undefined => findContainer(world, service);
	recorded.forEach((line, i) => {
		start ??= world.sim.now - line.t * 1000;
		world.sim.runUntil(Math.max(world.sim.now, Math.round(start + line.t * 1000)));
		for (const act of scenario.before?.[line.seq] ?? []) actOf(world, act);
		if (line.cmd === undefined) {
			if (line.content !== undefined) writeFile(world, line);
			for (const fault of scenario.events?.(line.what ?? '') ?? []) happen(world, fault);
			for (const act of scenario.after?.[line.seq] ?? []) actOf(world, act);
			return;
		}
		const left = scenario.leaveOut?.find(({ pattern }) => pattern.test(line.cmd!));
		if (left) {
			playback.leftOut.set(left.why, (playback.leftOut.get(left.why) ?? 0) + 1);
			return;
		}
		const command = scenario.isUnwatched ? unwatched(line.cmd) : line.cmd;
		if (command === undefined) return;
		const translated = ids.translate(inWorldTime(command, scenario.epoch, start, world), containerOf);
		if (translated === undefined) {
			playback.unasked.push(`${line.seq} ${line.cmd}`);
			return;
		}
		const compareWith = (result: RunResult): void => {
			if (line.tty) {
				playback.uncompared++;
				return;
			}
			// What was ended by the recorder's signal has its own code here.
			const isEnded = typeof line.exit !== 'number';
			const real = { code: isEnded ? result.code : (line.exit as number), stdout: line.stdout, stderr: line.stderr };
			ids.learn(real.stdout, result.stdout, skeletonOf(line.cmd!));
			playback.played.push({ line, at, result, real: lines(line.cmd!, real), ours: lines(line.cmd!, result) });
		};
		const at = world.sim.now;
		const machine = translated.machine ?? line.node;
		const next = recorded.find(({ cmd }, k) => k > i && cmd !== undefined);
		if (next !== undefined && next.t < line.t + line.durationMs / 1000 - 0.5 && line.stoppedByRecorderAfterMs)
			ended.push(beside(world, machine, line, translated.text, compareWith));
		else compareWith(runLine(world, machine, line, translated.text, ids));
		for (const act of scenario.after?.[line.seq] ?? []) actOf(world, act);
	});
	for (const end of ended) end();
	playback.startMs = start ?? 0;
	return playback;
}

/** A command that draws no progress, or nothing when it only asks. */
function unwatched(command: string): string | undefined {
	if (/^docker (service (ps|ls|inspect)|node (ps|ls|inspect)|info|version)\b/.test(command)) return undefined;
	return command.replace(/docker service (create|update|rollback|scale)(?! -d)/g, '$& -d');
}

function actOf(world: World, act: string): void {
	const [, machine, command] = /^(\w+)\$ (.*)$/.exec(act) ?? [];
	if (command === undefined) happen(world, act);
	else run(world, machine!, command);
}

/** Times since 1970 that the record names, on this world's clock. */
function inWorldTime(command: string, epoch: number | undefined, start: number, world: World): string {
	if (epoch === undefined) return command;
	const wall = Math.floor(world.sim.epochMs / 1000);
	return command.replace(/\b17\d{8}\b/g, (time) => `${wall + Math.round(start / 1000) + Number(time) - epoch}`);
}

/** A container of a service's task, on whatever machine it runs here. */
function findContainer(world: World, service: string): Elsewhere | undefined {
	for (const { hostname } of world.machines) {
		const { stdout } = run(world, hostname, `docker ps -q --filter name=${service}.`);
		const id = stdout.split('\n')[0]!;
		if (id !== '') return { machine: hostname, id };
	}
	return undefined;
}

/** Runs what was recorded while other commands ran, until the recorder ended it. @returns call it to compare */
function beside(
	world: World,
	machine: string,
	line: Line,
	command: string,
	compareWith: (result: RunResult) => void
): () => void {
	const file = `/tmp/beside-${line.seq}`;
	world.machine(machine).useClient(eraOf(CLIENTS[line.client] ?? '28.2'));
	const until = world.sim.now + line.stoppedByRecorderAfterMs!;
	run(
		world,
		machine,
		`timeout -s INT ${line.stoppedByRecorderAfterMs! / 1000} ${command} >${file}.out 2>${file}.err &`
	);
	return () => {
		world.sim.runUntil(Math.max(world.sim.now, until + 100));
		const read = (name: string): string => run(world, machine, `cat ${name}`).stdout;
		compareWith({ code: 0, stdout: read(`${file}.out`), stderr: read(`${file}.err`) });
	};
}

function lines(command: string, { code, stdout, stderr }: RunResult): string[] {
	return maskedLines(
		command,
		`${stdout}${stderr === '' ? '' : `--stderr\n${stderr}`}${code === 0 ? '' : `--exit ${code}\n`}`
	);
}

function runLine(world: World, machine: string, line: Line, command: string, ids: IdMap): RunResult {
	world.machine(machine).useClient(eraOf(CLIENTS[line.client] ?? '28.2'));
	const limit = line.stoppedByRecorderAfterMs ?? line.typed?.find(([, keys]) => keys === '\x03')?.[0];
	const signal = line.stoppedByRecorderAfterMs === undefined ? 'INT' : 'TERM';
	const timed = limit === undefined ? command : `timeout -s ${signal} ${limit / 1000} ${command}`;
	const recorded = line.stdin ?? (limit === undefined ? line.typed?.map(([, keys]) => keys).join('') : undefined);
	const typed =
		recorded === undefined
			? undefined
			: (ids.translate(recorded, () => undefined)?.text ?? recorded).replaceAll('\r', '\n');
	return run(world, machine, typed === undefined ? timed : `printf %s '${typed.replaceAll("'", "'\\''")}' | ${timed}`);
}

function writeFile(world: World, line: Line): void {
	const name = /^file (\S+)$/.exec(line.what ?? '')?.[1];
	if (name === undefined) return;
	for (const machine of world.machines) machine.files.write(`/root/${name}`, line.content!);
}

/** A fault of the recorder; `restart` waits until the daemon is there again, as the recorder did. */
function happen(world: World, fault: string): void {
	const restarted = /^restart (\w+)$/.exec(fault)?.[1];
	if (restarted === undefined) {
		const { error } = world.fault(fault);
		if (error !== undefined) throw new Error(`replay: ${error}`);
		world.sim.runUntil(world.sim.now);
		return;
	}
	happen(world, `stop ${restarted}`);
	waitFor(world, () => !world.machine(restarted).engine.isUp);
	happen(world, `start ${restarted}`);
	waitFor(world, () => world.machine(restarted).engine.isReady);
}

function waitFor(world: World, isThere: () => boolean): void {
	const limit = world.sim.now + LIMIT_MS;
	while (!isThere() && (world.sim.nextAt() ?? Infinity) <= limit) world.sim.step();
}

/** Lets each leader's daemon die until the one is elected that led when the recorder began. */
function letLead(world: World, wanted: string): void {
	for (;;) {
		const { stdout } = run(
			world,
			wanted,
			`docker node ls --filter role=manager --format '{{.Hostname}} {{.ManagerStatus}}'`
		);
		const leader = /^(\w+) Leader$/m.exec(stdout)?.[1];
		if (leader === wanted) return;
		if (leader === undefined) throw new Error(`replay: ${wanted} knows no leader: ${stdout}`);
		happen(world, `kill ${leader}`);
		world.sim.runUntil(world.sim.now + ELECTION_MS);
		happen(world, `start ${leader}`);
		world.sim.runUntil(world.sim.now + SETTLED_MS);
	}
}

/** Runs a command to its end, as long as that takes. */
export function run(world: World, machine: string, command: string): RunResult {
	let result: RunResult | undefined;
	world.run(machine, command, (r) => (result = r));
	const limit = world.sim.now + LIMIT_MS;
	while (!result && (world.sim.nextAt() ?? Infinity) <= limit) world.sim.step();
	return result ?? { code: -1, stdout: '', stderr: `still running after ${LIMIT_MS} ms\n` };
}
