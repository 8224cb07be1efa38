import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { axe, enterTerminal, screen, startSandbox, tabTo, useSite } from './site.ts';

/** Every width, both grounds, both languages: nothing out of reach, with or without a mouse. */
const site = useSite();

const WIDTHS = [1440, 1024, 800, 390, 320] as const;
const AT = '#/lesson/pi-swarm-mode/scale';

/** Elements that stick out of the window sideways although nothing lets one scroll to them. */
function sticksOut(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const scrolls = (element: Element | null): boolean => {
			for (let at = element; at && at !== document.body; at = at.parentElement) {
				const { overflowX } = getComputedStyle(at);
				if (overflowX !== 'visible') return true;
			}
			return false;
		};
		return [...document.querySelectorAll('body *')]
			.filter((element) => {
				const box = element.getBoundingClientRect();
				return (
					box.width > 1 &&
					box.height > 1 &&
					box.right > innerWidth + 1 &&
					getComputedStyle(element).clipPath === 'none' &&
					!scrolls(element.parentElement)
				);
			})
			.slice(0, 5)
			.map((element) => element.outerHTML.slice(0, 120));
	});
}

describe('every width', () => {
	it.each(WIDTHS)('%i px: no sideways scroll, every pane can be reached, both languages', async (width) => {
		const page = await site.open(AT, { viewport: { width, height: width < 640 ? 800 : 900 }, hasTouch: width < 640 });
		for (const language of ['en', 'zh'] as const) {
			const phone = width < 640;
			if (phone) {
				for (const [pane, holds] of [
					['terminal', '.xterm-rows'],
					['diagram', '#diagram svg'],
					['lesson', '#lesson h1']
				] as const) {
					await page.locator('nav.bottom button').nth(['lesson', 'terminal', 'diagram'].indexOf(pane)).click();
					await expect
						.poll(() => page.locator(holds).first().isVisible(), { message: `${pane} at ${width}` })
						.toBe(true);
					expect(
						await page.evaluate(() => document.documentElement.scrollWidth),
						`${pane} at ${width}`
					).toBeLessThanOrEqual(width);
					expect(await sticksOut(page), `${pane} at ${width}`).toEqual([]);
					await site.picture(page, `width-${width}-${language}-${pane}`);
				}
			} else if (width < 1024) {
				for (const [index, holds] of ['#diagram svg', '.xterm-rows'].entries()) {
					await page.locator('.switch [role=tab]').nth(index).click();
					await expect.poll(() => page.locator(holds).first().isVisible()).toBe(true);
					await expect.poll(() => page.locator('#lesson h1').isVisible()).toBe(true);
					await site.picture(page, `width-${width}-${language}-${index}`);
				}
			} else {
				for (const holds of ['#lesson h1', '#diagram svg', '.xterm-rows', '#time .timeline', '#explanation']) {
					expect(await page.locator(holds).first().isVisible(), holds).toBe(true);
				}
				await site.picture(page, `width-${width}-${language}`);
			}
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
			expect(await sticksOut(page)).toEqual([]);
			if (language === 'en') {
				if (phone) {
					await page.getByRole('button', { name: 'Menu' }).click();
					await page.locator('[role=radio][lang="zh-CN"]').click();
					await page.keyboard.press('Escape');
				} else await page.locator('[role=radio][lang="zh-CN"]').click();
				await expect.poll(() => page.locator('#lesson h1').textContent()).toMatch(/\p{Script=Han}/u);
			}
		}
	});

	it('a phone types a command with two taps and shows what it prints', async () => {
		const page = await site.open('#/lesson/pi-swarm-mode/version', {
			viewport: { width: 390, height: 844 },
			hasTouch: true,
			isMobile: true
		});
		await page.locator('.command .body').first().tap();
		await page.getByRole('button', { name: 'Run', exact: true }).tap();
		await page.locator('nav.bottom button').nth(1).tap();
		await expect.poll(() => screen(page, 'pi6')).toContain('linux/arm');
	});
});

describe('both grounds', () => {
	it(
		'axe finds nothing serious on the lesson, the sandbox and its start, at three widths',
		{ timeout: 300_000 },
		async () => {
			const found: string[] = [];
			let looks = 0;
			for (const colorScheme of ['light', 'dark'] as const) {
				for (const width of [1440, 800, 390]) {
					for (const hash of ['#/sandbox', AT]) {
						const page = await site.open(hash, { colorScheme, viewport: { width, height: 900 } });
						found.push(...(await axe(page)).map((what) => `${hash} ${colorScheme} ${width}: ${what}`));
						looks++;
						if (hash === '#/sandbox' && width === 1440) {
							await startSandbox(page, 3, 2);
							for (const name of ['raft', 'ingress', 'replicas']) {
								await page.locator(`[role=tab][data-name=${name}]`).click();
								await page.waitForTimeout(300);
								found.push(...(await axe(page)).map((what) => `${name} ${colorScheme}: ${what}`));
								looks++;
							}
							await page.locator('.seen').click();
							await page.getByRole('menuitemradio', { name: /mgr2/ }).click();
							expect(await page.locator('.believes').textContent()).toContain('As mgr2 believes its own');
							await page.getByRole('button', { name: 'As text' }).click();
							await page.waitForTimeout(300);
							found.push(...(await axe(page)).map((what) => `as text ${colorScheme}: ${what}`));
							looks++;
						}
						await page.context().close();
					}
				}
			}
			console.log(`axe: ${looks} looks`);
			expect(found).toEqual([]);
		}
	);

	it('the theme can be chosen against the system’s, and is remembered', async () => {
		const page = await site.open(AT, { colorScheme: 'light' });
		const ground = () =>
			page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--paper').trim());
		const light = await ground();
		await page.getByRole('button', { name: /^Theme/ }).click();
		await page.getByRole('menuitemradio', { name: 'Dark' }).click();
		const dark = await ground();
		expect(dark).not.toBe(light);
		await page.reload();
		await page.waitForFunction(() => 'swarmlab' in window);
		expect(await ground()).toBe(dark);
	});
});

describe('without a mouse', () => {
	it('Tab goes lesson, diagram, explanation, time, terminal, separators, and comes out again', async () => {
		const page = await site.open(AT);
		await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
		const seen: string[] = [];
		for (let i = 0; i < 80; i++) {
			await page.keyboard.press('Tab');
			const place = await page.evaluate(() => {
				const at = document.activeElement;
				if (!at || at === document.body) return 'out';
				if (at.closest('.xterm')) return 'terminal';
				if (at.getAttribute('role') === 'separator') return 'separator';
				for (const [selector, name] of [
					['.skip', 'skip links'],
					['header', 'top bar'],
					['#lesson', 'lesson'],
					['.diagrams .bar', 'diagram tabs'],
					['.diagrams .focus', 'diagram'],
					['.peeks', 'peeks'],
					['#explanation', 'explanation'],
					['#time', 'time'],
					['#terminal', 'terminal tabs']
				] as const)
					if (at.closest(selector)) return name;
				return at.outerHTML.slice(0, 80);
			});
			if (place === 'out') break;
			if (place === 'terminal') for (const key of ['Escape', 'Escape']) await page.keyboard.press(key);
			if (seen.at(-1) !== place) seen.push(place);
		}
		console.log(`focus: ${seen.join(' → ')}`);
		// UI.md section 6; separators lie between the panes they move, and the outermost comes last.
		expect(seen.filter((place) => place !== 'separator')).toEqual([
			'skip links',
			'top bar',
			'lesson',
			'diagram tabs',
			'diagram',
			'peeks',
			'explanation',
			'time',
			'terminal tabs',
			'terminal'
		]);
		expect(seen.at(-1)).toBe('separator');
	});

	it('every focus can be seen: a ring of at least 2 px, or the mark’s own', async () => {
		const page = await site.open(AT);
		const bare: string[] = [];
		let stops = 0;
		for (let i = 0; i < 60; i++) {
			await page.keyboard.press('Tab');
			const said = await page.evaluate(() => {
				const at = document.activeElement;
				if (!at || at === document.body) return 'out';
				if (at.closest('.xterm')) return 'terminal';
				const style = getComputedStyle(at);
				if (at.closest('svg')) return '';
				// Of a radio in a card or a separator the ring is drawn by what is around it or on it.
				const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
				const before = getComputedStyle(at, '::before');
				return ringed || before.outlineStyle !== 'none' || style.boxShadow !== 'none' ? '' : at.outerHTML.slice(0, 120);
			});
			if (said === 'out') break;
			if (said === 'terminal') for (const key of ['Escape', 'Escape']) await page.keyboard.press(key);
			else if (said) bare.push(said);
			stops++;
		}
		console.log(`focus rings: ${stops} stops`);
		expect(stops).toBeGreaterThan(25);
		expect(bare).toEqual([]);
	});

	it('the skip links lead to lesson, terminal and diagram', async () => {
		const page = await site.open(AT);
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		expect(await page.evaluate(() => document.activeElement?.id)).toBe('lesson');
		await tabTo(page, page.getByRole('button', { name: 'To the terminal' }), 'Shift+Tab');
		await page.keyboard.press('Enter');
		await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.xterm') != null)).toBe(true);
	});

	it('single keys switch diagrams, text, terminals and steps, and rest while a terminal is typed in', async () => {
		const page = await site.open(AT);
		await page.locator('#lesson').focus();
		const selected = () => page.locator('.diagrams [role=tab][aria-selected=true]').getAttribute('data-name');
		for (const [key, name] of [
			['2', 'raft'],
			['3', 'ingress'],
			['1', 'replicas']
		] as const) {
			await page.keyboard.press(key);
			await expect.poll(selected).toBe(name);
		}
		await page.keyboard.press('x');
		await expect.poll(() => page.locator('.focus table').count()).toBeGreaterThan(0);
		await page.keyboard.press('x');
		await page.keyboard.press('?');
		await expect.poll(() => page.locator('dialog[open]').count()).toBe(1);
		await page.keyboard.press('Escape');
		await page.locator('#lesson').focus();
		await page.keyboard.press('t');
		await page.keyboard.press('2');
		await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.xterm') != null)).toBe(true);
		await page.keyboard.type('2x?');
		await expect.poll(() => screen(page, 'pi1')).toBe('root@pi1 $ 2x?');
		expect(await selected()).toBe('replicas');
	});

	it('arrows walk the marks of a diagram, one tab stop in all', async () => {
		const page = await site.open('#/sandbox');
		await startSandbox(page, 3, 2);
		await page.locator('[role=tab][data-name=raft]').click();
		await page.waitForSelector('.focus [data-role]');
		await page.keyboard.press('Tab');
		await tabTo(page, page.locator('.focus [data-mark]:focus'), 'Tab', 6);
		const first = await page.evaluate(() => document.activeElement?.getAttribute('data-mark'));
		await page.keyboard.press('ArrowDown');
		const second = await page.evaluate(() => document.activeElement?.getAttribute('data-mark'));
		expect(second).not.toBe(first);
		await page.keyboard.press('Tab');
		expect(await page.evaluate(() => document.activeElement?.closest('.focus [data-mark]') != null)).toBe(false);
	});
});

describe('reduced motion', () => {
	it('nothing is animated, and nothing blinks', async () => {
		const page = await site.open('#/sandbox', { reducedMotion: 'reduce' });
		await startSandbox(page, 3, 2);
		await page.locator('[role=tab][data-name=raft]').click();
		await page.evaluate(() => window.swarmlab.fault('stop leader'));
		await enterTerminal(page, 'mgr2');
		const seen = new Set<string>();
		for (let i = 0; i < 60; i++) {
			const running = await page.evaluate(() =>
				document
					.getAnimations()
					.filter((a) => a.playState === 'running' && Number(a.effect?.getComputedTiming().duration) > 20)
					.map(
						(a) =>
							`${(a.effect as KeyframeEffect).target?.outerHTML.slice(0, 100)} ${String(a.effect?.getComputedTiming().duration)} ms`
					)
			);
			for (const one of running) seen.add(one);
			await page.waitForTimeout(100);
		}
		expect([...seen]).toEqual([]);
		expect(await page.locator('.xterm-cursor-blink').count()).toBe(0);
	});
});
