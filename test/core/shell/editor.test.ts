import { expect, test } from 'vitest';
import type { Program } from '../../../src/core/sim/sys.ts';
import { createMachine, Terminal } from './machine.ts';
import { Screen } from './screen-model.ts';

const PROMPT = '\x1b[1;32mroot@pi6 $\x1b[0m ';

/** A terminal whose prompt is short, with its screen. */
function open(options: Parameters<typeof createMachine>[0] = {}, columns = 80): Terminal & { screen: () => string } {
	const terminal = new Terminal(createMachine(options), { columns, rows: 24 });
	return Object.assign(terminal, { screen: () => new Screen(columns).feed(terminal.raw).text() });
}

/** What a line that is typed becomes when Enter is pressed: the last line of output before the next prompt. */
function edited(keys: string): string {
	const terminal = open();
	terminal.type(keys);
	const out = terminal.type('\r');
	return out.slice(out.indexOf('\x1b[?2004l\r') + 9, out.indexOf('\x1b[?2004h')).replace(/\r\n$/, '');
}

test('the prompt names user and machine, in green and bold', () => {
	expect(open().raw).toBe(`\x1b[?2004h${PROMPT}`);
});

test('what is typed is echoed as it is, and Enter runs it', () => {
	const terminal = open();
	expect(terminal.type('echo hi')).toBe('echo hi');
	expect(terminal.type('\r')).toBe(`\r\n\x1b[?2004l\rhi\r\n\x1b[?2004h${PROMPT}`);
});

/** Keys on the left, the line that runs on the right; each checked against GNU readline 8.2 by hand. */
const LEFT = '\x1b[D';
const RIGHT = '\x1b[C';
const EDITS: [name: string, keys: string, output: string][] = [
	['arrows move and insert', `echo ac${LEFT}b`, 'abc'],
	['right arrow comes back', `echo ab${LEFT}${LEFT}${RIGHT}x`, 'axb'],
	['Home and End', `cho a\x1b[He\x1b[Fb`, 'ab'],
	['Ctrl-A and Ctrl-E', `cho a\x01e\x05b`, 'ab'],
	['Ctrl-B and Ctrl-F', `echo ac\x02b\x06d`, 'abcd'],
	['Backspace', 'echo abx\x7fc', 'abc'],
	['Delete and Ctrl-D', `echo xabc\x1b[H${RIGHT.repeat(5)}\x1b[3~`, 'abc'],
	['Ctrl-K cuts to the end, Ctrl-Y brings it back', `echo one two${LEFT.repeat(4)}\x0b\x19\x19`, 'one two two'],
	['Ctrl-U cuts to the start', 'garbage\x15echo ok', 'ok'],
	['Ctrl-W cuts the word before', 'echo a bad-word\x17good', 'a good'],
	['two Ctrl-W are brought back as one', 'echo x y\x17\x17\x19', 'x y'],
	['Alt-B and Alt-F move by words', 'echo two four\x1bbthree \x1bf!', 'two three four!'],
	['Ctrl-Left and Ctrl-Right too', 'echo b c\x1b[1;5D\x1b[1;5Da \x1b[1;5C-\x1b[1;5C.', 'a b- c.'],
	['Alt-D cuts the word after', 'echo a b\x1bb\x1bd\x19c', 'a bc'],
	['Ctrl-T swaps characters', 'ehco x\x1b[H\x1b[C\x1b[C\x14', 'x'],
	['Ctrl-_ takes back', 'echo ab c\x17\x1f', 'ab c'],
	['Alt-U, Alt-L and Alt-C change case', 'echo one TWO three\x1bb\x1bb\x1bb\x1bu\x1bl\x1bc', 'ONE two Three'],
	['a grapheme is deleted whole', 'echo 中e\u0301🐳\x7f\x7fx', '中x'],
	['an unknown sequence does nothing', 'echo a\x1b[99~b', 'ab']
];

test.each(EDITS)('%s', (_name, keys, output) => {
	expect(edited(keys)).toBe(output);
});

test('a sequence that comes in two pieces is one key', () => {
	const terminal = open();
	terminal.type('echo ac\x1b');
	terminal.type('[');
	terminal.type('Db\r');
	expect(terminal.screen()).toContain('\nabc\n');
});

test('a long line wraps, and the cursor finds its way over the rows', () => {
	const terminal = open({}, 20);
	terminal.type(`echo 0123456789abcdef${LEFT.repeat(14)}XX\x01\x05\x7f`);
	terminal.type('\r');
	expect(terminal.screen().split('\n').slice(-2)[0]).toBe('01XX23456789abcde');
});

test('a resize draws the line anew', () => {
	const terminal = open({}, 40);
	terminal.type('echo some words that are longer than a row');
	const before = terminal.raw.length;
	terminal.tty.resize(30, 24);
	expect(terminal.raw.slice(before)).toContain('some words');
	terminal.type('\r');
	expect(terminal.raw).toContain('some words that are longer than a row\r\n');
});

test('Up and Down walk through history, and an unfinished line waits at its end', () => {
	const terminal = open();
	terminal.type('echo one\recho two\rech');
	expect(terminal.type('\x1b[A')).toContain('o two');
	expect(terminal.type('\x1b[A')).toContain('one');
	expect(terminal.type('\x1b[A')).toBe('\x07');
	terminal.type('\x1b[B\x1b[B');
	terminal.type('o three\r');
	expect(terminal.screen()).toContain('\nthree\n');
});

test('history lists numbers and lines, lasts in ~/.bash_history and is there in another terminal', () => {
	const terminal = open();
	terminal.type('echo one\r');
	terminal.type('for i in 1\rdo echo $i\rdone\r');
	expect(terminal.type('history\r')).toContain(
		'    1  echo one\r\n    2  for i in 1; do echo $i; done\r\n    3  history\r\n'
	);
	expect(terminal.machine.files.read('/root/.bash_history')).toBe('echo one\nfor i in 1; do echo $i; done\nhistory\n');
	expect(new Terminal(terminal.machine).type('\x1b[A')).toBe('history');
});

test('!! and !$ are replaced and shown, an unknown event is refused', () => {
	const terminal = open();
	terminal.type('echo a b\r');
	expect(terminal.type('!! c\r')).toContain('echo a b c\r\na b c\r\n');
	expect(terminal.type('echo !$\r')).toContain('echo c\r\nc\r\n');
	expect(terminal.type('!nope\r')).toContain('bash: !nope: event not found\r\n');
	expect(terminal.type("echo 'a!b' ! [ !a\r")).toContain('event not found');
	expect(terminal.type("echo 'a!b' [!a] done!\r")).toContain('a!b [!a] done!\r\n');
});

test('Ctrl-R searches backwards as one types, again for older ones, and Enter runs what is found', () => {
	const terminal = open();
	terminal.type('echo first\recho second\rls\r');
	terminal.type('\x12');
	expect(terminal.screen().split('\n').at(-1)).toBe("(reverse-i-search)`':");
	terminal.type('ec');
	expect(terminal.screen().split('\n').at(-1)).toBe("(reverse-i-search)`ec': echo second");
	terminal.type('\x12');
	expect(terminal.screen().split('\n').at(-1)).toBe("(reverse-i-search)`ec': echo first");
	terminal.type('zzz');
	expect(terminal.screen().split('\n').at(-1)).toBe("(failed reverse-i-search)`eczzz': echo first");
	terminal.type('\x7f\x7f\x7f\r');
	expect(terminal.screen()).toContain('root@pi6 $ echo second\nsecond');
	terminal.type('\x12fir\x1b[D\x1b[D');
	terminal.type('\x07\x03');
	terminal.type('unfinished\x12ec\x07');
	expect(terminal.screen().split('\n').at(-1)).toBe('root@pi6 $ unfinished');
});

const fruit: Program = {
	name: 'fruit',

	*run() {
		return 0;
	},

	*complete(_machine, words, word) {
		const offered = words.length === 1 ? ['apple', 'apricot', 'banana'] : ['--peel', '--size='];
		return offered.filter((candidate) => candidate.startsWith(word));
	}
};

test('Tab completes commands, files, variables and what a program offers', () => {
	const terminal = open({
		programs: [fruit],
		tree: { '/root/notes.txt': 'x', '/root/new dir/f': '', '/root/.hidden': '' }
	});
	expect(terminal.type('hostn\t')).toBe('hostname ');
	terminal.type('\x15');
	expect(terminal.type('cat no\t')).toBe('cat notes.txt ');
	terminal.type('\x15');
	expect(terminal.type('cd ne\t')).toBe('cd new\\ dir/');
	terminal.type('\x15');
	expect(terminal.type('cat "new\t')).toBe('cat "new dir/');
	terminal.type('\x15');
	expect(terminal.type('echo $HOSTN\t')).toBe('echo $HOSTNAME ');
	terminal.type('\x15');
	expect(terminal.type('fruit b\t')).toBe('fruit banana ');
	terminal.type('\x15');
	expect(terminal.type('fruit a\t')).toBe('fruit ap');
	expect(terminal.type('\t')).toBe('\x07');
	expect(terminal.type('\t')).toBe(`\r\napple    apricot\r\n${PROMPT}fruit ap`);
	terminal.type('\x15');
	expect(terminal.type('fruit x --s\t9')).toBe('fruit x --size=9');
	terminal.type('\x15');
	expect(terminal.type('echo hi | fruit ban\t > no\t')).toBe('echo hi | fruit banana  > notes.txt ');
	terminal.type('\x15');
	expect(terminal.type('for i in 1; do hostn\t')).toBe('for i in 1; do hostname ');
	terminal.type('\x15');
	expect(terminal.type('zzzz\t')).toBe('zzzz\x07');
	terminal.type('\x15');
	expect(terminal.type('sudo fruit b\t')).toBe('sudo fruit banana ');
	terminal.type("\x15alias f='fruit x'\r");
	expect(terminal.type('f --p\t')).toBe('f --peel ');
});

test('with very many candidates Tab asks first', () => {
	const terminal = open();
	expect(terminal.type('\t\t')).toMatch(/Display all \d\d\d possibilities\? \(y or n\)$/);
	expect(terminal.type('n')).toBe(`\r\n${PROMPT}`);
	terminal.type('\t\t');
	expect(terminal.type('y')).toContain('basename');
});

test('an unfinished command goes on at the second prompt', () => {
	const terminal = open();
	terminal.type("echo 'a\rb'\r");
	expect(terminal.screen()).toContain("root@pi6 $ echo 'a\n> b'\na\nb\n");
	terminal.type('cat <<EOF\rx $((1+1))\rEOF\r');
	expect(terminal.screen()).toContain('root@pi6 $ cat <<EOF\n> x $((1+1))\n> EOF\nx 2\n');
	terminal.type('echo a \\\rb\r');
	expect(terminal.screen()).toContain('root@pi6 $ echo a \\\n> b\na b\n');
	terminal.type('true &&\recho and\r');
	expect(terminal.screen()).toContain('> echo and\nand\n');
	terminal.type('if true; then\r\x03');
	expect(terminal.screen()).toMatch(/> \^C\nroot@pi6 \$$/);
});

test('a paste of several lines waits for Enter, then all of it runs', () => {
	const terminal = open();
	const out = terminal.type('\x1b[200~echo one\rfor i in 2 3; do\r  echo $i\rdone\x1b[201~');
	expect(out).not.toContain('2004l');
	expect(terminal.screen()).toBe('root@pi6 $ echo one\nfor i in 2 3; do\n  echo $i\ndone');
	terminal.type('\r');
	expect(terminal.screen()).toContain('done\none\n2\n3\nroot@pi6 $');
});

test('a paste may come in pieces', () => {
	const terminal = open();
	terminal.type('\x1b[200~echo ');
	terminal.type('pieces\x1b[20');
	terminal.type('1~\r');
	expect(terminal.screen()).toContain('\npieces\n');
});

test('lines typed ahead wait for the prompt', () => {
	const terminal = open();
	terminal.type('sleep 1\recho later\r', 3000);
	expect(terminal.screen()).toContain('root@pi6 $ sleep 1\nroot@pi6 $ echo later\nlater\nroot@pi6 $');
});

test('a program reads lines that the terminal edits, until ^D', () => {
	const terminal = open();
	terminal.type('cat\r');
	expect(terminal.type('abx\x7fc\r')).toBe('abx\b \bc\r\nabc\r\n');
	expect(terminal.type('中\x7f\r')).toBe('中\b \b\b \b\r\n\r\n');
	expect(terminal.type('\x04')).toBe(`\x1b[?2004h${PROMPT}`);
});

test('^D on an empty line and exit leave the shell, and a new one begins', () => {
	const terminal = open();
	terminal.type('x=1; cd /tmp\r');
	expect(terminal.type('\x04')).toBe(`\x1b[?2004l\r\r\nlogout\r\n\x1b[?2004h${PROMPT}`);
	expect(terminal.type('echo "[$x]" $PWD\r')).toContain('[] /root\r\n');
	expect(terminal.type('exit 3\r')).toContain('logout\r\n');
});

test('a shell in the shell is left by exit', () => {
	const terminal = open();
	terminal.type("bash\rPS1='inner> '\recho $SHLVL\r");
	expect(terminal.screen()).toContain('inner> echo $SHLVL\n2\ninner>');
	expect(terminal.type('exit 7\r')).toContain('exit\r\n');
	expect(terminal.type('echo $?\r')).toContain('7\r\n');
});

test('PS1 can be changed, with the escapes of bash', () => {
	const terminal = open();
	terminal.type("PS1='\\u@\\h:\\w\\$ '\r");
	expect(terminal.type('cd /tmp\r')).toContain('root@pi6:/tmp# ');
	expect(terminal.type('cd\r')).toContain('root@pi6:~# ');
});

test('Ctrl-L clears the screen and keeps the line', () => {
	const terminal = open();
	terminal.type('echo a\r');
	expect(terminal.type('ab\x0c')).toBe(`ab\x1b[H\x1b[2J${PROMPT}ab`);
});
