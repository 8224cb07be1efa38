import type { Locator, Page } from 'playwright';
import type { ExpectStatic } from 'vitest';
import { screen, tabTo } from '../site.ts';

const DIAGRAM_KEYS = { replicas: '1', raft: '2', ingress: '3', classic: '1', schedule: '2', discovery: '3' } as const;
export type DiagramKey = keyof typeof DIAGRAM_KEYS;

/** A goal as it stands in the lesson. */
interface GoalSeen {
	text: string;
	reached: boolean;
}

/** A diagram as text: its sentence, and the cells of all its rows. */
export interface Twin {
	sentence: string;
	rows: string[][];
	/** All of it in one line, for patterns. */
	text: string;
}

/** Somebody before the page who has a keyboard and no mouse, in either language. */
export class Learner {
	constructor(
		readonly page: Page,
		/** The test's own: where tests run side by side there is no other. */
		private readonly expect: ExpectStatic,
		/** Letter by letter, or a line at once as one pastes it. */
		private readonly types: 'letters' | 'lines' = 'lines'
	) {}

	/** Puts the focus into the lesson. */
	async toLesson(): Promise<void> {
		await this.outOfTerminal();
		await this.page.keyboard.press('l');
		await this.page.waitForFunction(() => document.activeElement?.id === 'lesson');
	}

	async outOfTerminal(): Promise<void> {
		if (!(await this.page.evaluate(() => document.activeElement?.closest('.xterm') != null))) return;
		for (const key of ['Escape', 'Escape', 'Shift+Tab']) await this.page.keyboard.press(key);
	}

	/** Lets time go on or stand, by Space. */
	private async setPlaying(playing: boolean): Promise<void> {
		if ((await this.page.locator('.controls').getAttribute('data-playing')) === String(playing)) return;
		await this.toLesson();
		await this.page.keyboard.press(' ');
		await this.page.waitForSelector(`.controls[data-playing=${playing}]`);
	}

	/** Time goes on until it is so; before and after, while one reads and types, it stands. */
	async until(what: () => Promise<unknown>): Promise<void> {
		await this.setPlaying(true);
		await what();
		await this.setPlaying(false);
	}

	/** Time stands. */
	pause(): Promise<void> {
		return this.setPlaying(false);
	}

	/** Time goes on. */
	resume(): Promise<void> {
		return this.setPlaying(true);
	}

	/** Goes to a machine's terminal by T and its number. */
	async toTerminal(node: string): Promise<void> {
		await this.outOfTerminal();
		const digit = await this.page
			.locator('[role=tab][data-machine]')
			.evaluateAll((tabs, name) => 1 + tabs.findIndex((tab) => tab.getAttribute('data-machine') === name), node);
		await this.page.keyboard.press('t');
		await this.page.keyboard.press(String(digit));
		await this.page.waitForFunction(() => document.activeElement?.closest('.xterm') != null);
	}

	async type(text: string): Promise<void> {
		if (this.types === 'letters') await this.page.keyboard.type(text);
		else await this.page.keyboard.insertText(text);
	}

	/** Types a command into a machine's terminal, and lines into its program, and waits until it has ended. */
	async command(node: string, line: string, lines: readonly string[] = []): Promise<void> {
		await this.toTerminal(node);
		await this.type(line);
		await this.runsLine(node, lines, async (_, answer) => {
			await this.toTerminal(node);
			const control = /^\^(.)$/.exec(answer)?.[1];
			if (control !== undefined) await this.page.keyboard.press(`Control+${control}`);
			else await this.type(answer);
			// telnet reads lines: its escape character, too, takes effect with the next one.
			if (control === undefined || control === ']') await this.page.keyboard.press('Enter');
		});
	}

	/** Presses a command of the lesson twice: it is typed, and it runs; then what is typed into its program. */
	async press(command: Locator, node: string, lines: readonly string[] = []): Promise<void> {
		const focus = async (target: Locator): Promise<void> => {
			await this.toLesson();
			await tabTo(this.page, target);
			await this.page.keyboard.press('Enter');
		};
		await focus(command);
		await this.runsLine(node, lines, (n) => focus(command.locator('xpath=..').locator('.line').nth(n)));
	}

	/** Presses Enter once the line stands at the prompt, answers the program, and waits until it has ended. */
	private async runsLine(
		node: string,
		lines: readonly string[],
		answer: (n: number, line: string) => Promise<void>
	): Promise<void> {
		await this.expect
			.poll(() => screen(this.page, node), { timeout: 20_000, interval: 20 })
			.not.toMatch(new RegExp(`root@${node} \\$$`));
		const before = await this.ended(node);
		await this.page.keyboard.press('Enter');
		for (const [n, line] of lines.entries()) {
			// The program has to be there, and to have said what it has to say.
			await this.wait(2000);
			await answer(n, line);
		}
		await this.until(() => this.expect.poll(() => this.ended(node), { timeout: 60_000 }).toBeGreaterThan(before));
	}

	/** How many command lines have ended on a machine. */
	private ended(node: string): Promise<number> {
		return this.page.evaluate(async (name) => {
			const { commands } = (await window.swarmlab.snapshot()) as { commands: { machine: string }[] };
			return commands.filter(({ machine }) => machine === name).length;
		}, node);
	}

	/** Answers a question by its number key, and keeps the answer. */
	async predict(number: number): Promise<void> {
		await this.toLesson();
		const kept = await this.page.locator('#lesson .kept').count();
		await tabTo(this.page, this.page.locator('.choices [role=radio]').first());
		await this.page.keyboard.press(String(number));
		this.expect(
			await this.page
				.locator('.choices')
				.first()
				.locator('[role=radio]')
				.nth(number - 1)
				.getAttribute('aria-checked')
		).toBe('true');
		await tabTo(this.page, this.page.locator('#lesson .keep .primary').first());
		await this.page.keyboard.press('Enter');
		await this.expect.poll(() => this.page.locator('#lesson .kept').count()).toBe(kept + 1);
	}

	/** Does the step's experiment to its end. */
	async measure(): Promise<void> {
		await this.toLesson();
		const experiment = this.page.locator('#lesson figure', { has: this.page.locator('.run button') });
		await tabTo(this.page, experiment.locator('.run button'));
		await this.page.keyboard.press('Enter');
		// While it is done the button is to stop it, and after it to do it again.
		await this.expect.poll(() => experiment.locator('.run .primary').count(), { timeout: 10_000 }).toBe(0);
		await this.expect.poll(() => experiment.locator('.run .primary').count(), { timeout: 90_000 }).toBe(1);
	}

	async next(): Promise<void> {
		await this.toLesson();
		await tabTo(this.page, this.page.locator('#lesson footer .next'));
		await this.page.keyboard.press('Enter');
		// A new step takes the focus to its heading when it was on Next.
		await this.page.waitForFunction(() => document.activeElement?.tagName === 'H1');
	}

	async look(name: DiagramKey): Promise<void> {
		await this.outOfTerminal();
		await this.page.keyboard.press(DIAGRAM_KEYS[name]);
		await this.page.waitForSelector(`[role=tab][data-name=${name}][aria-selected=true]`);
	}

	/** Diagrams as text; the picture of the one that was in focus comes back. */
	async twins<Name extends DiagramKey>(names: readonly Name[]): Promise<Record<Name, Twin>> {
		const { page } = this;
		await this.outOfTerminal();
		const before = await page.locator('[role=tab][data-name][aria-selected=true]').getAttribute('data-name');
		await page.keyboard.press('x');
		await page.waitForSelector('.focus .twin');
		const twins = {} as Record<Name, Twin>;
		for (const name of names) {
			await this.look(name);
			twins[name] = await page.locator('.focus .twin').evaluate((twin) => {
				const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();
				return {
					sentence: plain(twin.querySelector('.sentence')?.textContent ?? ''),
					rows: [...twin.querySelectorAll('tbody tr')].map((row) =>
						[...row.children].map((cell) => plain(cell.textContent))
					),
					text: plain((twin as HTMLElement).innerText)
				};
			});
		}
		await page.keyboard.press('x');
		await page.waitForSelector('.focus .twin', { state: 'detached' });
		await this.look(before as DiagramKey);
		return twins;
	}

	/** An attribute of each mark of the picture. */
	marks(selector: string, attribute: string): Promise<string[]> {
		return this.page
			.locator(`.focus ${selector}`)
			.evaluateAll((marks, name) => marks.map((mark) => mark.getAttribute(name) ?? ''), attribute);
	}

	/** Boxes of running tasks in the replicas diagram: ID → machine. */
	async running(): Promise<Map<string, string>> {
		await this.look('replicas');
		return new Map(
			await this.page
				.locator('.focus [data-task][data-state=running]')
				.evaluateAll((boxes) =>
					boxes.map((box) => [box.getAttribute('data-task')!, box.getAttribute('data-machine')!] as [string, string])
				)
		);
	}

	/** Chooses another speed with its slider, from the slowest (0) to the fastest (8). */
	async hurry(notch: number, name: string): Promise<void> {
		await this.outOfTerminal();
		await this.page.keyboard.press('m');
		await tabTo(this.page, this.page.locator('.controls .speed'));
		await this.page.keyboard.press('Enter');
		await this.page.keyboard.press('Home');
		for (let i = 0; i < notch; i++) await this.page.keyboard.press('ArrowRight');
		await this.page.keyboard.press('Escape');
		await this.expect.poll(() => this.page.locator('.controls .speed').textContent()).toContain(name);
	}

	goals(): Promise<GoalSeen[]> {
		return this.page.locator('.goals li').evaluateAll((goals) =>
			goals.map((goal) => ({
				text: goal.textContent.replace(/\s+/g, ' ').trim(),
				reached: goal.querySelector('.at') !== null
			}))
		);
	}

	async now(): Promise<number> {
		return this.page.evaluate(() => window.swarmlab.now);
	}

	/** Lets virtual time pass. */
	async wait(ms: number): Promise<void> {
		const end = (await this.now()) + ms;
		await this.until(() => this.page.waitForFunction((at) => window.swarmlab.now >= at, end));
	}
}
