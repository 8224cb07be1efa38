/**
 * Esc Esc, then Tab or Shift+Tab, leaves a terminal (WCAG 2.1.2: no keyboard trap). The first Esc is held back until it is
 * clear that it was meant for the shell, so that leaving does not leave half a key sequence behind.
 */
export class LeaveKeys {
	private held = 0;

	/**
	 * @returns pass: whether the terminal may have this key. first: what must be sent before it.
	 */
	press(key: string): { pass: boolean; first: string } {
		if (key === 'Escape') {
			this.held = Math.min(2, this.held + 1);
			return { pass: false, first: '' };
		}
		if (key === 'Shift' || key === 'Control' || key === 'Alt' || key === 'Meta') return { pass: true, first: '' };
		const held = this.held;
		this.held = 0;
		if (held === 2 && key === 'Tab') return { pass: false, first: '' };
		return { pass: true, first: held === 1 ? '\x1b' : '' };
	}
}
