import { joinPath, type Files } from '../sim/files.ts';
import { isPattern, matches, unquotePattern } from './pattern.ts';

/** Names that match a path pattern (quoted characters behind backslashes), sorted by code unit; none when nothing does. */
export function glob(files: Files, cwd: string, pattern: string): string[] {
	const isAbsolute = pattern.startsWith('/');
	const names = pattern.split('/').filter((name, i) => name !== '' || i > 0);
	let found = [isAbsolute ? '/' : ''];
	names.forEach((name, i) => {
		const isLast = i === names.length - 1;
		found = found.flatMap((base) => {
			if (name === '')
				return isDirectory(files, cwd, base || '.') ? [isLast ? `${base}/`.replace('//', '/') : base] : [];
			const join = (child: string): string => (base === '' || base.endsWith('/') ? base + child : `${base}/${child}`);
			if (!isPattern(name)) {
				const path = join(unquotePattern(name));
				return exists(files, cwd, path) ? [path] : [];
			}
			if (!isDirectory(files, cwd, base || '.')) return [];
			return files
				.list(joinPath(cwd, base || '.'))
				.filter((child) => matches(child, name, { isFileName: true }))
				.map(join)
				.filter((path) => isLast || isDirectory(files, cwd, path));
		});
	});
	return found.filter((path) => path !== '');
}

function exists(files: Files, cwd: string, path: string): boolean {
	try {
		return files.exists(joinPath(cwd, path));
	} catch {
		return false;
	}
}

function isDirectory(files: Files, cwd: string, path: string): boolean {
	try {
		return files.isDirectory(joinPath(cwd, path));
	} catch {
		return false;
	}
}
