import type { Lesson, Step } from '../../core/lesson/lesson-types.ts';
import type { Recording } from '../../core/world/recording.ts';
import { told } from './lint.ts';
import { LessonPlay, type Played } from './play.ts';
import type { LessonReport } from './report.ts';

/** Commands that change nothing: a goal may be reached without them, as a learner may look or not. */
const LOOKS: readonly RegExp[] = [
	/^docker$/,
	/^docker(?: -\S+ \S+)*(?: \w+)? (?:ls|ps|inspect|info|version|images|logs|events|port|top)\b/,
	// What it sets is used by the steps that follow.
	/^export /,
	/^docker swarm (?:join-token|unlock-key)\b(?!.*--rotate)/,
	/^(?:curl|wget|ls|cat|ping|dig|nslookup|lsmod|swarm list|sleep \d+(?:; docker (?:\w+ )?(?:ps|info|ls)\b.*)?$)/
];

/** Which commands of a lesson are left out once, by their number in it. */
export type Mutated = (nth: number) => boolean;

/**
 * A solution each of whose commands is needed reaches its goals by none of them less. Faults and waits stay; what was
 * refused has done nothing.
 * @param played the solution as it went
 */
export function needlessCommands(
	{ lesson, step, entry, played }: { lesson: Lesson; step: Step; entry: Recording; played: readonly Played[] },
	mutated: Mutated,
	report: LessonReport
): void {
	const { commands, line } = step.solutions[0]!;
	const before = lesson.steps.slice(0, lesson.steps.indexOf(step)).flatMap(({ solutions }) => solutions[0]?.commands ?? []).length;
	commands.forEach((left, i) => {
		if (left.node === '' || !mutated(before + i)) return;
		report.mutations++;
		report.tally['CI-12']++;
		const copy = new LessonPlay(lesson, entry);
		copy.attempt({ commands: commands.filter((_, j) => j !== i), line });
		if (!copy.untilDone()) return;
		const harmless = LOOKS.some((look) => look.test(left.text)) || played[i]!.result.code !== 0;
		const text = told(lesson, line, `step \`${step.id}\`: the goals are reached without \`${left.node}$ ${left.text}\``);
		if (harmless) report.needless.push(`${text}.`);
		else report.problems.push(`${text}, which does something: what is it for?`);
	});
}
