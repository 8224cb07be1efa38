import type { Case } from './cases.ts';
import { contexts } from './contexts.ts';
import { help } from './help.ts';
import { images } from './images.ts';
import { login } from './login.ts';
import { system } from './system.ts';

/** By family: the name of the file that holds what the real client did. */
export const ALL_CASES: Readonly<Record<string, readonly Case[]>> = { contexts, help, images, login, system };
