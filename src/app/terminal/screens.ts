import { FitAddon } from '@xterm/addon-fit';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { LeaveKeys } from './leave-keys.ts';
import { TERMINAL_THEMES } from './theme.ts';

const FONT =
	'"IBM Plex Mono", ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Sarasa Mono SC", "Noto Sans Mono CJK SC", monospace';
/** At 12.5 px a cell of the bundled font is exactly 7.5 px wide. */
const FONT_SIZE = 12.5;
const SCROLLBACK = 5000;
/** Below this many pixels a terminal is wider than its place. */
const NARROW = 560;
const NARROW_COLUMNS = 110;

export interface ScreenListener {
	input(machine: string, text: string): void;
	resized(machine: string, columns: number, rows: number): void;
	/** So many characters have been drawn. */
	drawn(machine: string, length: number): void;
	/** Text that was pasted, before it is sent. */
	pasted(machine: string, text: string): void;
}

export interface ScreenLook {
	ground: 'light' | 'dark';
	/** For screen readers. */
	reader: boolean;
}

interface Screen {
	terminal: Terminal;
	fit: FitAddon;
}

/** One xterm for each machine. They live as long as the world, shown or not, so that nothing printed is lost. */
export class Screens {
	private readonly screens = new Map<string, Screen>();

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
			terminal.textarea?.addEventListener('paste', (event) => {
				this.listener.pasted(machine, event.clipboardData?.getData('text/plain') ?? '');
			});
		}
		terminal.textarea?.setAttribute('aria-label', label);
		this.fit(machine);
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
		if (terminal.element!.style.width !== wanted) terminal.element!.style.width = wanted;
		if (columns !== terminal.cols || size.rows !== terminal.rows) terminal.resize(columns, size.rows);
	}

	focus(machine: string): void {
		this.screen(machine).terminal.focus();
	}

	hasFocus(machine: string): boolean {
		const textarea = this.screens.get(machine)?.terminal.textarea;
		return textarea !== undefined && textarea === document.activeElement;
	}

	/** Puts text where typing would go; several lines as a paste, so that the shell takes them as one. */
	type(machine: string, text: string): void {
		if (text.includes('\n') && text.length > 1) this.screen(machine).terminal.paste(text);
		else this.listener.input(machine, text);
		this.screen(machine).terminal.scrollToBottom();
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

	private screen(machine: string): Screen {
		const existing = this.screens.get(machine);
		if (existing) return existing;
		const terminal = new Terminal({
			allowProposedApi: true,
			cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
			cursorStyle: 'block',
			cursorInactiveStyle: 'outline',
			fontFamily: FONT,
			fontSize: FONT_SIZE,
			fontWeightBold: 600,
			lineHeight: 1.13,
			minimumContrastRatio: 4.5,
			scrollback: SCROLLBACK,
			screenReaderMode: this.look.reader,
			theme: TERMINAL_THEMES[this.look.ground]
		});
		const fit = new FitAddon();
		terminal.loadAddon(fit);
		terminal.loadAddon(new Unicode11Addon());
		terminal.unicode.activeVersion = '11';
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
