import { existsSync, writeFileSync } from 'node:fs';
import { parseOptions, UsageError, type OptionRow } from './arguments.ts';
import { compare } from './replay/compare.ts';
import { play, type Playback, type Scenario } from './replay/play.ts';
import { reasonFor } from './replay/reasons.ts';
import { compareSequences, provenByOthers, recordedCases, sequenceTable } from './replay/sequences.ts';
import { scenariosIn } from './replay/scenarios.ts';
import { measureAll, timingTable } from './replay/timings.ts';

export const REPLAY_OPTIONS: readonly OptionRow[] = [
	{ name: 'only', value: 'TEXT', text: 'scenarios whose file or name has TEXT in it' },
	{ name: 'seeds', value: 'N', text: 'how many of N other seeds give what differs with the usual one' },
	{ name: 'write', value: 'FILE', text: 'write the differences to FILE' },
	{ name: 'show', value: 'N', text: 'both outputs of the command of that number, as they are' },
	{ name: 'json', text: 'figures as JSON' }
];

interface ScenarioResult {
	name: string;
	file: string;
	commands: number;
	equalCommands: number;
	lines: number;
	equalLines: number;
	uncompared: number;
	unasked: readonly string[];
	leftOut: ReadonlyMap<string, number>;
	sequences?: ReturnType<typeof compareSequences>;
	/** Fewer commands were compared than there should be. */
	tooFew: boolean;
	differences: { command: string; difference: string }[];
}

/** Plays the recorded scenarios and holds every output against the recorded one. */
export function replayAll(directory: string, only = ''): ScenarioResult[] {
	return scenariosOf(directory, only).map((scenario) => replayOne(directory, scenario));
}

function scenariosOf(directory: string, only: string): Scenario[] {
	return scenariosIn(directory).filter(({ file, name }) => `${file} ${name}`.includes(only));
}

function replayOne(directory: string, scenario: Scenario): ScenarioResult {
	const playback = play(directory, scenario);
	const { played, uncompared, unasked, leftOut } = playback;
	const compared = played.map((one) => ({ ...compare(one), line: one.line }));
	const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
	return {
		name: scenario.name,
		file: scenario.file,
		commands: compared.length,
		equalCommands: compared.filter(({ difference }) => difference === '').length,
		lines: sum(compared.map(({ lines }) => lines)),
		equalLines: sum(compared.map(({ equal }) => equal)),
		uncompared,
		unasked,
		leftOut,
		...(scenario.watched ? { sequences: sequencesOf(directory, scenario, playback) } : {}),
		tooFew: compared.length < scenario.atLeast,
		differences: compared
			.filter(({ difference }) => difference !== '')
			.map(({ line, difference }) => ({
				command: `${scenario.file} ${line.seq} ${line.node}$ ${line.cmd!}`,
				difference
			}))
	};
}

/** What the tasks did; cases that went otherwise are looked for among the plays with the scenario's other seeds. */
function sequencesOf(directory: string, scenario: Scenario, playback: Playback): ReturnType<typeof compareSequences> {
	const { file, from, to, otherSeeds = [] } = scenario;
	const cases = recordedCases(directory, file, from, to);
	const own = compareSequences(cases, playback.tasks, playback.startMs);
	const others = new Map<number, typeof own>();
	for (const seed of own.differences.length > 0 ? otherSeeds : []) {
		const { tasks, startMs } = play(directory, { ...scenario, seed, isUnwatched: true });
		others.set(seed, compareSequences(cases, tasks, startMs));
	}
	return provenByOthers(own, others);
}

/**
 * What is called chance must be it: plays the scenarios with other dice.
 * @returns for each output that differs with the usual seed how many of the seeds give the recorded one
 */
function chances(directory: string, only: string, seeds: number): string[] {
	const rows: string[] = [];
	let met = 0;
	let never = 0;
	for (const scenario of scenariosOf(directory, only)) {
		const usual = replayOne(directory, scenario);
		const differing = [...sequenceDifferences(usual.file, usual.sequences), ...usual.differences];
		if (differing.length === 0) continue;
		const equal = new Map(differing.map(({ command }) => [command, 0]));
		for (let seed = 1; seed <= seeds; seed++) {
			const other = replayOne(directory, { ...scenario, otherSeeds: [], seed: (scenario.seed ?? 1) + seed });
			const still = new Set(
				[...sequenceDifferences(other.file, other.sequences), ...other.differences].map(({ command }) => command)
			);
			for (const [command, count] of equal) if (!still.has(command)) equal.set(command, count + 1);
		}
		for (const { command, difference } of differing) {
			const count = equal.get(command)!;
			if (count > 0) met++;
			else never++;
			rows.push(`${count} of ${seeds}\t${command}\t${reasonFor(command, difference) ?? 'no reason'}`);
		}
	}
	return [...rows, `${met} of ${met + never} differing outputs are as recorded with another of ${seeds} seeds`];
}

/** What a command printed there and here, unmasked. */
function shown(directory: string, only: string, number: number): string {
	return scenariosOf(directory, only)
		.filter(({ from, to }) => from <= number && number <= to)
		.flatMap((scenario) => {
			const { played, startMs } = play(directory, scenario);
			return played
				.filter(({ line }) => line.seq === number)
				.map(({ line, at, result }) => {
					const late = (at - startMs) / 1000 - line.t;
					const head = `${scenario.file} ${number} at ${line.t} s, here ${late.toFixed(3)} s later: ${line.node}$ ${line.cmd!}`;
					const real = `recorded, exit code ${line.exit}:\n${line.stdout}${line.stderr}`;
					return `${head}\n${real}here, exit code ${result.code}:\n${result.stdout}${result.stderr}`;
				});
		})
		.join('\n');
}

/** `swarmlab replay [DIR]` @returns 0 when at least 97 % of all lines are equal and no scenario came short */
export function replay(argv: readonly string[]): number {
	const options = parseOptions(argv, REPLAY_OPTIONS);
	const directory = options.words[0] ?? '../shared/reference/recordings';
	if (!existsSync(directory)) throw new UsageError(`no directory ${directory} with recordings`);
	const only = options.text('only', '');
	if (options.has('seeds')) {
		process.stdout.write(`${chances(directory, only, options.count('seeds', 8)).join('\n')}\n`);
		return 0;
	}
	if (options.has('show')) {
		process.stdout.write(shown(directory, only, options.count('show', 1)));
		return 0;
	}
	const results = replayAll(directory, only);
	const timings = measureAll(directory, only);
	const file = options.text('write', '');
	if (file !== '') writeFileSync(file, differencesText(results));
	const { commands, equalCommands, lines, equalLines } = totals(results);
	if (options.has('json'))
		process.stdout.write(`${JSON.stringify({ results, timings, commands, equalCommands, lines, equalLines })}\n`);
	else process.stdout.write(`${[...timingTable(timings), ...figures(results)].join('\n')}\n`);
	const isAlike = lines > 0 && equalLines / lines >= LEAST_EQUAL && !results.some(({ tooFew }) => tooFew);
	if (timings.some(({ isAlike: isLikeRecorded }) => !isLikeRecorded)) return 1;
	return isAlike ? 0 : 1;
}

/** Share of lines that must be equal. */
const LEAST_EQUAL = 0.97;

export function totals(
	results: readonly ScenarioResult[]
): Record<'commands' | 'equalCommands' | 'lines' | 'equalLines', number> {
	const of = (key: 'commands' | 'equalCommands' | 'lines' | 'equalLines'): number =>
		results.reduce((total, result) => total + result[key], 0);
	return {
		commands: of('commands'),
		equalCommands: of('equalCommands'),
		lines: of('lines'),
		equalLines: of('equalLines')
	};
}

/** Commands whose output differs for no reason that is known. */
export function unexplained(results: readonly ScenarioResult[]): string[] {
	return results.flatMap(({ file, sequences, differences }) =>
		[...sequenceDifferences(file, sequences), ...differences]
			.filter(({ command, difference }) => reasonFor(command, difference) === undefined)
			.map(({ command }) => command)
	);
}

function sequenceDifferences(
	file: string,
	sequences: ScenarioResult['sequences']
): { command: string; difference: string }[] {
	return (sequences?.differences ?? []).map(({ name, difference, otherSeed }) => ({
		command: `${file}, task states, ${name}${otherSeed === undefined ? '' : ` (as recorded with seed ${otherSeed})`}`,
		difference
	}));
}

export function figures(results: readonly ScenarioResult[]): string[] {
	const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
	const rows = results.map((result) => {
		const left = [...result.leftOut].map(([why, count]) => `; ${count} left out: ${why}`).join('');
		return (
			`${result.file}: ${result.name}: ${result.equalLines} of ${result.lines} lines (${percent(result.equalLines, result.lines)}), ` +
			`${result.equalCommands} of ${result.commands} commands equal; ${result.uncompared} played only; ` +
			`${result.unasked.length} not asked${left}`
		);
	});
	const { commands, equalCommands, lines, equalLines } = totals(results);
	return [
		...rows,
		...results.flatMap(({ file, sequences }) => (sequences ? sequenceTable(file, sequences) : [])),
		`${equalLines} of ${lines} recorded lines equal (${percent(equalLines, lines)}), ${equalCommands} of ${commands} commands`,
		`${unexplained(results).length} of ${commands - equalCommands} differences without a reason`
	];
}

/** The table of differences: each command whose output differs, with the reason. */
export function differencesText(results: readonly ScenarioResult[]): string {
	let text = '';
	for (const { name, file, differences, sequences } of results) {
		text += `# ${name}\n\n`;
		for (const { command, difference } of [...sequenceDifferences(file, sequences), ...differences]) {
			const reason = reasonFor(command, difference);
			const body = /^$/m.test(difference) ? `----\n${difference}\n----\n----` : difference;
			text += `${reason === undefined ? '' : `# ${reason}\n`}${command}\n----\n${body}\n\n`;
		}
	}
	return `${text.trimEnd()}\n`;
}
