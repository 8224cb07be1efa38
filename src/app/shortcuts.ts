import { diagramsOf } from '../core/lesson/lesson-types.ts';
import type { AppState } from './state.svelte.ts';

const ids = { L: 'lesson', D: 'diagram', M: 'time', E: 'explanation' } as const;

/** Single keys of the whole page. They act only where nothing is being written. */
export function shortcuts(app: AppState): (event: KeyboardEvent) => void {
	/** T was pressed: a digit names the terminal. */
	let terminalNext = false;
	return (event) => {
		if (event.key === 'Escape' && app.enlarged && !isWriting(event.target)) {
			app.enlarged = undefined;
			return;
		}
		if (
			!app.singleKeys ||
			event.defaultPrevented ||
			event.ctrlKey ||
			event.metaKey ||
			event.altKey ||
			isWriting(event.target)
		)
			return;
		if (document.querySelector('dialog[open], [role=menu]')) return;
		if (act(event)) event.preventDefault();
	};

	function act(event: KeyboardEvent): boolean {
		const { session } = app;
		const onControl = (event.target as Element).closest?.('button, a, [role=radio], [role=tab]') != null;
		const wanted = terminalNext;
		terminalNext = false;
		if (wanted && /^[1-9]$/.test(event.key)) {
			const machine = session?.machines[Number(event.key) - 1];
			if (machine) app.openTerminal(machine.name);
			return machine !== undefined;
		}
		const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
		switch (key) {
			case ' ':
				if (!session || onControl) return false;
				if (session.status.playing) session.pause();
				else session.play();
				return true;
			case '.':
				session?.stepEvent();
				return session !== undefined;
			case '[':
			case ']':
				if (app.route.page !== 'lesson') return false;
				app.turnTo(app.step + (key === ']' ? 1 : -1));
				return true;
			case '1':
			case '2':
			case '3':
				app.focus = diagramsOf(session?.shape)[Number(key) - 1]!;
				return true;
			case 'X':
				app.setAsText(!app.asText);
				return true;
			case 'F':
				app.enlarged = app.enlarged
					? undefined
					: (event.target as Element).closest?.('#terminal')
						? 'terminal'
						: 'diagram';
				return true;
			case 'T':
				terminalNext = true;
				return true;
			case 'H':
				app.onHint?.();
				return app.onHint !== undefined;
			case 'L':
			case 'D':
			case 'M':
			case 'E':
				if (key === 'L' || key === 'D') app.pane = key === 'L' ? 'lesson' : 'diagram';
				document.getElementById(ids[key])?.focus();
				return true;
			case '?':
				app.keysOpen = true;
				return true;
			default:
				return false;
		}
	}
}

/** A field, a terminal, or something that has keys of its own. */
function isWriting(target: EventTarget | null): boolean {
	return target instanceof Element && target.closest('input, textarea, select, [contenteditable], .xterm') !== null;
}
