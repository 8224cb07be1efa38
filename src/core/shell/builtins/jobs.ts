import { park, Signal, type Process, type SignalName } from '../../sim/process.ts';
import type { Interpreter } from '../interpreter.ts';
import { isOver, statusOf, type Job } from '../jobs.ts';
import { parseSignal, processesOf } from '../processes.ts';
import type { Builtin } from './table.ts';

export const jobs: Builtin = function* (shell, args) {
	const options = args.filter((arg) => arg.startsWith('-')).join('');
	const wanted = args.filter((arg) => !arg.startsWith('-'));
	for (const spec of wanted) {
		if (shell.jobs.find(spec)) continue;
		yield* shell.complain(`jobs: ${spec}: no such job`);
		return 1;
	}
	for (const job of wanted.length > 0 ? wanted.map((spec) => shell.jobs.find(spec)!) : [...shell.jobs.all()]) {
		if (options.includes('r') && isOver(job)) continue;
		if (options.includes('p')) yield* shell.write(1, `${job.processes[0]!.pid}\n`);
		else yield* shell.write(1, `${shell.jobs.line(job, { withPid: options.includes('l') })}\n`);
		if (isOver(job)) shell.jobs.forget(job);
	}
	return 0;
};

function* waitForJob(shell: Interpreter, job: Job): Process<number> {
	for (const { proc } of job.processes) while (!proc.isOver) yield* park(proc.exited);
	shell.jobs.forget(job);
	return statusOf(job);
}

export const wait: Builtin = function* (shell, args) {
	const targets = args.filter((arg) => !arg.startsWith('-'));
	if (args.includes('-n')) {
		const running = shell.jobs.all();
		if (running.length === 0) return 127;
		while (!running.some(isOver)) yield* park(running[0]!.processes[0]!.proc.exited, 10);
		return yield* waitForJob(shell, running.find(isOver)!);
	}
	if (targets.length === 0) {
		for (const job of [...shell.jobs.all()]) yield* waitForJob(shell, job);
		return 0;
	}
	let status = 0;
	for (const target of targets) {
		const isSpec = target.startsWith('%');
		if (!isSpec && !/^\d+$/.test(target)) {
			yield* shell.complain(`wait: \`${target}': not a pid or valid job spec`);
			status = 1;
			continue;
		}
		const job = isSpec
			? shell.jobs.find(target)
			: shell.jobs.all().find((other) => other.processes.some(({ pid }) => pid === Number(target)));
		if (job) {
			status = yield* waitForJob(shell, job);
			continue;
		}
		yield* shell.complain(isSpec ? `wait: ${target}: no such job` : `wait: pid ${target} is not a child of this shell`);
		status = 127;
	}
	return status;
};

export const fg: Builtin = function* (shell, args) {
	const job = yield* controlled(shell, 'fg', args[0]);
	if (!job) return 1;
	yield* shell.write(1, `${job.command}\n`);
	shell.jobs.forget(job);
	return yield* shell.waitForeground(job.processes, job.group, job.command);
};

export const bg: Builtin = function* (shell, args) {
	const job = yield* controlled(shell, 'bg', args[0]);
	if (!job) return 1;
	// Nothing is ever stopped here, so it runs already.
	yield* shell.complain(`bg: job ${job.id} already in background`);
	return 0;
};

function* controlled(shell: Interpreter, name: string, spec: string | undefined): Process<Job | undefined> {
	if (!shell.hasJobControl) {
		yield* shell.complain(`${name}: no job control`);
		return undefined;
	}
	const job = spec === undefined ? shell.jobs.current() : shell.jobs.find(spec);
	if (job && !isOver(job)) return job;
	if (job) yield* shell.complain(`${name}: job has terminated`);
	else yield* shell.complain(`${name}: ${spec ?? 'current'}: no such job`);
	return undefined;
}

export const disown: Builtin = function* (shell, args) {
	const job = args[0] === undefined ? shell.jobs.current() : shell.jobs.find(args[0]);
	if (job) {
		shell.jobs.forget(job);
		return 0;
	}
	yield* shell.complain(`disown: ${args[0] ?? 'current'}: no such job`);
	return 1;
};

const USAGE = 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n';

export const kill: Builtin = function* (shell, args) {
	const rest = [...args];
	let signal: SignalName | 0 = 'SIGTERM';
	const [first] = rest;
	if (first === undefined) {
		yield* shell.write(2, USAGE);
		return 2;
	}
	if (first === '-l' || first === '-L') {
		yield* shell.write(1, ' 1) SIGHUP\t 2) SIGINT\t 3) SIGQUIT\t 9) SIGKILL\t13) SIGPIPE\n15) SIGTERM\t28) SIGWINCH\n');
		return 0;
	}
	if (first.startsWith('-') && first !== '--') {
		rest.shift();
		const text = first === '-s' || first === '-n' ? (rest.shift() ?? '') : first.slice(1);
		const parsed = parseSignal(text);
		if (parsed === undefined) {
			yield* shell.complain(`kill: ${text}: invalid signal specification`);
			return 1;
		}
		signal = parsed;
	} else if (first === '--') rest.shift();
	if (rest.length === 0) {
		yield* shell.write(2, USAGE);
		return 2;
	}
	let status = 0;
	for (const target of rest) {
		const problem = killOne(shell, target, signal);
		if (problem === undefined) continue;
		yield* shell.complain(`kill: ${problem}`);
		status = 1;
	}
	return status;
};

/** @returns what went wrong. */
function killOne(shell: Interpreter, target: string, signal: SignalName | 0): string | undefined {
	if (target.startsWith('%')) {
		const job = shell.jobs.find(target);
		if (!job) return `${target}: no such job`;
		if (signal !== 0) job.group.kill(signal);
		return undefined;
	}
	if (!/^-?\d+$/.test(target)) return `${target}: arguments must be process or job IDs`;
	const pid = Math.abs(Number(target));
	// An interactive shell ignores SIGTERM and survives its own SIGINT.
	if (pid === shell.ownPid) {
		if (signal === 0 || (shell.hasJobControl && signal === 'SIGTERM')) return undefined;
		throw new Signal(signal);
	}
	if (pid === 1 && shell.machine.signalFirst) {
		if (signal !== 0) shell.machine.signalFirst(signal);
		return undefined;
	}
	const entry = processesOf(shell.machine).find(pid);
	if (!entry) return `(${target}) - No such process`;
	if (signal === 0) return undefined;
	// A job's processes belong together: the subshell and what it runs.
	if (entry.proc.group && shell.jobs.all().some((job) => job.group === entry.proc.group)) entry.proc.group.kill(signal);
	else entry.proc.kill(signal);
	return undefined;
}
