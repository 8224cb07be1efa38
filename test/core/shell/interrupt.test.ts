import { expect, test } from 'vitest';
import { HeadlessShell } from '../../../src/core/shell/shell.ts';
import { createMachine, Terminal } from './machine.ts';

const PROMPT = '\x1b[?2004h\x1b[1;32mroot@pi6 $\x1b[0m ';

/** Starts a line, lets it run for two virtual seconds, presses ^C. @returns what came after the key */
function interrupt(line: string): { after: string; terminal: Terminal } {
	const terminal = new Terminal();
	terminal.type(`${line}\r`, 2000);
	expect(terminal.raw.endsWith(PROMPT), 'it has not ended by itself').toBe(false);
	return { after: terminal.type('\x03', 20), terminal };
}

test.each([
	['a program that waits', 'sleep 1000'],
	['an endless loop of builtins', 'while true; do :; done'],
	['an endless arithmetic loop', 'for ((;;)); do ((i++)); done'],
	['a loop around a program', 'while true; do sleep 0.1; done'],
	['a list', 'sleep 1000; echo never'],
	['a condition', 'sleep 1000 && echo never || echo never'],
	['a pipeline', 'sleep 1000 | cat | sort'],
	['a loop in a pipeline', 'while :; do echo x; sleep 0.5; done | grep -v x'],
	['a subshell', '(sleep 1000; echo never)'],
	['a command substitution', 'x=$(sleep 1000; echo never); echo never'],
	['a function', 'f() { while :; do :; done; }; f'],
	['a script', 'printf "while :; do sleep 1; done" > s; bash s'],
	['a program that reads the terminal', 'cat'],
	['reading a line', 'read x; echo never'],
	['following a file', 'touch f; tail -f f'],
	['an endless until', 'until false; do :; done'],
	['a flood into nothing', 'yes > /dev/null'],
	['nothing into nothing', 'cat /dev/zero > /dev/null']
])('^C ends %s at once', (_what, line) => {
	const { after, terminal } = interrupt(line);
	expect(after).toBe(`^C\r\n${PROMPT}`);
	expect(terminal.type('echo $?\r')).toContain('130\r\n');
});

test('^C ends a flood of output: what was not yet shown is dropped', () => {
	for (const flood of [
		'yes',
		'while :; do echo flooding the terminal; done',
		'yes | cat',
		'cat /dev/zero | tr "\\0" a',
		'seq 100000000'
	]) {
		const { after } = interrupt(flood);
		expect(after.startsWith('^C'), flood).toBe(true);
		expect(after.endsWith(PROMPT), flood).toBe(true);
		expect(after.length, flood).toBeLessThan(120);
	}
});

test('a flood into a file ends where files end', () => {
	const terminal = new Terminal();
	expect(terminal.type('yes > f; echo $?; rm f\r', 5000)).toBe(
		`yes > f; echo $?; rm f\r\n\x1b[?2004l\rFile size limit exceeded (core dumped)\r\n153\r\n${PROMPT}`
	);
});

test('a shell without a terminal, whose text somebody only collects, lets time go on under a flood', () => {
	const machine = createMachine();
	let characters = 0;
	const collect = {
		*write(text: string) {
			characters += text.length;
		},
		close() {}
	};
	let code: number | undefined;
	const shell = new HeadlessShell(machine, machine.scope);
	const { interrupt } = shell.start('yes', { stdout: collect, stderr: collect }, (ended) => (code = ended));
	machine.sim.runUntil(machine.sim.now + 3);
	interrupt();
	machine.sim.runUntil(machine.sim.now + 1);
	expect(code).toBe(130);
	expect(characters).toBeGreaterThan(100_000);
});

test('without a terminal, too, ^C ends the loop around a program that dies of it, and not one that catches it', () => {
	const machine = createMachine();
	const codes: number[] = [];
	const nowhere = { *write() {}, close() {} };
	for (const line of ['until false; do ps nosuch; done', 'while :; do sleep 5; done', 'while :; do ping pi6; done']) {
		const shell = new HeadlessShell(machine, machine.scope.child(line));
		const { interrupt } = shell.start(line, { stdout: nowhere, stderr: nowhere }, (code) => codes.push(code));
		machine.sim.runUntil(machine.sim.now + 500);
		interrupt();
		machine.sim.runUntil(machine.sim.now + 500);
	}
	expect(codes).toEqual([130, 130]);
});

test.each(['until false; do whoami; done', 'while :; do basename; done', 'until false; do false | whoami; done'])(
	'one ^C ends %s, whatever it is about just then',
	(line) => {
		const nowhere = { *write() {}, close() {} };
		const survivors: number[] = [];
		const moments = 20;
		for (let steps = 0; steps < moments; steps++) {
			const machine = createMachine();
			const { sim } = machine;
			let code: number | undefined;
			const shell = new HeadlessShell(machine, machine.scope);
			const { interrupt } = shell.start(line, { stdout: nowhere, stderr: nowhere }, (ended) => (code = ended));
			for (let step = 0; step < 200 + steps; step++) sim.step();
			interrupt();
			sim.runUntil(sim.now + 50);
			if (code !== 130) survivors.push(steps);
		}
		expect(survivors, `of ${moments} moments`).toEqual([]);
	}
);

test('a flood is throttled: at most 256 characters in a virtual millisecond', () => {
	const terminal = new Terminal();
	const before = terminal.raw.length;
	terminal.type('yes\r', 1000);
	const count = terminal.raw.length - before;
	console.log(`${count} characters in one virtual second`);
	expect(count).toBeGreaterThan(200_000);
	expect(count).toBeLessThan(260_000);
});

test('^C in ping prints the statistics, and the loop around it goes on', () => {
	const terminal = new Terminal();
	terminal.type('ping pi6\r', 2500);
	expect(terminal.type('\x03')).toMatch(
		/^\^C\r\n--- pi6 ping statistics ---\r\n3 packets transmitted, 3 received, 0% packet loss, time 2000ms\r\nrtt /
	);
});

test('^C in watch brings the screen back', () => {
	const terminal = new Terminal();
	const out = terminal.type('watch -n 1 date\r', 2500);
	expect(out).toContain('\x1b[?1049h');
	expect(out).toContain('Every 1.0s: date');
	expect(out.match(/Thu Nov {2}5 10:00:0\d UTC 2026/g)).toHaveLength(3);
	const after = terminal.type('\x03');
	expect(after).toContain('\x1b[?1049l');
	expect(after.endsWith(PROMPT)).toBe(true);
});

test('^C leaves background jobs alone', () => {
	const terminal = new Terminal();
	terminal.type('sleep 100 &\r');
	terminal.type('sleep 5\r');
	terminal.type('\x03');
	expect(terminal.type('jobs\r')).toContain('[1]+  Running                 sleep 100 &\r\n');
	expect(terminal.type('fg\r')).toContain('sleep 100\r\n');
	expect(terminal.type('\x03', 20)).toBe(`^C\r\n${PROMPT}`);
	expect(terminal.type('jobs\r')).not.toContain('sleep');
});

test('trap catches it', () => {
	const terminal = new Terminal();
	terminal.type('bash -c \'trap "echo caught; exit 9" INT; sleep 100; echo never\'\r', 500);
	expect(terminal.type('\x03')).toContain('caught\r\n');
	expect(terminal.type('echo $?\r')).toContain('9\r\n');
});

test('^\\ quits', () => {
	const terminal = new Terminal();
	terminal.type('sleep 100\r', 500);
	expect(terminal.type('\x1c')).toContain('^\\Quit (core dumped)\r\n');
});

test('background jobs are announced and their end is told before the next prompt', () => {
	const terminal = new Terminal();
	expect(terminal.type('sleep 1 &\r')).toMatch(/\[1\] \d+\r\n/);
	terminal.settle(2000);
	expect(terminal.type('\r')).toContain('[1]+  Done                    sleep 1\r\n');
	terminal.type('(exit 3) &\r');
	expect(terminal.type('\r')).toContain(
		'[1]+  Exit 3                  ( exit 3 )\r\n'.replace('( exit 3 )', '(exit 3)')
	);
	terminal.type('sleep 50 &\r');
	terminal.type('kill %1\r');
	expect(terminal.type('\r')).toContain('[1]+  Terminated              sleep 50\r\n');
});

test('function recursion without end is stopped, not the simulation', () => {
	const terminal = new Terminal();
	expect(terminal.type('f() { f; }; f\r', 1000)).toContain('maximum function nesting level exceeded');
	expect(terminal.type('g() { echo $(g); }; g\r', 1000)).toContain('bash: ');
	expect(terminal.type('echo alive\r')).toContain('alive\r\n');
});

test('a crash of the machine ends the shell without a word', () => {
	const terminal = new Terminal();
	terminal.type('sleep 100\r');
	terminal.machine.scope.end();
	expect(terminal.type('x\r')).toBe('');
});

test('the same keys give the same bytes, twice in a row', () => {
	const session = (): string => {
		const terminal = new Terminal(createMachine({ seed: 42 }));
		for (const keys of [
			'for i in {1..5}; do echo $RANDOM; done\r',
			'ping -c 3 pi6\r',
			'sleep 3 &\r',
			'yes\r',
			'\x03',
			'ls -la /\r',
			'ec\tx\r',
			'\x12ec\r',
			'date\r'
		])
			terminal.type(keys, 4000);
		return `${terminal.raw}${terminal.machine.sim.trace.hash()}${terminal.machine.sim.steps}`;
	};
	const first = session();
	expect(session()).toBe(first);
	expect(first.length).toBeGreaterThan(1000);
});

test('commands are traced with their line, code and duration', () => {
	const terminal = new Terminal();
	terminal.type('sleep 2; false\r', 3000);
	const events = terminal.machine.sim.trace.kept.filter((event) => event.type.startsWith('command'));
	expect(events).toMatchObject([
		{ type: 'command', where: 'pi6', line: 'sleep 2; false' },
		{ type: 'command.end', where: 'pi6', line: 'sleep 2; false', code: 1, ms: 2000 }
	]);
	expect(events[0]).toHaveProperty('id', events[0]!.seq);
	expect(events[1]).toHaveProperty('id', events[0]!.seq);
});
