import { describe, expect, it } from 'vitest';
import { shows, startSandbox, useSite } from './site.ts';

/** window.swarmlab: every documented call, on the real simulation. */
const site = useSite();

describe('window.swarmlab', () => {
	it('has what is documented and nothing else', async () => {
		const page = await site.open();
		expect(await page.evaluate(() => Object.keys(window.swarmlab).sort())).toEqual([
			'fault',
			'goto',
			'hash',
			'now',
			'pause',
			'play',
			'ready',
			'recording',
			'reset',
			'run',
			'screen',
			'snapshot',
			'speed',
			'type'
		]);
	});

	it('run: answers with code, stdout and stderr, in a shell that remembers', async () => {
		const page = await site.open();
		const run = (command: string, node?: string) =>
			page.evaluate(([line, name]) => window.swarmlab.run(line!, name ? { node: name } : {}), [command, node]);
		expect(await run('echo out; echo err >&2; exit 3')).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n' });
		expect(await run('x=5; cd /tmp', 'pi1')).toMatchObject({ code: 0 });
		expect(await run('echo $x $PWD $(hostname)', 'pi1')).toMatchObject({ stdout: '5 /tmp pi1\n' });
		expect(await run('docker node ls', 'pi1')).toMatchObject({ code: 1, stdout: '' });
	});

	it('type and screen: as a person types, and what a person sees', async () => {
		const page = await site.open();
		await page.evaluate(() => window.swarmlab.type('echo $HOSTNAME\r', { node: 'pi1' }));
		await shows(page, 'pi1', /^root@pi1 \$ echo \$HOSTNAME\npi1\nroot@pi1 \$$/);
		expect(await page.locator('[role=tab][data-machine=pi1]').getAttribute('aria-selected')).toBe('true');
		expect(await page.evaluate(() => window.swarmlab.screen())).toContain('echo $HOSTNAME');
	});

	it('fault: the words after fault, and what the command would say of others', async () => {
		const page = await site.open('#/sandbox');
		await startSandbox(page, 3, 1);
		await page.evaluate(() => window.swarmlab.fault('stop wrk1'));
		await expect
			.poll(() => page.locator('[role=tab][data-machine=wrk1]').getAttribute('aria-label'))
			.toBe('wrk1, down');
		const said = await page.evaluate(() =>
			window.swarmlab.fault('stop wrk9').then(
				() => '',
				(error: Error) => error.message
			)
		);
		expect(said).toMatch(/wrk9/);
		expect(said).toMatch(/^fault: /);
	});

	it('pause, play, speed, now', async () => {
		const page = await site.open();
		await page.evaluate(() => window.swarmlab.pause());
		await page.waitForTimeout(100);
		const then = await page.evaluate(() => window.swarmlab.now);
		await page.waitForTimeout(400);
		expect(await page.evaluate(() => window.swarmlab.now)).toBe(then);
		await page.evaluate(() => {
			window.swarmlab.speed(50);
			window.swarmlab.play();
		});
		await expect.poll(() => page.evaluate(() => window.swarmlab.now)).toBeGreaterThan(then + 10_000);
	});

	it('goto: plays the steps before, by ID or by number; unknown ones are named', async () => {
		const page = await site.open();
		await page.evaluate(() => window.swarmlab.goto('scale'));
		expect(await page.locator('h1').textContent()).toBe('Five of them');
		const snapshot = (await page.evaluate(() => window.swarmlab.snapshot())) as {
			services: Record<string, { running: number }>;
			nodes: object;
		};
		expect(snapshot.services['whoami']?.running).toBe(1);
		expect(Object.keys(snapshot.nodes).sort()).toEqual(['pi1', 'pi6']);
		expect(await page.evaluate(() => window.swarmlab.now)).toBeLessThan(60_000);
		await page.evaluate(() => window.swarmlab.goto(2));
		expect(await page.locator('h1').textContent()).toBe('Which Docker is this?');
		const said = await page.evaluate(() =>
			window.swarmlab.goto('nowhere').then(
				() => '',
				(error: Error) => error.message
			)
		);
		expect(said).toMatch(/no step nowhere.*before version/);
	});

	it('reset: same machines, same seed, nothing done', async () => {
		const page = await site.open('#/sandbox');
		await startSandbox(page, 1, 1);
		await page.evaluate(() => window.swarmlab.run('docker service create -d --name web nginx', { node: 'mgr1' }));
		await page.evaluate(() => window.swarmlab.reset());
		expect((await page.evaluate(() => window.swarmlab.snapshot())) as object).toMatchObject({ services: {} });
		expect(await page.evaluate(() => window.swarmlab.run('docker service ls -q', { node: 'mgr1' }))).toMatchObject({
			code: 0,
			stdout: ''
		});
	});

	it('recording and hash: the same inputs give the same hash', async () => {
		const page = await site.open();
		await page.evaluate(() => window.swarmlab.pause());
		await page.waitForTimeout(100);
		const [recording, hash, again] = await page.evaluate(
			async () =>
				[await window.swarmlab.recording(), await window.swarmlab.hash(), await window.swarmlab.hash()] as const
		);
		expect(recording).toMatchObject({
			version: 1,
			era: '1.12.0-rc1',
			lesson: 'pi-swarm-mode',
			cluster: { formed: false }
		});
		expect(hash).toMatch(/^[0-9a-f]{16}$/);
		expect(again).toBe(hash);
	});

	it('says which machine there is not, and that there is no world yet', async () => {
		const page = await site.open();
		const said = await page.evaluate(() =>
			window.swarmlab.run('ls', { node: 'pi9' }).then(
				() => '',
				(error: Error) => error.message
			)
		);
		expect(said).toBe('swarmlab: no machine pi9. There are: pi6 pi1');
		const start = await site.open('#/sandbox');
		expect(
			await start.evaluate(() =>
				window.swarmlab.snapshot === undefined
					? ''
					: Promise.resolve()
							.then(() => window.swarmlab.snapshot())
							.then(
								() => '',
								(error: Error) => error.message
							)
			)
		).toBe('swarmlab: no machines have been started');
	});
});
