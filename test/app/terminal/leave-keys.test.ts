import { describe, expect, it } from 'vitest';
import { LeaveKeys } from '../../../src/app/terminal/leave-keys.ts';

/** What the shell gets of a row of keys, and which keys the browser may have. */
function press(...keys: string[]): { sent: string[]; left: boolean } {
	const leave = new LeaveKeys();
	const sent: string[] = [];
	let left = false;
	for (const key of keys) {
		const { pass, first } = leave.press(key);
		if (first) sent.push('ESC');
		if (pass) sent.push(key);
		else if (key === 'Tab') left = true;
	}
	return { sent, left };
}

describe('keys in a terminal', () => {
	it('Esc Esc Tab leaves, and the shell hears nothing of it', () => {
		expect(press('Escape', 'Escape', 'Tab')).toEqual({ sent: [], left: true });
		expect(press('Escape', 'Escape', 'Shift', 'Tab').left).toBe(true);
	});
	it('Tab alone completes', () => {
		expect(press('Tab')).toEqual({ sent: ['Tab'], left: false });
	});
	it('one Esc reaches the shell with the key after it', () => {
		expect(press('Escape', 'f')).toEqual({ sent: ['ESC', 'f'], left: false });
		expect(press('Escape', 'Tab')).toEqual({ sent: ['ESC', 'Tab'], left: false });
	});
	it('after leaving was begun and given up, Tab completes again', () => {
		expect(press('Escape', 'Escape', 'a', 'Tab')).toEqual({ sent: ['a', 'Tab'], left: false });
	});
});
