import type { Process } from '../sim/process.ts';
import { formatDate } from './date-format.ts';
import { expandString } from './expand.ts';
import type { Interpreter } from './interpreter.ts';

/** `root@pi6 $ ` in green and bold. */
export const DEFAULT_PS1 = '\\[\\e[1;32m\\]\\u@\\h $\\[\\e[0m\\] ';

/** Backslash escapes of PS1 and PS2, then parameters and commands. Source: bash(1), PROMPTING. */
export function* expandPrompt(shell: Interpreter, text: string, commandNumber: number): Process<string> {
	const { machine } = shell;
	const home = shell.variables.get('HOME');
	const directory =
		home !== undefined && (shell.cwd === home || shell.cwd.startsWith(`${home}/`))
			? `~${shell.cwd.slice(home.length)}`
			: shell.cwd;
	const date = (format: string): string => formatDate(machine.sim.wallMs, format);
	const decoded = text.replace(/\\([0-7]{3}|D\{[^}]*\}|.)/gs, (whole, escape: string) => {
		if (/^[0-7]{3}$/.test(escape)) return String.fromCharCode(parseInt(escape, 8) & 255);
		if (escape.startsWith('D')) return date(escape.slice(2, -1) || '%X');
		switch (escape) {
			case 'a':
				return '\x07';
			case 'd':
				return date('%a %b %d');
			case 'e':
				return '\x1b';
			case 'h':
				return machine.hostname.replace(/\..*/, '');
			case 'H':
				return machine.hostname;
			case 'j':
				return String(shell.jobs.all().length);
			case 'n':
				return '\n';
			case 'r':
				return '\r';
			case 's':
				return shell.name.replace(/^-/, '').replace(/^.*\//, '');
			case 't':
				return date('%H:%M:%S');
			case 'T':
				return date('%I:%M:%S');
			case '@':
				return date('%I:%M %p');
			case 'A':
				return date('%H:%M');
			case 'u':
				return 'root';
			case 'v':
				return '5.2';
			case 'V':
				return '5.2.15';
			case 'w':
				return directory;
			case 'W':
				return directory === '~' || directory === '/' ? directory : directory.replace(/^.*\//, '');
			case '!':
			case '#':
				return String(commandNumber);
			case '$':
				return '#';
			case '\\':
				return '\\\\';
			case '[':
			case ']':
				// What is between them takes no room; the display drops escape sequences by itself.
				return '';
			default:
				return whole;
		}
	});
	return yield* expandString(shell, decoded);
}
