import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { readRecording, type Recording } from '../../src/core/world/recording.ts';
import { wholeWorld } from '../../src/core/world/whole-world.ts';
import { enterTerminal, prompted, screen, shows, startSandbox, textOf, typeLine, useSite } from './site.ts';

/** Recordings as files: what was saved lives again to the byte, and a bad file changes nothing. */
const site = useSite();

async function openFile(page: Page, name: string, text: string): Promise<void> {
	await page.setInputFiles('input[type=file]', { name, mimeType: 'application/json', buffer: Buffer.from(text) });
}

/** Stops the clock, then everything about this moment. */
async function moment(page: Page): Promise<{ recording: Recording; hash: string }> {
	await page.evaluate(() => window.swarmlab.pause());
	const hash = await page.evaluate(() => window.swarmlab.hash());
	await page.waitForTimeout(150);
	expect(await page.evaluate(() => window.swarmlab.hash())).toBe(hash);
	return { recording: await page.evaluate(() => window.swarmlab.recording()), hash };
}

async function sandbox(): Promise<Page> {
	const page = await site.open('#/sandbox');
	await startSandbox(page, 3, 2);
	await enterTerminal(page, 'mgr2');
	await typeLine(page, 'docker service create --detach --name web --replicas 3 -p 80:80 nginx:alpine');
	await prompted(page, 'mgr2');
	return page;
}

describe('a saved recording', () => {
	it('lives again in another browser with the same hash, and in Node', async () => {
		const page = await sandbox();
		await page.evaluate(() => window.swarmlab.fault('stop leader'));
		await typeLine(page, 'docker no');
		await page.waitForTimeout(2500);
		const { recording, hash } = await moment(page);
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('button', { name: 'Save recording' }).click()
		]);
		const text = await textOf(download);
		expect(JSON.parse(text)).toEqual(recording);
		console.log(
			`saved: ${text.length} characters, ${recording.inputs.length} inputs, ${recording.end} virtual ms, hash ${hash}`
		);

		const world = wholeWorld(readRecording(text));
		world.sim.runUntil(recording.end);
		expect(world.sim.trace.hash()).toBe(hash);

		const other = await site.open('#/sandbox');
		await openFile(other, 'saved.json', text);
		await shows(other, 'mgr2', 'docker no');
		const again = await moment(other);
		// The other page goes on from there, and its screens may have another size: what it has done is a recording too.
		expect(again.recording.inputs.slice(0, recording.inputs.length)).toEqual(recording.inputs);
		expect(again.recording.end).toBeGreaterThanOrEqual(recording.end);
		const twin = wholeWorld(again.recording);
		twin.sim.runUntil(again.recording.end);
		expect(again.hash).toBe(twin.sim.trace.hash());
		expect(await screen(other, 'mgr2')).toContain('docker service create --detach --name web');
	});

	it('of a lesson comes back with its step and its goals', async () => {
		const page = await site.open('#/lesson/pi-swarm-mode/version');
		await enterTerminal(page, 'pi6');
		await typeLine(page, 'docker version');
		await expect.poll(() => page.locator('.goals li').textContent()).toContain('reached');
		const { recording } = await moment(page);
		const other = await site.open('#/sandbox');
		await openFile(other, 'lesson.json', JSON.stringify(recording));
		await expect.poll(() => other.locator('h1').first().textContent()).toBe('Which Docker is this?');
		await expect.poll(() => other.locator('.goals li').textContent()).toContain('reached');
		await shows(other, 'pi6', 'linux/arm');
	});
});

describe('a file that is no recording', () => {
	const good = {
		version: 1,
		seed: 1,
		era: '28.2',
		cluster: { machines: [{ name: 'mgr1', role: 'manager', host: 1 }], formed: true, network: '10.0.0.' },
		lesson: '',
		inputs: [],
		end: 0
	};
	const bad: [what: string, text: string, says: string][] = [
		['half a file', JSON.stringify(good).slice(0, 60), 'not JSON'],
		['a picture', '\u0089PNG\r\n', 'not JSON'],
		['something else', '{"hello":1}', 'version, inputs'],
		['another version', JSON.stringify({ ...good, version: 9 }), 'version 9'],
		['an unknown Docker', JSON.stringify({ ...good, era: '99.9' }), 'Docker 99.9'],
		[
			'a key to a machine that is not there',
			JSON.stringify({ ...good, inputs: [{ t: 1, type: 'key', machine: 'mgr7', data: 'x' }], end: 5 }),
			'inputs[0].machine'
		],
		[
			'time that runs backwards',
			JSON.stringify({
				...good,
				inputs: [
					{ t: 9, type: 'fault', text: 'heal' },
					{ t: 3, type: 'fault', text: 'heal' }
				],
				end: 9
			}),
			'inputs[1].t'
		],
		['no machines', JSON.stringify({ ...good, cluster: { ...good.cluster, machines: [] } }), 'cluster.machines']
	];

	it(`is refused with the reason, and nothing is lost (${bad.length} files)`, async () => {
		const page = await sandbox();
		await page.keyboard.type('kept');
		await shows(page, 'mgr2', /kept$/);
		const before = await screen(page, 'mgr2');
		for (const [what, text, says] of bad) {
			await openFile(page, 'bad.json', text);
			await expect.poll(() => page.locator('.page > .note').textContent(), { message: what }).toContain(says);
			expect(await page.locator('.page > .note').textContent(), what).toContain('Nothing here was changed');
			await page.getByRole('button', { name: 'Dismiss' }).click();
		}
		expect(await screen(page, 'mgr2')).toBe(before);
		expect(
			await page
				.evaluate(() => window.swarmlab.recording())
				.then(({ inputs }) => inputs.some((input) => input.type === 'key'))
		).toBe(true);
	});

	it('is refused in Chinese too', async () => {
		const page = await site.open('#/lesson/pi-swarm-mode/version', { locale: 'zh-CN' });
		await openFile(page, 'bad.json', '[]');
		await expect.poll(() => page.locator('.page > .note').textContent()).toMatch(/bad\.json.*\p{Script=Han}/u);
		expect(await page.locator('h1').textContent()).toMatch(/\p{Script=Han}/u);
	});
});
