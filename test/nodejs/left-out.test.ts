import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { descriptionFile, readDescription } from '../../src/nodejs/api-description/description.ts';
import { leftOutPage, routesPage } from '../../src/nodejs/left-out.ts';

const page = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

test('docs/left-out.md lists what the command line leaves out today (npx swarmlab left-out writes it)', () => {
	const { text, commands, flags } = leftOutPage();
	console.log(`${commands} commands and ${flags} flags are left out`);
	expect(page('left-out.md')).toBe(text);
	expect(commands).toBeGreaterThan(0);
	expect(flags).toBeGreaterThan(0);
});

test('docs/api-routes.md lists which routes of the API are served today (npx swarmlab left-out writes it)', () => {
	const { text, served, total } = routesPage(readDescription(descriptionFile('1.50')));
	console.log(`${served} of ${total} routes of API 1.50 are served`);
	expect(page('api-routes.md')).toBe(text);
	expect(total).toBeGreaterThan(100);
	expect(served).toBeGreaterThan(70);
});
