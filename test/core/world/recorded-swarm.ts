import { readFileSync } from 'node:fs';
import { IMAGES } from '../../../src/core/engine/programs/table.ts';
import { parseFault } from '../../../src/core/world/fault.ts';
import { DEFAULT_NETWORK, numberedMachines } from '../../../src/core/world/cluster-shape.ts';
import { RECORDING_VERSION } from '../../../src/core/world/recording.ts';
import { World, type RunResult } from '../../../src/core/world/world.ts';
import { sharedPath } from '../../ground-truth.ts';

/** One line of a recording of the real six-node swarm: a command, or something the recorder did. */
interface Line {
	seq: number;
	/** Seconds since its part of the scenario began. */
	t: number;
	node?: string;
	client?: string;
	tty?: boolean;
	cmd?: string;
	stdin?: string;
	/** Keys typed after so many milliseconds. */
	typed?: [number, string][];
	stdout?: string;
	stderr?: string;
	exit?: number | string;
	durationMs?: number;
	kind?: string;
	what?: string;
	sampled?: boolean;
	/** It would not have ended by itself. */
	stoppedByRecorderAfterMs?: number;
}

export interface Scenario {
	/** File in reference/recordings, without .jsonl. */
	file: string;
	/** First and last `seq`, a part that begins with fresh daemons or a fresh swarm. */
	from: number;
	to: number;
	/** Whether the six machines are a swarm when it begins. */
	formed: boolean;
	seed?: number;
	/** Commands that are not played, with the reason. */
	leaveOut?: readonly { pattern: RegExp; why: string }[];
	/** What the recorder did besides commands, as faults; by a pattern of the event's words. */
	events?: (what: string) => string[];
	/** What it did without saying so: faults before the command of that number. */
	before?: Readonly<Record<number, string>>;
}

export interface Played {
	seq: number;
	node: string;
	cmd: string;
	real: string;
	ours: string;
}

export interface Playback {
	world: World;
	played: Played[];
	/** Commands that were played but not compared: on a tty, or by the other client. */
	uncompared: number;
	/** Not played: they name an ID that came from an output that differed. */
	unasked: string[];
	leftOut: Map<string, number>;
}

const LIMIT_MS = 120_000;

/** Plays the commands of a recorded scenario in a world, at their times, and holds the outputs side by side. */
export function play(scenario: Scenario): Playback {
	const world = new World({
		version: RECORDING_VERSION,
		seed: scenario.seed ?? 1,
		era: '28.2',
		cluster: { machines: numberedMachines(3, 3), formed: scenario.formed, network: DEFAULT_NETWORK },
		lesson: '',
		inputs: [],
		end: 0
	});
	// As in the real swarm, where every node had all images before anything began.
	for (const machine of world.machines)
		for (const { name, tags } of IMAGES) for (const tag of tags) machine.engine.preload(`${name}:${tag}`);
	const playback: Playback = { world, played: [], uncompared: 0, unasked: [], leftOut: new Map() };
	const ids = new Map<string, string>();
	let start: number | undefined;
	for (const line of read(scenario)) {
		start ??= world.sim.now - line.t * 1000;
		world.sim.runUntil(Math.max(world.sim.now, Math.round(start + line.t * 1000)));
		const silent = scenario.before?.[line.seq];
		if (silent) happen(world, silent);
		if (line.cmd === undefined) {
			for (const fault of scenario.events?.(line.what ?? '') ?? []) happen(world, fault);
			continue;
		}
		const left = scenario.leaveOut?.find(({ pattern }) => pattern.test(line.cmd!));
		if (left) {
			playback.leftOut.set(left.why, (playback.leftOut.get(left.why) ?? 0) + 1);
			continue;
		}
		const command = translate(line.cmd, ids);
		if (command === undefined) {
			playback.unasked.push(`${line.seq} ${line.cmd}`);
			continue;
		}
		const limit = line.stoppedByRecorderAfterMs ?? line.typed?.find(([, keys]) => keys === '\x03')?.[0];
		const result = run(world, line.node!, limit === undefined ? command : `timeout -s INT ${limit / 1000} ${command}`);
		if (line.tty || line.client !== '28.2.2' || typeof line.exit !== 'number') {
			playback.uncompared++;
			continue;
		}
		const real = { code: line.exit, stdout: line.stdout!, stderr: line.stderr! };
		learn(real.stdout, result.stdout, ids);
		playback.played.push({
			seq: line.seq,
			node: line.node!,
			cmd: line.cmd,
			real: normal(line.cmd, real),
			ours: normal(line.cmd, result)
		});
	}
	return playback;
}

function read(scenario: Scenario): Line[] {
	return readFileSync(sharedPath('reference/recordings', `${scenario.file}.jsonl`), 'utf8')
		.split('\n')
		.filter((text) => text.includes('"cmd"') || text.includes('"event"'))
		.map((text) => JSON.parse(text) as Line)
		.filter(
			({ seq, sampled, cmd, kind }) =>
				seq >= scenario.from && seq <= scenario.to && !sampled && (cmd !== undefined || kind === 'event')
		);
}

function happen(world: World, fault: string): void {
	parseFault(
		fault,
		world.machines.map((machine) => machine.hostname),
		world.view.leader()?.machine ?? ''
	);
	world.fault(fault);
	world.sim.runUntil(world.sim.now);
}

/** Runs a command to its end, as long as that takes. */
export function run(world: World, machine: string, command: string): RunResult {
	let result: RunResult | undefined;
	world.run(machine, command, (r) => (result = r));
	const limit = world.sim.now + LIMIT_MS;
	while (!result && (world.sim.nextAt() ?? Infinity) <= limit) world.sim.step();
	return result ?? { code: -1, stdout: '', stderr: `still running after ${LIMIT_MS} ms\n` };
}

const ID =
	/SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}|SWMKEY-1-[A-Za-z0-9+/]{43}|\b[0-9a-f]{64}\b|\b(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{25}\b|\b(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{12}\b/g;

function learn(real: string, ours: string, ids: Map<string, string>): void {
	const theirs = real.match(ID) ?? [];
	const mine = ours.match(ID) ?? [];
	if (theirs.length !== mine.length) return;
	theirs.forEach((id, i) => {
		if (id.length !== mine[i]!.length) return;
		ids.set(id, mine[i]!);
		if (id.length === 25 || id.length === 64) ids.set(id.slice(0, 12), mine[i]!.slice(0, 12));
	});
}

/** A recorded command with this world's IDs, or undefined when it names one that was never seen here. */
function translate(command: string, ids: ReadonlyMap<string, string>): string | undefined {
	let isKnown = true;
	const text = command.replace(ID, (id) => {
		const ours = ids.get(id);
		// The documentation's own token, of no swarm at all, stays what it is.
		if (ours === undefined && !id.startsWith('SWMTKN-1-49nj1cmql0jkz5s954yi3oex3nedyz0fb0xx14ie39trti4wxv'))
			isKnown = false;
		return ours ?? id;
	});
	return isKnown ? text : undefined;
}

/** What `docker info` and `docker version` tell of the machine and of the build of the engine, which are others. */
const MACHINE =
	/^ *(Images|Cgroup (Driver|Version)|Log|Runtimes|(containerd|runc|init) version|Profile|cgroupns|Kernel Version|Operating System|Total Memory|ID|API version|Go version|Git [Cc]ommit|GitCommit|Built|Version): ?.*\n| +cgroupns\n/gm;

/** What differs between two runs of the same command for good reasons is made equal; all else stays. */
function normal(command: string, { code, stdout, stderr }: RunResult): string {
	const isTasks = /docker (service|node) ps/.test(command);
	const isContainers = /docker ps/.test(command);
	const lines = `${stdout}${stderr === '' ? '' : `--stderr\n${stderr}`}${code === 0 ? '' : `--exit ${code}\n`}`
		.replace(ID, (id) => (id.startsWith('SWM') ? id.slice(0, 9) : `<${id.length}>`))
		.replace(/(-----BEGIN CERTIFICATE-----)(\\n|\n).*?(\\n|\n)(-----END CERTIFICATE-----)/gs, '$1 … $4')
		.replace(/("CertIssuerPublicKey": ?|Issuer Public Key:\t)"?[\w+/=]+"?/g, '$1<key>')
		.replace(/("Index": ?)\d+/g, '$1<n>')
		.replace(/("MemoryBytes": ?)\d+/g, '$1<bytes>')
		.replace(/(Memory:\s+)[\d.]+GiB/g, '$1<bytes>')
		// A log driver that was dropped after 20.10.
		.replace(/ logentries,?/g, '')
		.replace(/\{\n\s+"Type": "Log",\n\s+"Name": "logentries"\n\s+\},\s*\n\s*/g, '')
		.replace(MACHINE, '')
		.replace(/20\.10\.24\+dfsg1|20\.10\.24/g, '28.2.2')
		.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?Z| \+0000 (utc|UTC))?/g, '<time>')
		.replace(/sha256:[0-9a-f]+|sha256:<64>/g, '<digest>')
		.replace(/(Up )?([Ll]ess than a second|\d+ seconds?|[Aa]bout a minute|\d+ minutes?)( ago)?/g, (all) =>
			/ago$/.test(all) ? '<age>' : all.startsWith('Up') ? 'Up <age>' : all
		)
		.split('\n')
		.map((line) => line.replace(/ {2,}/g, '  ').trimEnd())
		// An ID without digits.
		.map((line) => line.replace(/^[a-z]{12}(?=  |$)/, '<12>'))
		// Said since API 1.48.
		.map((line) => line.replace(/"IPv4":"(true|false)",/, ''))
		.filter((line) => !/^ *"EnableIPv4": true,$/.test(line))
		// Which node gets which slot is left to chance in the real swarm too (FINDINGS section 3).
		.map((line) => (isTasks ? line.replace(/\b(mgr|wrk)[123]\b/, '<node>') : line))
		.map((line) => (isTasks || isContainers ? line.replace(/\b([a-z]+)\.\d+\b/, '$1.<slot>') : line))
		.map((line) => line.replace(/"(No such container: [a-z]+\.).*…"/, '"$1…"'))
		.filter((line, i, all) => line !== all[i - 1] || line === '' || isTasks)
		.filter((line) => !/^overall progress: \d+ out of \d+ tasks$/.test(line));
	const [head, ...rows] = lines;
	if (isTasks || isContainers)
		return [head, ...(isContainers ? new Set(rows.sort()) : rows.sort())].join('\n').trimEnd();
	return lines.join('\n').trimEnd();
}

/** Lines that only one of two outputs has, as a unified diff without its context; '' when they are equal. */
export function difference({ real, ours }: Played): string {
	if (real === ours) return '';
	const left = real.split('\n');
	const right = ours.split('\n');
	const missing = without(left, right).map((line) => `- ${line}`);
	const more = without(right, left).map((line) => `+ ${line}`);
	return [...missing, ...more].join('\n') || 'the same lines in another order';
}

function without(lines: readonly string[], others: readonly string[]): string[] {
	const left = [...others];
	return lines.filter((line) => {
		const at = left.indexOf(line);
		if (at >= 0) left.splice(at, 1);
		return at < 0;
	});
}
