import type { Files } from '../sim/files.ts';

/** The first name server that a machine's resolver asks. */
export function nameServerOf(files: Files): string | undefined {
	if (!files.exists('/etc/resolv.conf')) return undefined;
	return /^nameserver\s+(\S+)/m.exec(files.read('/etc/resolv.conf'))?.[1];
}
