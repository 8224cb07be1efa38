import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface FileSize {
	file: string;
	bytes: number;
	/** What goes over the wire: gzip −9, or as it is where that is smaller (fonts). */
	gzip: number;
}

export function fileSizes(dist: string): FileSize[] {
	return readdirSync(dist, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => {
			const path = join(entry.parentPath, entry.name);
			const content = readFileSync(path);
			const gzip = Math.min(content.length, gzipSync(content, { level: 9 }).length);
			return { file: relative(dist, path), bytes: content.length, gzip };
		})
		.sort((a, b) => b.gzip - a.gzip);
}
