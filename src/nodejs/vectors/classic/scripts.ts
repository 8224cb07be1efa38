import type { Vector } from '../vector.ts';
import type { ClassicWorld } from './world.ts';

/** Plays a vector in a world of its own. @returns expected and actual */
type Script = (world: ClassicWorld, vector: Vector) => [unknown, unknown];

export const SCRIPTS: Readonly<Record<string, Script>> = {};
