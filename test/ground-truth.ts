import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Folder of the reference material beside the project. Tests that need it fail where it is absent. */
export function sharedPath(...parts: string[]): string {
	const root = resolve(import.meta.dirname, '../../shared');
	if (!existsSync(root))
		throw new Error('The folder ../shared with the reference material is missing beside the project.');
	return resolve(root, ...parts);
}
