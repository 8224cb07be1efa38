import type { Program } from '../../../sim/sys.ts';
import { ip } from './ip.ts';
import { ps } from './ps.ts';
import { wget } from './wget.ts';

/** Commands of images with busybox (alpine, busybox) that differ from Debian's, besides ping. */
export const busyboxPrograms: readonly Program[] = [ip, ps, wget];
