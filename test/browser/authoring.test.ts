import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findLessons, readLesson } from '../../src/nodejs/lessons/load.ts';
import { testLesson } from '../../src/nodejs/lessons/test.ts';
import { enterTerminal, prompted, shows, startSandbox, textOf, typeLine, useSite } from './site.ts';

/** An author at the page: what was played becomes a lesson, and a lesson that is written on is shown as it is saved. */
const site = useSite();
const folder = mkdtempSync(join(tmpdir(), 'lessons-'));
let server: ChildProcess | undefined;
afterAll(() => {
	server?.kill('SIGINT');
	rmSync(folder, { recursive: true });
});

describe('an author', () => {
	it('plays in the sandbox and saves the beginning of a lesson, which holds what it promises', async () => {
		const page = await site.open('#/sandbox');
		await startSandbox(page, 1, 2);
		await page.evaluate(() => window.swarmlab.speed(5));
		await enterTerminal(page, 'mgr1');
		await typeLine(page, 'docker service create --detach --name web --replicas 4 nginx');
		await prompted(page, 'mgr1');
		await expect
			.poll(() => page.locator('.focus [data-task][data-state=running]').count(), { timeout: 30_000 })
			.toBe(4);
		await typeLine(page, 'docker service scale --detach web=2');
		await expect
			.poll(() => page.locator('.focus [data-task][data-state=running]').count(), { timeout: 30_000 })
			.toBe(2);
		await prompted(page, 'mgr1');
		await typeLine(page, 'fault power off wrk2');
		await shows(page, 'mgr1', 'wrk2');
		await expect.poll(() => page.locator('[role=tab][data-machine=wrk2]').getAttribute('aria-label')).not.toBe('wrk2');
		await page.evaluate(() => window.swarmlab.pause());
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('button', { name: 'Save as the beginning of a lesson' }).click()
		]);
		expect(download.suggestedFilename()).toBe('en.md');
		const text = await textOf(download);
		mkdirSync(join(folder, 'played'));
		writeFileSync(join(folder, 'played', 'en.md'), text);

		const { files, course } = findLessons([join(folder, 'played')]);
		const lesson = readLesson(files[0]!, course);
		expect(lesson.steps.flatMap(({ solutions }) => solutions[0]!.commands.map((command) => command.text))).toEqual([
			'docker service create --detach --name web --replicas 4 nginx',
			expect.stringMatching(/^# wait \d+s$/),
			'docker service scale --detach web=2',
			expect.stringMatching(/^# wait \d+s$/),
			'# fault power off wrk2'
		]);
		const report = testLesson(lesson, { seeds: 2 });
		// What is still the author's to do: ask before what surprises.
		expect(report.problems.filter((problem) => !problem.includes('without a prediction'))).toEqual([]);
		expect(report.checks).toBe(3);
		console.log(`recorded: ${report.steps} steps, ${report.commands} commands played, ${report.checks} goals`);
	});

	it('sees in the open page what was saved, and a mistake with file and line', async () => {
		cpSync('lessons/glossary.yaml', join(folder, 'glossary.yaml'));
		mkdirSync(join(folder, 'mine'));
		const file = join(folder, 'mine', 'en.md');
		const write = (goal: string): void => writeFileSync(file, LESSON.replace('GOAL', goal));
		write('goal: The first wording');
		const address = await preview(join(folder, 'mine'));
		const context = await site.browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
		const page = await context.newPage();
		await page.goto(address);
		await page.waitForFunction(() => 'swarmlab' in window, undefined, { timeout: 90_000 });
		await page.evaluate(() => window.swarmlab.ready);
		await enterTerminal(page, 'mgr1');
		await typeLine(page, 'docker service create --detach --name web nginx');
		await expect.poll(() => page.locator('.goals li').textContent(), { timeout: 30_000 }).toContain('reached');
		// Had the page been loaded anew, this would be gone.
		await page.evaluate(() => Object.assign(window, { sameAsBefore: true }));

		write('goal: A better wording');
		await expect.poll(() => page.locator('.goals li').textContent(), { timeout: 10_000 }).toContain('A better wording');
		expect(await page.locator('.goals li').textContent()).not.toContain('reached');

		write('gaol: A slip');
		const overlay = page.locator('vite-error-overlay');
		await expect.poll(() => overlay.count(), { timeout: 10_000 }).toBe(1);
		expect(await overlay.evaluate((element) => element.shadowRoot!.textContent)).toMatch(
			/mine\/en\.md:\d+: unknown key `gaol`; did you mean `goal`\?/
		);

		write('goal: The last wording');
		await expect.poll(() => page.locator('.goals li').textContent(), { timeout: 10_000 }).toContain('The last wording');
		expect(await overlay.count()).toBe(0);
		expect(await page.evaluate(() => 'sameAsBefore' in window)).toBe(true);
		await prompted(page, 'mgr1');
		await context.close();
	});
});

const LESSON = readFileSync('test/browser/preview-lesson.md', 'utf8');

/** Starts `swarmlab lesson preview`; the first line that it prints is the address. */
async function preview(lesson: string): Promise<string> {
	server = spawn(process.execPath, ['src/nodejs/swarmlab.mjs', 'lesson', 'preview', lesson, '--port', '5399'], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	let printed = '';
	server.stdout!.on('data', (data: Buffer) => (printed += data.toString()));
	await expect.poll(() => printed, { timeout: 60_000 }).toContain('Ctrl-C ends');
	return /http:\S+/.exec(printed)![0];
}
