import type { Lesson, LessonCommand, Step } from '../../../src/core/lesson/lesson-types.ts';
import type { Snapshot } from '../../../src/core/lesson/snapshot.ts';
import { screen, tabTo } from '../site.ts';
import type { Learner } from './learner.ts';

/** What was done with the keyboard, to be counted. */
export interface Done {
	/** Commands pressed in the lesson, typed by hand, faults pressed and typed. */
	pressed: number;
	typed: number;
	faults: number;
}

/**
 * Does a step's solution: what stands in the step as a command or fault is pressed there, everything else is typed, as
 * somebody must who has no command given. With 'typed' all commands are.
 */
export async function solve(
	learner: Learner,
	lesson: Lesson,
	step: Step,
	how: 'pressed' | 'typed' = 'pressed'
): Promise<Done> {
	const done: Done = { pressed: 0, typed: 0, faults: 0 };
	const blocks = step.blocks.filter(({ type }) => type === 'command' || type === 'fault');
	const used = new Set<number>();
	const take = (fits: (block: (typeof blocks)[number]) => boolean): number => {
		const at = blocks.findIndex((block, i) => !used.has(i) && fits(block));
		if (at >= 0) used.add(at);
		return at;
	};
	// Commands and faults of a step in the order of its text.
	const buttons = learner.page.locator('#lesson article :is(.command > .body, button:has(> .chip))');
	for (const command of step.solutions[0]?.commands ?? []) {
		const { node, text } = command;
		const wait = /^#\s*wait\s+(\d+(?:\.\d+)?)\s*(ms|s|m)$/.exec(text);
		const fault = /^#\s*fault\s+(.+)$/.exec(text)?.[1];
		if (wait) {
			await learner.wait(Number(wait[1]) * { ms: 1, s: 1000, m: 60_000 }[wait[2] as 'ms' | 's' | 'm']);
		} else if (fault !== undefined) {
			const at = take((block) => block.type === 'fault' && block.text === fault);
			if (at >= 0) {
				await learner.toLesson();
				await tabTo(learner.page, buttons.nth(at));
				await learner.page.keyboard.press('Enter');
			} else {
				await learner.command(await someMachine(learner, lesson), `fault ${fault}`);
			}
			done.faults++;
		} else {
			const at = take(
				(block) => how === 'pressed' && block.type === 'command' && block.command.node === node && block.command.text === text
			);
			if (at >= 0) {
				await learner.press(buttons.nth(at), node, command.typed);
				done.pressed++;
			} else {
				await learner.command(node, await filled(learner, command), command.typed);
				done.typed++;
			}
		}
	}
	return done;
}

/** A machine that has power. */
async function someMachine(learner: Learner, lesson: Lesson): Promise<string> {
	const { machines } = await snapshotOf(learner);
	return lesson.cluster.machines.find(({ name }) => machines[name]?.up)!.name;
}

/** Where a learner without a command to press reads what a blank stands for: on a screen, or by asking first. */
const READ: Readonly<Record<string, { ask?: string; leader?: boolean; in: string }>> = {
	'unlock-key': { in: 'SWMKEY-1-\\S+' },
	'worker-token': { ask: 'docker swarm join-token -q worker', leader: true, in: '^SWMTKN-1-\\S+' },
	'manager-token': { ask: 'docker swarm join-token -q manager', leader: true, in: '^SWMTKN-1-\\S+' },
	'cluster-token': { in: '\\b[0-9a-f]{32}\\b' },
	task: { ask: "docker ps --format '{{.Names}}'", in: '^NAME\\.[a-z0-9]+' },
	container: { ask: 'docker ps -q -f name=NAME', in: '^[0-9a-f]{12}$' }
};

/** The command as one writes it who has read on a screen what differs from world to world. */
async function filled(learner: Learner, { node, text }: LessonCommand): Promise<string> {
	const blank = /\{\{ *([a-z-]+)(?: +([\w.-]+))? *\}\}/.exec(text);
	const row = READ[blank?.[1] ?? ''];
	if (!blank || !row) return text;
	const name = blank[2] ?? '';
	const asked = row.leader ? (await snapshotOf(learner)).swarm.leader : node;
	if (row.ask !== undefined) await learner.command(asked, row.ask.replace('NAME', name));
	const wanted = new RegExp(row.in.replace('NAME', name.replace('.', '\\.')), 'gm');
	const machines = await learner.page
		.locator('[role=tab][data-machine]')
		.evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute('data-machine')!));
	for (const machine of [asked, ...machines]) {
		const found = (await screen(learner.page, machine)).match(wanted)?.at(-1);
		if (found !== undefined) return text.replace(blank[0], found);
	}
	throw new Error(`nothing on any screen fills in ${blank[0]}`);
}

async function snapshotOf({ page }: Learner): Promise<Snapshot> {
	return (await page.evaluate(() => window.swarmlab.snapshot())) as Snapshot;
}
