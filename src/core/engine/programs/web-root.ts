import { byteLength, FileError, type Files } from '../../sim/files.ts';

const TYPES: Readonly<Record<string, string>> = {
	html: 'text/html',
	css: 'text/css',
	js: 'application/javascript',
	json: 'application/json',
	txt: 'text/plain',
	svg: 'image/svg+xml'
};

export type Found = { content: string; type: string; mtimeMs: number; etag: string } | 403 | 404;

/** Looks a path of a URL up under a web server's document root; a directory means its index.html. */
export function findPage(files: Files, root: string, target: string): Found {
	const path = (target.split(/[?#]/)[0] ?? '/').replace(/\/\.\.(?=\/|$)/g, '');
	try {
		let file = root + path;
		if (files.isDirectory(file)) {
			file = `${file.replace(/\/$/, '')}/index.html`;
			if (!files.exists(file)) return 403;
		}
		const { mtimeMs } = files.stat(file);
		const content = files.read(file);
		const type = TYPES[/\.(\w+)$/.exec(file)?.[1] ?? ''] ?? 'application/octet-stream';
		return {
			content,
			type,
			mtimeMs,
			etag: `"${Math.trunc(mtimeMs / 1000).toString(16)}-${byteLength(content).toString(16)}"`
		};
	} catch (error) {
		if (error instanceof FileError) return error.code === 'EACCES' ? 403 : 404;
		throw error;
	}
}
