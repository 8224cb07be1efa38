import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { enterTerminal, prompted, screen, shows, startSandbox, tabTo, typeLine, useSite } from './site.ts';

/** The sandbox with three managers and two workers: what breaks, what goes on, and what the page says of it. */
const site = useSite();

async function swarm(speed = 5): Promise<Page> {
	const page = await site.open('#/lesson/pi-swarm-mode/before');
	await page.getByRole('button', { name: 'Sandbox' }).click();
	await startSandbox(page, 3, 2);
	await page.evaluate((factor) => window.swarmlab.speed(factor), speed);
	return page;
}

/** Brings a diagram into focus by its tab. */
async function look(page: Page, name: 'replicas' | 'raft' | 'ingress'): Promise<void> {
	await page.locator(`[role=tab][data-name=${name}]`).click();
	await page.waitForSelector(
		{
			replicas: '.focus [data-mark^="fold"], .focus [data-mark^="node"]',
			raft: '.focus [data-role]',
			ingress: '.focus [data-port]'
		}[name]
	);
}

/** Names of managers with a role, from the picture itself. */
function withRole(page: Page, role: string): Promise<string[]> {
	return page
		.locator(`.focus [data-role=${role}]`)
		.evaluateAll((marks) => marks.map((mark) => mark.getAttribute('data-machine') ?? ''));
}

/** Does one thing of a machine's menu by its key. */
async function byMenu(page: Page, machine: string, key: string): Promise<void> {
	await page.locator(`.focus [data-machine=${machine}]`).first().click();
	await page.waitForSelector('[role=menu]');
	await page.keyboard.press(key);
	await page.waitForSelector('[role=menu]', { state: 'detached' });
}

/** The same without a mouse: Tab into the diagram, arrows from mark to mark, Enter. */
async function byMenuAndKeys(page: Page, machine: string, key: string): Promise<void> {
	await page.locator('.diagrams [role=tab][aria-selected=true]').focus();
	await page.keyboard.press('Tab');
	const here = (): Promise<string | null> => page.evaluate(() => document.activeElement!.getAttribute('data-machine'));
	await tabTo(page, page.locator('.focus [data-mark]:focus'), 'Tab', 6);
	const ways = ['ArrowDown', 'ArrowLeft', 'ArrowUp', 'ArrowRight'];
	for (let i = 0; (await here()) !== machine; i++) {
		if (i === 24) throw new Error(`the arrows do not lead to ${machine}`);
		await page.keyboard.press(ways[i % 4]!);
	}
	await page.keyboard.press('Enter');
	await page.waitForSelector('[role=menu]');
	await page.keyboard.press(key);
	await page.waitForSelector('[role=menu]', { state: 'detached' });
	expect(await here()).toBe(machine);
}

/** Text of the diagram in focus as table and sentence; the picture comes back afterwards. */
async function twin(page: Page): Promise<string> {
	const button = page.getByRole('button', { name: 'As text' });
	await button.click();
	const text = (await page.locator('.focus').innerText()).replace(/\s+/g, ' ');
	await button.click();
	return text;
}

/**
 * The first call after a manager has lost the others may hang for 20 s and fail by its deadline, as recorded of a real
 * swarm; every call after it is told at once that there is no leader.
 */
async function saysThatTheQuorumIsLost(page: Page, node: string): Promise<void> {
	const noLeader =
		"Error response from daemon: rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.";
	const deadline = 'Error response from daemon: rpc error: code = DeadlineExceeded desc = context deadline exceeded';
	await typeIn(page, node, 'docker node ls');
	await shows(page, node, new RegExp(`${wrapped(noLeader).source}|${wrapped(deadline).source}`), 60_000);
	await typeIn(page, node, 'clear; docker node ls');
	await shows(page, node, wrapped(noLeader), 20_000);
}

describe('three managers and two workers', () => {
	it('are one click from the lesson and answer as Docker does', async () => {
		const page = await swarm(1);
		await enterTerminal(page, 'mgr1');
		await typeLine(page, 'docker node ls');
		await shows(page, 'mgr1', /MANAGER STATUS/);
		const lines = (await screen(page, 'mgr1')).split('\n').filter((line) => /^[a-z0-9]{25}/.test(line));
		expect(lines.map((line) => line.split(/\s+/).filter((word) => word !== '*')[1])).toEqual([
			'mgr1',
			'mgr2',
			'mgr3',
			'wrk1',
			'wrk2'
		]);
		expect(lines.map((line) => /Leader|Reachable/.exec(line)?.[0] ?? '')).toEqual([
			'Leader',
			'Reachable',
			'Reachable',
			'',
			''
		]);
		await site.picture(page, 'sandbox-3m2w');
	});

	it('elect another leader when the leader is stopped by its mark, and the service runs on', async () => {
		const page = await swarm();
		await enterTerminal(page, 'mgr2');
		await typeLine(page, 'docker service create --name web --replicas 4 -p 8080:80 nginx:alpine');
		await shows(page, 'mgr2', /Service \S+ converged/, 60_000);
		await look(page, 'raft');
		const [leader] = await withRole(page, 'leader');
		expect(leader).toBe('mgr1');
		const term = Number(await page.locator('.focus [data-role=leader]').getAttribute('data-term'));
		expect(await twin(page)).toContain(`mgr1 is leader in term ${term}`);
		await byMenuAndKeys(page, 'mgr1', 's');
		await expect
			.poll(() => page.locator('[role=tab][data-machine=mgr1]').getAttribute('aria-label'))
			.toBe('mgr1, down');
		await expect
			.poll(async () => (await withRole(page, 'leader')).filter((name) => name !== 'mgr1').length, { timeout: 30_000 })
			.toBe(1);
		const [next] = await withRole(page, 'leader');
		const nextTerm = Number(await page.locator('.focus [data-role=leader]').getAttribute('data-term'));
		expect(nextTerm).toBeGreaterThan(term);
		expect(await withRole(page, 'stopped')).toEqual(['mgr1']);
		expect(await twin(page)).toContain(`${next} is leader in term ${nextTerm}`);
		// The band of terms in the time bar, and the sentence that says why.
		expect(await page.locator('.timeline .reign title').allTextContents()).toEqual([
			`term ${term}, mgr1`,
			`term ${nextTerm}, ${next}`
		]);
		await site.picture(page, 'sandbox-leader-stopped');
		await enterTerminal(page, 'wrk1');
		await typeLine(page, 'curl -s mgr2:8080 | head -1');
		await shows(page, 'wrk1', '<!DOCTYPE html>');
	});

	it('elect another leader when the leader is stopped by a typed fault', async () => {
		const page = await swarm();
		await look(page, 'raft');
		await enterTerminal(page, 'wrk2');
		await typeLine(page, 'fault stop leader');
		await expect.poll(() => withRole(page, 'stopped')).toEqual(['mgr1']);
		await expect
			.poll(() => withRole(page, 'leader'), { timeout: 30_000 })
			.toEqual([expect.stringMatching(/^mgr[23]$/)]);
		await enterTerminal(page, 'mgr1');
		await typeLine(page, 'docker node ls');
		await shows(page, 'mgr1', 'Cannot connect to the Docker daemon');
		await typeLine(page, 'fault start mgr1');
		await expect.poll(() => withRole(page, 'stopped'), { timeout: 30_000 }).toEqual([]);
	});

	it('say in Docker’s words that the quorum is lost when two of three are stopped, and mend when one is back', async () => {
		const page = await swarm();
		await enterTerminal(page, 'mgr3');
		await typeLine(
			page,
			'docker service create --detach --name web --constraint node.role==worker --replicas 2 -p 8080:80 nginx:alpine'
		);
		await page.waitForTimeout(4000);
		await look(page, 'raft');
		await byMenu(page, 'mgr1', 's');
		await byMenu(page, 'mgr2', 's');
		await page.waitForTimeout(6000);
		await saysThatTheQuorumIsLost(page, 'mgr3');
		expect(await withRole(page, 'leader')).toEqual([]);
		expect(await twin(page)).toMatch(/No manager leads.*3 managers, 2 needed, 1 reachable: nothing can be changed/);
		await expect
			.poll(() => page.locator('.page ~ [role=alert]').textContent())
			.toBe('No leader: nothing can be changed.');
		await typeIn(page, 'wrk1', 'curl -s wrk2:8080 | head -1');
		await shows(page, 'wrk1', '<!DOCTYPE html>');
		await site.picture(page, 'sandbox-quorum-lost');
		await byMenu(page, 'mgr2', 's');
		await expect.poll(() => withRole(page, 'leader'), { timeout: 40_000 }).toHaveLength(1);
		await typeIn(page, 'mgr3', 'clear; until docker service ls; do sleep 1; done');
		await shows(page, 'mgr3', /web\s+replicated\s+2\/2/, 30_000);
	});

	it('show both sides of a partition, named, and come together again when it heals', async () => {
		const page = await swarm();
		await look(page, 'raft');
		await typeIn(page, 'wrk1', 'fault partition mgr1 \\| mgr2 mgr3 wrk1 wrk2');
		await page.waitForSelector('.focus [data-side=A]');
		await page.waitForSelector('.focus [data-side=B]');
		await expect
			.poll(async () => (await withRole(page, 'leader')).some((name) => name !== 'mgr1'), { timeout: 40_000 })
			.toBe(true);
		await site.picture(page, 'sandbox-partition');
		expect(await twin(page)).toMatch(/minority/i);
		await saysThatTheQuorumIsLost(page, 'mgr1');
		await typeIn(page, 'wrk1', 'fault heal');
		await page.waitForSelector('.focus [data-side]', { state: 'detached' });
		await expect.poll(() => withRole(page, 'follower'), { timeout: 40_000 }).toContain('mgr1');
		// It may follow nobody yet.
		await typeIn(page, 'mgr1', 'clear; until docker node ls; do sleep 1; done');
		await shows(page, 'mgr1', /Leader/, 40_000);
	});

	it('move tasks off a node that is drained, by new boxes in other columns', async () => {
		const page = await swarm();
		await typeIn(page, 'mgr1', 'docker service create --detach --name web --replicas 5 nginx:alpine');
		const running = () =>
			page
				.locator('.focus [data-task][data-state=running]')
				.evaluateAll((marks) =>
					marks.map((mark) => [mark.getAttribute('data-task'), mark.getAttribute('data-machine')])
				);
		await look(page, 'replicas');
		await expect.poll(running, { timeout: 40_000 }).toHaveLength(5);
		const before = await running();
		const onWorker = before.filter(([, machine]) => machine === 'wrk1').length;
		expect(onWorker).toBeGreaterThan(0);
		await typeIn(page, 'mgr1', 'docker node update --availability drain wrk1');
		await expect
			.poll(async () => (await running()).filter(([, machine]) => machine === 'wrk1').length, { timeout: 40_000 })
			.toBe(0);
		await expect.poll(running, { timeout: 40_000 }).toHaveLength(5);
		const after = await running();
		const stayed = after.filter(([id]) => before.some(([old]) => old === id));
		expect(stayed).toHaveLength(5 - onWorker);
		for (const [id, machine] of stayed) expect(before).toContainEqual([id, machine]);
		await site.picture(page, 'sandbox-drained');
	});
});

describe('what is refused', () => {
	it('is told in Docker’s words, with its exit codes', async () => {
		const page = await swarm();
		const api = (command: string) => page.evaluate((line) => window.swarmlab.run(line, { node: 'mgr1' }), command);
		expect(await api('docker frobnicate')).toMatchObject({
			code: 1,
			stderr: expect.stringContaining('docker: unknown command: docker frobnicate') as string
		});
		expect(await api('docker node ls --frob')).toMatchObject({
			code: 125,
			stderr: expect.stringContaining('unknown flag: --frob') as string
		});
		expect(await api('docker service create --detach --name one -p 8080:80 nginx:alpine')).toMatchObject({ code: 0 });
		expect(await api('docker service create --detach --name two -p 8080:80 nginx:alpine')).toMatchObject({
			code: 1,
			stderr: expect.stringContaining("port '8080' is already in use by service 'one'") as string
		});
		expect(await api('docker service create --detach --name gone nosuchimage:latest')).toMatchObject({ code: 0 });
		await expect
			.poll(async () => (await api('docker service ps --no-trunc gone')).stdout, { timeout: 60_000, interval: 500 })
			.toMatch(/No such image: nosuchimage:latest/);
	});
});

async function typeIn(page: Page, machine: string, line: string): Promise<void> {
	await enterTerminal(page, machine);
	await prompted(page, machine);
	await typeLine(page, line);
}

/** The text wherever a terminal breaks its lines. */
function wrapped(text: string): RegExp {
	const characters = [...text.replace(/\s+/g, '')].map((c) => c.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&'));
	return new RegExp(characters.join('\\s*'));
}
