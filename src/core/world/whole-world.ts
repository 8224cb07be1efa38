import { classic } from '../classic/classic-software.ts';
import { compose } from '../docker/compose/compose-software.ts';
import { mflag } from '../docker/v1.12/mflag-software.ts';
import type { ImageSource } from '../engine/registry.ts';
import type { Recording } from './recording.ts';
import type { Software } from './software.ts';
import { World } from './world.ts';

/** All software there is, for those who need not count bytes: programs in Node, and tests. */
export const ALL_SOFTWARE: Required<Software> = { classic, compose, mflag };

/** A world with all software, whatever its eras. */
export function wholeWorld(recording: Recording, images?: readonly ImageSource[]): World {
	return new World(recording, ALL_SOFTWARE, images);
}
