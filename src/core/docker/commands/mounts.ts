import type { Mount } from '../../api/wire/service.ts';
import { absolutePath } from '../../sim/files.ts';
import type { FlagValues } from '../flags.ts';

/** Sources that begin with a dot are seen from where the command is typed. Source: docker/cli opts/mount.go. */
export function mountsOf(flags: FlagValues, flag: string, cwd: string): Mount[] {
	return flags
		.all<Mount>(flag)
		.map((mount) => (mount.Source?.startsWith('.') ? { ...mount, Source: absolutePath(cwd, mount.Source) } : mount));
}
