/** What a learner did with one lesson that the machines know nothing of: answers, hints opened, what is typed but not run. */
export interface Answer {
	/** Index of the choice, -1 when it was skipped. */
	choice: number;
	sure: 'guess' | 'fairly' | 'certain';
	/** Trace number after which the answer can be seen. */
	at: number;
}

export class LessonNotes {
	/** By `step/block`. */
	answers = $state<Record<string, Answer>>({});
	/** Steps whose experiment was done to its end: it shows what was predicted. */
	measured = $state<Record<string, true>>({});
	/** Hints opened, by step ID. */
	hints = $state<Record<string, number>>({});
	/** Lines of the solution shown, by step ID; more than 0 marks the step as assisted. */
	lines = $state<Record<string, number>>({});
	/** Command that was typed into a terminal and waits for Enter. */
	typed = $state<{ key: string; machine: string } | undefined>();
	/** Virtual time at which each step was entered first, by step ID. */
	entered = $state<Record<string, number>>({});

	/** Answers of another day. What they were about is found again in the story of this one. */
	restore(answers: Readonly<Record<string, Pick<Answer, 'choice' | 'sure'>>>): void {
		this.answers = Object.fromEntries(Object.entries(answers).map(([key, answer]) => [key, { ...answer, at: 0 }]));
	}

	isAssisted(step: string): boolean {
		return (this.lines[step] ?? 0) > 0;
	}

	/** Forgets one step, to start it again. */
	forget(step: string): void {
		delete this.hints[step];
		delete this.entered[step];
		delete this.measured[step];
		for (const key of Object.keys(this.answers)) if (key.startsWith(`${step}/`)) delete this.answers[key];
		this.typed = undefined;
	}
}
