import { FitAddon } from '@xterm/addon-fit';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { Terminal, type ILink } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { Mention, Thing } from '../bench/pointing.ts';
import { firstColumns } from './first-column.ts';
import { LeaveKeys } from './leave-keys.ts';
import { TERMINAL_THEMES } from './theme.ts';

const FONT =
	'"IBM Plex Mono", ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Sarasa Mono SC", "Noto Sans Mono CJK SC", monospace';
/** At 12.5 px a cell of the bundled font is exactly 7.5 px wide. */
const FONT_SIZE = 12.5;
const SCROLLBACK = 5000;
/** Pixels; xterm takes it from the ruler's width, which the bar shares. */
const SCROLLBAR = 10;
/** Below this many pixels a terminal is wider than its place. */
const NARROW = 560;
const NARROW_COLUMNS = 110;
/** Rows above the visible ones in which the head of a table is looked for. */
const LOOK_BACK = 200;

export interface ScreenListener {
	input(machine: string, text: string): void;
	resized(machine: string, columns: number, rows: number): void;
	/** So many characters have been drawn. */
	drawn(machine: string, length: number): void;
	/** Text that was pasted, before it is sent. */
	pasted(machine: string, text: string): void;
	/** Names in a line that have a mark in a diagram. */
	mentions(text: string): Mention[];
	/** The pointer is over such a name; undefined: over none. */
	over(thing: Thing | undefined): void;
	/** Such a name was clicked. */
	picked(thing: Thing): void;
}

export interface ScreenLook {
	ground: 'light' | 'dark';
	/** For screen readers. */
	reader: boolean;
	/** How much larger than usual letters are. */
	scale: number;
}

interface Screen {
	terminal: Terminal;
	fit: FitAddon;
}

/** One xterm for each machine. They live as long as the world, shown or not, so that nothing printed is lost. */
export class Screens {
	private readonly screens = new Map<string, Screen>();
	/** The machine whose terminal was to get the focus, and is not in the page yet. */
	private awaited = '';

	constructor(
		private readonly listener: ScreenListener,
		private look: ScreenLook
	) {}

	setGround(ground: 'light' | 'dark'): void {
		this.look = { ...this.look, ground };
		for (const { terminal } of this.screens.values()) terminal.options.theme = TERMINAL_THEMES[ground];
	}

	/** Whether what is printed is also put where a screen reader finds it. */
	setReader(reader: boolean): void {
		this.look = { ...this.look, reader };
		for (const { terminal } of this.screens.values()) terminal.options.screenReaderMode = reader;
	}

	write(machine: string, text: string): void {
		this.screen(machine).terminal.write(text, () => this.listener.drawn(machine, text.length));
	}

	/** Shows the machine's terminal in `place` and fits it. */
	show(machine: string, place: HTMLElement, label: string): void {
		const { terminal } = this.screen(machine);
		if (terminal.element) {
			if (terminal.element.parentElement !== place) place.replaceChildren(terminal.element);
		} else {
			place.replaceChildren();
			terminal.open(place);
			// xterm draws no cursor before the first focus; a terminal that waits has a hollow one. These events move no focus.
			terminal.textarea?.dispatchEvent(new FocusEvent('focus'));
			terminal.textarea?.dispatchEvent(new FocusEvent('blur'));
			terminal.textarea?.addEventListener('paste', (event) => {
				this.listener.pasted(machine, event.clipboardData?.getData('text/plain') ?? '');
			});
			// The Tab that leaves is let go elsewhere; xterm would hold it for pressed and drop what comes without a key
			// (dictation, a panel of signs) until the next one.
			terminal.textarea?.addEventListener('blur', () => {
				terminal.textarea?.dispatchEvent(new KeyboardEvent('keyup', { key: 'Shift', keyCode: 16 }));
			});
		}
		terminal.textarea?.setAttribute('aria-label', label);
		this.fit(machine);
		if (this.awaited === machine) this.focus(machine);
	}

	/** Makes as many columns and rows as there is room for; nothing while it is hidden. */
	fit(machine: string): void {
		const { terminal, fit } = this.screen(machine);
		const place = terminal.element?.parentElement;
		if (!place || place.clientWidth < 40 || place.clientHeight < 20) return;
		const size = fit.proposeDimensions();
		if (!size || !Number.isFinite(size.cols) || !Number.isFinite(size.rows)) return;
		// A phone does not wrap tables: it scrolls them sideways.
		const narrow = place.clientWidth < NARROW;
		const columns = narrow ? Math.max(size.cols, NARROW_COLUMNS) : size.cols;
		const wanted = narrow ? `${Math.ceil((place.clientWidth / Math.max(1, size.cols)) * columns)}px` : '';
		if (terminal.element.style.width !== wanted) terminal.element.style.width = wanted;
		if (columns !== terminal.cols || size.rows !== terminal.rows) terminal.resize(columns, size.rows);
	}

	/** Moves the focus into a terminal; as soon as it is shown, if it is about to be. */
	focus(machine: string): void {
		const { terminal } = this.screen(machine);
		const isShown = terminal.element?.isConnected ?? false;
		this.awaited = isShown ? '' : machine;
		if (isShown) terminal.focus();
	}

	hasFocus(machine: string): boolean {
		const textarea = this.screens.get(machine)?.terminal.textarea;
		return textarea !== undefined && textarea === document.activeElement;
	}

	/** Puts text where typing would go; several lines as a paste, so that the shell takes them as one. */
	type(machine: string, text: string): void {
		const { terminal } = this.screen(machine);
		// As xterm pastes, which only a terminal that has been shown can do.
		const lines = text.replace(/\r?\n/g, '\r');
		const isPaste = text.length > 1 && lines !== text && terminal.modes.bracketedPasteMode;
		this.listener.input(machine, isPaste ? `\x1b[200~${lines}\x1b[201~` : lines);
		terminal.scrollToBottom();
	}

	/** First columns of the tables in view, row by row, and how high a row is in pixels. */
	firstColumns(machine: string): { rows: string[]; height: number } {
		const { terminal } = this.screen(machine);
		const buffer = terminal.buffer.active;
		const from = Math.max(0, buffer.viewportY - LOOK_BACK);
		const lines: string[] = [];
		for (let y = from; y < buffer.viewportY + terminal.rows; y++) {
			lines.push(buffer.getLine(y)?.translateToString(true) ?? '');
		}
		const height = (terminal.element?.querySelector('.xterm-screen')?.clientHeight ?? 0) / terminal.rows;
		return { rows: firstColumns(lines).slice(-terminal.rows), height };
	}

	/** Told whenever the screen has changed or was scrolled. Returns how to stop. */
	onDrawn(machine: string, listener: () => void): () => void {
		const { terminal } = this.screen(machine);
		const drawn = terminal.onRender(listener);
		const scrolled = terminal.onScroll(listener);
		return () => {
			drawn.dispose();
			scrolled.dispose();
		};
	}

	/** What is on the visible screen, without the blank ends of lines. */
	text(machine: string): string {
		const { terminal } = this.screen(machine);
		const buffer = terminal.buffer.active;
		const lines: string[] = [];
		for (let row = 0; row < terminal.rows; row++) {
			lines.push(buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? '');
		}
		return lines.join('\n').trimEnd();
	}

	/** A new world: blank screens, same places. */
	clear(): void {
		for (const { terminal } of this.screens.values()) terminal.reset();
	}

	/** Tells a new world how large the screens are. */
	announce(): void {
		for (const [machine, { terminal }] of this.screens) {
			if (terminal.element) this.listener.resized(machine, terminal.cols, terminal.rows);
		}
	}

	dispose(): void {
		for (const { terminal } of this.screens.values()) terminal.dispose();
		this.screens.clear();
	}

	/** Links of one row (from 1): a line that goes on over several rows is read as a whole. */
	private linksIn(terminal: Terminal, row: number): ILink[] {
		const buffer = terminal.buffer.active;
		let first = row - 1;
		while (first > 0 && buffer.getLine(first)?.isWrapped) first--;
		let text = '';
		const places: { x: number; y: number }[] = [];
		for (let y = first; y < buffer.length; y++) {
			const line = buffer.getLine(y);
			if (!line || (y > first && !line.isWrapped)) break;
			for (let x = 0; x < line.length; x++) {
				const cell = line.getCell(x);
				// The second half of a wide sign.
				if (!cell || cell.getWidth() === 0) continue;
				const signs = cell.getChars() || ' ';
				for (let i = 0; i < signs.length; i++) places.push({ x: x + 1, y: y + 1 });
				text += signs;
			}
		}
		return this.listener.mentions(text).flatMap(({ from, to, thing }) => {
			const start = places[from]!;
			const end = places[to - 1]!;
			if (row < start.y || row > end.y) return [];
			return [
				{
					range: { start, end },
					text: text.slice(from, to),
					decorations: { underline: true, pointerCursor: false },
					activate: () => this.listener.picked(thing),
					hover: () => this.listener.over(thing),
					leave: () => this.listener.over(undefined)
				}
			];
		});
	}

	private screen(machine: string): Screen {
		const existing = this.screens.get(machine);
		if (existing) return existing;
		const terminal = new Terminal({
			allowProposedApi: true,
			cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
			cursorStyle: 'block',
			cursorInactiveStyle: 'outline',
			fontFamily: FONT,
			fontSize: FONT_SIZE * this.look.scale,
			fontWeightBold: 600,
			lineHeight: 1.13,
			minimumContrastRatio: 4.5,
			overviewRuler: { width: SCROLLBAR },
			scrollback: SCROLLBACK,
			screenReaderMode: this.look.reader,
			theme: TERMINAL_THEMES[this.look.ground]
		});
		const fit = new FitAddon();
		terminal.loadAddon(fit);
		terminal.loadAddon(new Unicode11Addon());
		terminal.unicode.activeVersion = '11';
		terminal.registerLinkProvider({
			provideLinks: (row, callback) => callback(this.linksIn(terminal, row))
		});
		terminal.onData((text) => this.listener.input(machine, text));
		terminal.onResize(({ cols, rows }) => this.listener.resized(machine, cols, rows));
		const leave = new LeaveKeys();
		terminal.attachCustomKeyEventHandler((event) => {
			if (event.type !== 'keydown') return true;
			if (event.ctrlKey && event.shiftKey && event.code === 'KeyC') {
				event.preventDefault();
				void navigator.clipboard?.writeText(terminal.getSelection()).catch(() => document.execCommand('copy'));
				return false;
			}
			// The browser pastes by itself, and xterm hears of it through the paste event.
			if (event.ctrlKey && event.shiftKey && event.code === 'KeyV') return false;
			const { pass, first } = leave.press(event.key);
			if (first !== '') this.listener.input(machine, first);
			return pass;
		});
		const screen = { terminal, fit };
		this.screens.set(machine, screen);
		return screen;
	}
}

/** Settles when the bundled font can be measured (or cannot be had). */
export async function terminalFont(): Promise<void> {
	await Promise.allSettled([
		document.fonts.load(`400 ${FONT_SIZE}px "IBM Plex Mono"`),
		document.fonts.load(`600 ${FONT_SIZE}px "IBM Plex Mono"`)
	]);
}
