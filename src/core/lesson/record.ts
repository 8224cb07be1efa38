import type { Recording } from '../world/recording.ts';
import type { World } from '../world/world.ts';
import type { Language, LessonCommand } from './lesson-types.ts';
import { skeleton, type SkeletonStep } from './skeleton.ts';
import { takeSnapshot, type Snapshot } from './snapshot.ts';
import { suggestGoals } from './suggest.ts';

/** A step has no more commands than a learner can take in. */
const COMMANDS_PER_STEP = 3;
/** Shorter pauses are typing; longer ones are coffee. */
const PAUSE_MS = { least: 2000, most: 60_000 } as const;

/** Something that was done, and the cluster just before. */
interface Moment {
	command: LessonCommand;
	at: number;
	endedAt: number;
	before: Snapshot;
}

const TEXTS: Readonly<
	Record<Language, { title: string; summary: string; step: (n: number) => string; prose: string; notYet: string }>
> = {
	en: {
		title: 'A recorded lesson',
		summary: 'One sentence for the list of lessons.',
		step: (n) => `Step ${n}`,
		prose: 'What the learner is about to see, in a few sentences.',
		notYet: 'Not yet.'
	},
	'zh-CN': {
		title: '录制的课程',
		summary: '课程列表里的一句话。',
		step: (n) => `第 ${n} 步`,
		prose: '用几句话说说学习者将会看到什么。',
		notYet: '还没有。'
	}
};

/**
 * Lives through a recording again and makes of it the Markdown of a lesson: its commands and faults in steps, a step ending
 * where something has changed, with the goals that this suggests. The words are left to the author.
 * @param world of this recording, at its beginning
 */
export function recordedLesson(recording: Recording, world: World, language: Language): string {
	const { view, sim } = world;
	const moments: Moment[] = [];
	sim.trace.listen((event) => {
		if (event.type === 'fault') {
			moments.push({
				command: { node: '', text: `# fault ${event.text}` },
				at: sim.now,
				endedAt: sim.now,
				before: takeSnapshot(view)
			});
		} else if (event.type === 'command' && !event.line.startsWith('fault ')) {
			moments.push({
				command: { node: event.where, text: event.line },
				at: sim.now,
				endedAt: sim.now,
				before: takeSnapshot(view)
			});
		} else if (event.type === 'command.end') {
			const ended = moments.findLast(({ command }) => command.node === event.where && command.text === event.line);
			if (ended) ended.endedAt = sim.now;
		}
	});
	sim.runUntil(recording.end);
	const words = TEXTS[language];
	const steps = inSteps(moments, takeSnapshot(view)).map(({ commands, before, after }, i): SkeletonStep => {
		const goals = suggestGoals(before, after, language);
		const step: SkeletonStep = { id: `step-${i + 1}`, title: words.step(i + 1), prose: words.prose, commands };
		if (goals.length === 0) return step;
		const join = language === 'zh-CN' ? '；' : '; ';
		return {
			...step,
			check: {
				goal: goals.map(({ goal }) => goal).join(join),
				that: goals.map(({ that }) => that).join(' && '),
				notYet: words.notYet
			}
		};
	});
	const { title, summary } = words;
	return skeleton({
		title,
		summary,
		source: 'sandbox',
		minutes: 10,
		era: recording.era,
		cluster: shapeYaml(recording),
		steps
	});
}

function inSteps(
	moments: readonly Moment[],
	end: Snapshot
): { commands: LessonCommand[]; before: Snapshot; after: Snapshot }[] {
	const steps: { commands: LessonCommand[]; before: Snapshot; after: Snapshot }[] = [];
	let open: { commands: LessonCommand[]; before: Snapshot; shown: number } | undefined;
	moments.forEach((moment, i) => {
		const next = moments[i + 1];
		const after = next?.before ?? end;
		open ??= { commands: [], before: moment.before, shown: 0 };
		open.commands.push(moment.command);
		open.shown++;
		const pause = next ? next.at - moment.endedAt : 0;
		const hasChanged = suggestGoals(open.before, after, 'en').length > 0;
		if (pause >= PAUSE_MS.least)
			open.commands.push({ node: '', text: `# wait ${Math.ceil(Math.min(pause, PAUSE_MS.most) / 1000)}s` });
		if (hasChanged || open.shown === COMMANDS_PER_STEP || !next) {
			steps.push({ commands: open.commands, before: open.before, after });
			open = undefined;
		}
	});
	return steps;
}

function shapeYaml({ cluster, seed }: Recording): string {
	const { machines, formed } = cluster;
	const count = (role: 'manager' | 'worker'): number => machines.filter((machine) => machine.role === role).length;
	const isNumbered = machines.every(({ name }) => /^(mgr|wrk)\d+$/.test(name));
	if (isNumbered)
		return `{ managers: ${count('manager')}, workers: ${count('worker')}${formed ? '' : ', formed: false'}, seed: ${seed} }`;
	const named = machines.map(({ name, host }) => `${name}: ${host}`).join(', ');
	return `{ machines: { ${named} }, network: "${cluster.network}"${formed ? ', formed: true' : ''}, seed: ${seed} }`;
}
