import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { runsOfExperiment, type ExperimentId, type Reading } from '../../src/core/lesson/experiment/experiment.ts';
import { measure } from '../../src/core/lesson/experiment/measure.ts';
import { summarise } from '../../src/core/lesson/experiment/summary.ts';
import { isFocused, tabTo, useSite } from './site.ts';

/** Experiments: begun and stopped without a mouse, drawn and told, with the numbers that Node measures. */
const site = useSite();

const figure = (page: Page) => page.locator('#lesson figure', { has: page.locator('.run') });

/** Rows of the table below the plot, and how many worlds they are made of. */
async function table(page: Page): Promise<{ rows: string[][]; worlds: number }> {
	const rows = await figure(page)
		.locator('tbody tr')
		.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent.trim())));
	return { rows, worlds: rows.reduce((sum, row) => sum + Number(row.at(-1)), 0) };
}

/** What the table has to say when the first worlds have been measured, here in Node. */
function expected(id: ExperimentId, parameter: number, worlds: number): string[][] {
	const readings = runsOfExperiment(id, parameter)
		.slice(0, worlds)
		.map((run): Reading => measure(id, parameter, run));
	const number = (value: number): string => String(Math.round(value * 10) / 10);
	const { places } = summarise(id, parameter, readings);
	return places.map(({ spreads, worlds: own }) => [
		...spreads.map(({ median, least, most }) =>
			least === most ? number(median) : `${number(median)} (${number(least)} to ${number(most)})`
		),
		String(own)
	]);
}

/** Opens the table by its key, and leaves it open. */
async function openTable(page: Page): Promise<void> {
	await tabTo(page, figure(page).locator('summary'));
	await page.keyboard.press('Enter');
	await expect.poll(() => figure(page).locator('table').isVisible()).toBe(true);
}

async function told(page: Page): Promise<string> {
	return (await figure(page).locator('.told').textContent()) ?? '';
}

/** Follows a link to a step; the key L leads to its text. */
async function turnTo(page: Page, step: string): Promise<void> {
	await page.evaluate((name) => (location.hash = `#/lesson/deep-dive-managers/${name}`), step);
	await page.keyboard.press('l');
}

/** Begins by the key, and waits for the end. */
async function measureAll(page: Page, id: ExperimentId, parameter: number): Promise<string[][]> {
	await tabTo(page, figure(page).locator('.run button'));
	await page.keyboard.press('Enter');
	const all = runsOfExperiment(id, parameter).length;
	await expect.poll(() => told(page), { timeout: 60_000 }).toBe(`All ${all} worlds have been measured.`);
	const { rows, worlds } = await table(page);
	expect(worlds).toBe(all);
	expect(rows.map((row) => row.slice(1))).toEqual(expected(id, parameter, all));
	return rows;
}

describe('the experiments of the lesson on managers', () => {
	it('run by keyboard, draw and tell what Node measures, and stop when they are told to', async () => {
		const page = await site.open('#/lesson/deep-dive-managers/three');
		// Which side of a cut can change anything, here of three managers: the setting is chosen by an arrow key.
		await tabTo(page, figure(page).locator('[role=radio][aria-checked=true]'));
		await page.keyboard.press('ArrowLeft');
		expect(await figure(page).locator('[role=radio][aria-checked=true]').textContent()).toBe('3');
		const split = await measureAll(page, 'split', 3);
		await openTable(page);
		expect(split.map(([place]) => place)).toEqual(['1 | 2', '2 | 1']);
		expect(await figure(page).locator('circle.mark').count()).toBe(split.length + 1);
		expect(await figure(page).locator('.plot > svg').getAttribute('aria-label')).toContain('All 10 worlds');

		await turnTo(page, 'distance');
		await expect.poll(() => figure(page).locator('[role=radio]').first().textContent()).toBe('one room');
		const agreement = await measureAll(page, 'agreement', 10);
		const times = agreement.map((row) => parseFloat(row[1]!));
		// "As far as the one is away that completes the majority": each pair of managers more costs time.
		for (let i = 1; i < times.length; i++) expect(times[i]!).toBeGreaterThan(times[i - 1]!);
		await site.picture(page, 'experiment');

		await turnTo(page, 'flapping');
		await expect.poll(() => figure(page).locator('[role=radio]').first().textContent()).toBe('3');
		const button = figure(page).locator('.run button');
		await tabTo(page, button);
		await page.keyboard.press('Enter');
		await expect.poll(async () => (await table(page)).worlds, { timeout: 30_000 }).toBeGreaterThan(1);
		expect(await isFocused(button)).toBe(true);
		await page.keyboard.press('Enter');
		await expect.poll(() => told(page)).toMatch(/^Stopped after \d+ of 40 worlds\.$/);
		const { rows, worlds } = await table(page);
		expect(worlds).toBeLessThan(40);
		const known = expected('elections', 3, worlds);
		known.forEach((cells, i) => {
			const measured = rows[i]!.slice(1);
			if (cells.length > 1) expect(measured, rows[i]![0]).toEqual(cells);
			else expect(measured, rows[i]![0]).toEqual(['–', '0']);
		});
		await page.waitForTimeout(500);
		expect((await table(page)).worlds).toBe(worlds);
		console.log(`experiments: ${10 + 20 + worlds} worlds in the browser as in Node`);
	});
});
