import type { Program } from '../../../sim/sys.ts';
import { processesOf } from '../../processes.ts';

/**
 * ps of busybox 1.35: every process of the container; of a script its interpreter, with its own name in braces.
 * Source: recordings, containers.jsonl.
 */
export const ps: Program = {
	name: 'ps',
	*run(sys) {
		const { machine } = sys;
		const known = machine.processes?.() ?? [];
		const last = Math.max(0, ...known.map(({ pid }) => pid));
		const started = processesOf(machine)
			.all()
			.map(({ command }, i) => ({ pid: last + 1 + i, command }));
		const rows = [...known, ...started].map(
			({ pid, command }) => `${String(pid).padStart(5)} ${'root'.padEnd(8)} ${command}\n`
		);
		yield* sys.stdout.write(`PID   USER     COMMAND\n${rows.join('')}`);
		return 0;
	}
};
