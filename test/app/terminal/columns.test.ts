import { describe, expect, it } from 'vitest';
import { closeColumn, nextColumn, showIn, split, type Columns } from '../../../src/app/terminal/columns.ts';

const ALL = ['mgr1', 'mgr2', 'mgr3', 'wrk1'];
const one: Columns = { machines: ['mgr2'], active: 'mgr2' };
const show = ({ machines, active }: Columns): string =>
	machines.map((name) => (name === active ? `[${name}]` : name)).join(' ');

describe('terminals side by side', () => {
	it('adds the next machine right of the active one, at most three, each once', () => {
		const two = split(one, ALL);
		expect(show(two)).toBe('mgr2 [mgr3]');
		const three = split(showIn(two, 'mgr2'), ALL);
		expect(show(three)).toBe('mgr2 [wrk1] mgr3');
		expect(nextColumn(three, ALL)).toBeUndefined();
		expect(show(split(three, ALL))).toBe('mgr2 [wrk1] mgr3');
	});

	it('begins again at the first machine after the last', () => {
		expect(show(split({ machines: ['wrk1'], active: 'wrk1' }, ALL))).toBe('wrk1 [mgr1]');
	});

	it('offers none where every machine is shown', () => {
		expect(nextColumn({ machines: ['pi6', 'pi1'], active: 'pi6' }, ['pi6', 'pi1'])).toBeUndefined();
	});

	it('shows a machine where it stands, and any other in the place of the active one', () => {
		const two = split(one, ALL);
		expect(show(showIn(two, 'mgr2'))).toBe('[mgr2] mgr3');
		expect(show(showIn(two, 'mgr1'))).toBe('mgr2 [mgr1]');
	});

	it('gives the left neighbour the keys when the active one is closed, and never closes the last', () => {
		const two = split(one, ALL);
		expect(show(closeColumn(two, 'mgr3'))).toBe('[mgr2]');
		expect(show(closeColumn(two, 'mgr2'))).toBe('[mgr3]');
		expect(show(closeColumn(one, 'mgr2'))).toBe('[mgr2]');
	});
});
