import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { checksOf, type Lesson, type Step } from '../../src/core/lesson/lesson-types.ts';
import { findLessons, readLesson } from '../../src/nodejs/lessons/load.ts';
import { axe, prompted, screen, tabTo, typeLine, useSite } from './site.ts';

/**
 * A learner without a mouse goes through the whole Pi lesson: predictions, commands, Next. Every goal must be reached, and
 * every diagram must show what the text says it shows, in the picture and in its text twin.
 */
const site = useSite();
const { files, course } = findLessons(['lessons']);
const lesson: Lesson = readLesson(
	files.find(({ id, language }) => id === 'pi-swarm-mode' && language === 'en')!,
	course
);

const DIAGRAM_KEYS = { replicas: '1', raft: '2', ingress: '3' } as const;

/** What the diagrams and terminals must show once a step's solution has been typed. */
const AFTER: Record<string, (learner: Learner) => Promise<void>> = {
	async init(learner) {
		await learner.look('raft');
		await expect.poll(() => learner.marks('[data-role=leader]', 'data-machine')).toEqual(['pi6']);
		expect(await learner.twin()).toMatch(/pi6 is leader in term \d+/);
	},
	async join(learner) {
		await learner.look('replicas');
		await expect.poll(() => learner.marks('[data-mark^="node "]', 'data-machine')).toEqual(['pi6', 'pi1']);
		const twin = await learner.twin();
		expect(twin).toMatch(/pi6 Ready, Leader 192\.168\.178\.24/);
		expect(twin).toMatch(/pi1 Ready 192\.168\.178\.19/);
	},
	async info(learner) {
		// An error that belongs here, in the words of that Docker.
		expect(await screen(learner.page, 'pi1')).toMatch(/Error response from daemon: .*not.*manager/i);
	},
	async service(learner) {
		await learner.look('replicas');
		await expect.poll(async () => (await learner.running()).size, { timeout: 30_000 }).toBe(1);
		expect(await learner.twin()).toMatch(/whoami\.1 pi[16] running running/i);
		learner.firstTask = (await learner.running()).entries().next().value!;
	},
	async curl(learner) {
		await learner.look('ingress');
		await expect.poll(() => learner.marks('[data-port]', 'data-port')).toEqual(['80', '80']);
		expect(await learner.twin()).toMatch(/1 pi6:80 .*whoami\.1/);
	},
	async 'any-node'(learner) {
		const [, runs] = learner.firstTask!;
		const other = runs === 'pi6' ? 'pi1' : 'pi6';
		await learner.look('ingress');
		// The picture: a way from the node without a task over the overlay to the one with it.
		const twin = await learner.twin();
		expect(twin).toMatch(new RegExp(`\\d ${other}:80 .*whoami\\.1`));
		expect(await learner.marks('[data-task]', 'data-machine')).toEqual([runs]);
		expect(await learner.marks('[data-port]', 'data-machine')).toContain(other);
	},
	async scale(learner) {
		await learner.look('replicas');
		await expect.poll(async () => (await learner.running()).size, { timeout: 30_000 }).toBe(5);
		const now = await learner.running();
		const [id, machine] = learner.firstTask!;
		expect(now.get(id), 'the old box stays where it is').toBe(machine);
		expect([2, 3]).toContain([...now.values()].filter((on) => on === 'pi6').length);
		expect(await learner.page.locator('.focus [data-service=whoami] [data-slot]').count()).toBeGreaterThanOrEqual(5);
		expect(await learner.twin()).toMatch(/whoami.*5/);
	},
	async five(learner) {
		expect((await screen(learner.page, 'pi6')).match(/^I'm [0-9a-f]{12}$/gm)).toHaveLength(5);
		expect(new Set((await screen(learner.page, 'pi6')).match(/^I'm [0-9a-f]{12}$/gm)).size).toBe(5);
		await learner.look('ingress');
		const rows = await learner.twin();
		for (const slot of [1, 2, 3, 4, 5]) expect(rows).toContain(`whoami.${slot}`);
	},
	async ps(learner) {
		const listed = async (node: string): Promise<number> =>
			((await screen(learner.page, node)).match(/hypriot\/rpi-whoami/g) ?? []).length;
		learner.beforeLeave = await learner.running();
		const boxes = (node: string): number =>
			[...learner.beforeLeave.values()].filter((machine) => machine === node).length;
		expect([await listed('pi6'), await listed('pi1')]).toEqual([boxes('pi6'), boxes('pi1')]);
	},
	async leave(learner) {
		await learner.look('replicas');
		await expect
			.poll(async () => [...(await learner.running()).values()], { timeout: 60_000 })
			.toEqual(Array(5).fill('pi6'));
		const now = await learner.running();
		const stayed = [...now.keys()].filter((id) => learner.beforeLeave.has(id));
		expect(stayed.length, 'what ran on pi6 stays, the rest are new tasks').toBe(
			[...learner.beforeLeave.values()].filter((on) => on === 'pi6').length
		);
		for (const id of stayed) expect(learner.beforeLeave.get(id)).toBe('pi6');
		expect(await learner.twin()).toMatch(/pi1 .*Down/);
	},
	async after(learner) {
		expect((await screen(learner.page, 'pi6')).match(/hypriot\/rpi-whoami/g)).toHaveLength(5);
	},
	async back(learner) {
		await learner.look('replicas');
		const on = [...(await learner.running()).values()];
		expect(on.filter((machine) => machine === 'pi1').length).toBeGreaterThan(0);
		expect(on).toHaveLength(8);
		await learner.look('ingress');
		expect(await learner.twin()).toMatch(/pi1:80/);
	}
};

class Learner {
	/** Task and machine of the first replica. */
	firstTask: [string, string] | undefined;
	beforeLeave = new Map<string, string>();

	constructor(readonly page: Page) {}

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

	/** Types a command into a machine's terminal and waits for its next prompt. */
	async command(node: string, line: string, typed: readonly string[] = []): Promise<void> {
		await this.outOfTerminal();
		const digit =
			(
				await this.page
					.locator('[role=tab][data-machine]')
					.evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute('data-machine')))
			).indexOf(node) + 1;
		await this.page.keyboard.press('t');
		await this.page.keyboard.press(String(digit));
		await this.page.waitForFunction(() => document.activeElement?.closest('.xterm') != null);
		await prompted(this.page, node);
		await typeLine(this.page, 'clear');
		await prompted(this.page, node);
		await typeLine(this.page, line);
		for (const text of typed) {
			const until = (await this.page.evaluate(() => window.swarmlab.now)) + 2000;
			await this.page.waitForFunction((ms) => window.swarmlab.now >= ms, until);
			if (/^\^[A-Z]$/.test(text)) await this.page.keyboard.press(`Control+${text.slice(1).toLowerCase()}`);
			else await typeLine(this.page, text);
		}
		await prompted(this.page, node, 60_000);
	}

	/** Answers the step's question by its number key, and keeps the answer. */
	async predict(number: number): Promise<void> {
		await this.toLesson();
		await tabTo(this.page, this.page.locator('.choices [role=radio]').first());
		await this.page.keyboard.press(String(number));
		expect(
			await this.page
				.locator('.choices [role=radio]')
				.nth(number - 1)
				.getAttribute('aria-checked')
		).toBe('true');
		await tabTo(this.page, this.page.getByRole('button', { name: 'Keep my answer' }));
		await this.page.keyboard.press('Enter');
		await this.page.waitForSelector('.kept');
	}

	async next(): Promise<void> {
		await this.toLesson();
		await tabTo(this.page, this.page.locator('#lesson footer .next'));
		await this.page.keyboard.press('Enter');
		// A new step takes the focus to its heading when it was on Next.
		await this.page.waitForFunction(() => document.activeElement?.tagName === 'H1');
	}

	async look(name: keyof typeof DIAGRAM_KEYS): Promise<void> {
		await this.outOfTerminal();
		await this.page.keyboard.press(DIAGRAM_KEYS[name]);
		await this.page.waitForSelector(`[role=tab][data-name=${name}][aria-selected=true]`);
		await this.page.waitForSelector(`.focus svg`);
	}

	/** The diagram in focus as text; the picture comes back. */
	async twin(): Promise<string> {
		await this.page.keyboard.press('x');
		await this.page.waitForSelector('.focus table');
		const text = (await this.page.locator('.focus').innerText()).replace(/\s+/g, ' ');
		await this.page.keyboard.press('x');
		await this.page.waitForSelector('.focus table', { state: 'detached' });
		return text;
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

	/** Chooses five times the speed, as one may who has read the text. */
	async hurry(): Promise<void> {
		await this.page.keyboard.press('m');
		await tabTo(this.page, this.page.locator('.controls .speed'));
		for (const key of ['Enter', 'ArrowRight', 'ArrowRight', 'Escape']) await this.page.keyboard.press(key);
		await expect.poll(() => this.page.locator('.controls .speed').textContent()).toContain('5×');
	}

	async goals(): Promise<string[]> {
		return (await this.page.locator('.goals li').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
	}
}

/** English, then Chinese, then English again while time stands: nothing of the world may change. */
async function switchLanguages(learner: Learner): Promise<void> {
	const { page } = learner;
	await learner.outOfTerminal();
	await page.keyboard.press('m');
	await page.keyboard.press(' ');
	await expect.poll(() => page.locator('.clock span').textContent()).toBe('paused');
	const state = async (): Promise<unknown> => ({
		hash: await page.evaluate(() => window.swarmlab.hash()),
		recording: await page.evaluate(() => window.swarmlab.recording()),
		screens: [await screen(page, 'pi6'), await screen(page, 'pi1')],
		step: await page.evaluate(() => location.hash),
		reached: await page.locator('.goals li .at').allTextContents(),
		boxes: [...(await learner.running())]
	});
	const before = await state();
	for (const [language, lang, script] of [
		['中文', 'zh-CN', /\p{Script=Han}/u],
		['EN', 'en', /^[^\p{Script=Han}]+$/u]
	] as const) {
		await tabTo(page, page.locator('header [role=radiogroup] [role=radio][tabindex="0"]'), 'Shift+Tab');
		await page.keyboard.press('ArrowRight');
		await expect.poll(() => page.locator('html').getAttribute('lang'), { message: language }).toBe(lang);
		await expect.poll(() => page.locator('#lesson h1').textContent()).toMatch(script);
		await expect.poll(() => page.locator('.goals li').first().textContent()).toMatch(script);
		expect(await state(), language).toEqual(before);
		await site.picture(page, `lesson-language-${lang}`);
	}
	await page.keyboard.press('m');
	await page.keyboard.press(' ');
	await expect.poll(() => page.locator('.clock span').textContent()).not.toBe('paused');
}

describe('the Pi lesson, by keyboard alone', () => {
	it(
		`all ${lesson.steps.length} steps: every goal is reached, every diagram shows what the text says`,
		{ timeout: 600_000 },
		async () => {
			const page = await site.open('#/lesson/pi-swarm-mode/before');
			const learner = new Learner(page);
			let goals = 0;
			let commands = 0;
			let looks = 0;
			const serious: string[] = [];
			for (const [index, step] of lesson.steps.entries()) {
				await expect.poll(() => page.locator('#lesson h1').textContent()).toBe(step.title);
				expect(await learner.goals(), `${step.id}: nothing is reached before it was done`).toEqual(
					checksOf(step).map(() => expect.stringMatching(/^(Not yet|under way):/) as string)
				);
				const question = step.blocks.findIndex((block) => block.type === 'predict');
				if (question >= 0) await learner.predict(1 + (index % 2));
				commands += await solve(learner, step);
				await expect
					.poll(() => learner.goals(), { timeout: 90_000, message: step.id })
					.toEqual(checksOf(step).map(() => expect.stringContaining('reached') as string));
				goals += checksOf(step).length;
				if (question >= 0) await expect.poll(() => page.locator('.kept').textContent()).toContain('It happened');
				await AFTER[step.id]?.(learner);
				await learner.toLesson();
				await site.picture(page, `lesson-${String(index + 1).padStart(2, '0')}-${step.id}`);
				if (['version', 'init', 'any-node', 'scale', 'leave', 'back'].includes(step.id)) {
					for (const colorScheme of ['dark', 'light'] as const) {
						await page.emulateMedia({ colorScheme });
						await page.waitForTimeout(300);
						serious.push(...(await axe(page)).map((what) => `${step.id} ${colorScheme}: ${what}`));
						looks++;
						if (colorScheme === 'dark')
							await site.picture(page, `lesson-${String(index + 1).padStart(2, '0')}-${step.id}-dark`);
					}
				}
				if (step.id === 'version') await learner.hurry();
				if (step.id === 'scale') await switchLanguages(learner);
				if (index + 1 < lesson.steps.length) await learner.next();
			}
			const cells = await page
				.locator('#lesson .progress li button')
				.evaluateAll((all) => all.map((cell) => cell.getAttribute('aria-label') ?? ''));
			expect(cells.filter((name) => / done$/.test(name))).toHaveLength(lesson.steps.length - 1);
			console.log(
				`lesson: ${lesson.steps.length} steps, ${commands} commands typed, ${goals} goals reached, ${looks} looks of axe`
			);
			expect(serious).toEqual([]);
			expect(goals).toBeGreaterThan(14);
		}
	);
});

/** Types the step's solution. @returns how many commands */
async function solve(learner: Learner, step: Step): Promise<number> {
	let count = 0;
	for (const { node, text, typed } of step.solutions[0]?.commands ?? []) {
		const wait = /^# wait (\d+)s$/.exec(text);
		if (wait) {
			const until = (await learner.page.evaluate(() => window.swarmlab.now)) + Number(wait[1]) * 1000;
			await learner.page.waitForFunction((ms) => window.swarmlab.now >= ms, until);
			continue;
		}
		await learner.command(node, text, typed);
		count++;
	}
	return count;
}
