import type { Process } from '../sim/process.ts';
import type { Program } from '../sim/sys.ts';

/** What Docker needs of the kernel as modules: name, size and number of users as lsmod prints them. */
const MODULES: readonly (readonly [name: string, size: number, users: number])[] = [
	['ip_vs_rr', 16384, 2],
	['ip_vs', 147456, 4],
	['xt_ipvs', 16384, 1],
	['vxlan', 49152, 0],
	['veth', 16384, 0],
	['xt_nat', 16384, 4],
	['iptable_nat', 16384, 3],
	['nf_conntrack', 106496, 6],
	['bridge', 126976, 1],
	['overlay', 49152, 0]
];

/** `lsmod` and `modprobe` of kmod 24, for a kernel without the modules in `lacks`; those it has are loaded. */
export function modulePrograms(kernel: string, lacks: readonly string[]): Program[] {
	const isThere = (name: string): boolean =>
		!lacks.some(
			(missing) => name === missing || name.startsWith(`${missing}_`) || name === `xt_${missing.replace('_', '')}`
		);
	const lsmod: Program = {
		name: 'lsmod',
		*run(sys): Process<number> {
			if (sys.argv.length > 1) {
				yield* sys.stderr.write(`Usage: ${sys.argv[0] ?? 'lsmod'}\n`);
				return 1;
			}
			const rows = MODULES.filter(([name]) => isThere(name)).map(
				([name, size, users]) => `${name.padEnd(19)} ${String(size).padStart(8)}  ${users}\n`
			);
			yield* sys.stdout.write(`Module                  Size  Used by\n${rows.join('')}`);
			return 0;
		}
	};
	const modprobe: Program = {
		name: 'modprobe',
		*run(sys): Process<number> {
			const name = sys.argv.slice(1).find((word) => !word.startsWith('-'));
			if (name === undefined) {
				yield* sys.stderr.write('modprobe: ERROR: missing parameters. See -h.\n');
				return 1;
			}
			if (MODULES.some(([known]) => known === name) && isThere(name)) return 0;
			yield* sys.stderr.write(`modprobe: FATAL: Module ${name} not found in directory /lib/modules/${kernel}\n`);
			return 1;
		}
	};
	return [lsmod, modprobe];
}
