import { resolve } from 'node:path';
import type { Plugin } from 'vite';

const SPARE = 'app/worker/spare.ts';

/**
 * Begins the simulation's worker by a small script of its own, before the page's: a module runs only once all it imports
 * has been read and compiled, and meanwhile another processor can do the same with the worker's megabyte.
 */
export function earlyWorker(root: string): Plugin {
	let base = '/';
	let isBuild = false;
	return {
		name: 'swarmlab-early-worker',
		configResolved(config) {
			base = config.base;
			isBuild = config.command === 'build';
		},
		buildStart() {
			if (isBuild)
				this.emitFile({ type: 'chunk', id: resolve(root, SPARE), name: 'spare', preserveSignature: 'allow-extension' });
		},
		transformIndexHtml: {
			order: 'post',
			handler(_html, { bundle }) {
				const chunk = Object.values(bundle ?? {}).find(
					(file) => file.type === 'chunk' && file.facadeModuleId?.endsWith(SPARE)
				);
				if (bundle && !chunk) throw new Error(`${SPARE} has become no file of its own`);
				const src = `${base}${chunk?.fileName ?? SPARE}`;
				return [{ tag: 'script', attrs: { type: 'module', async: true, src }, injectTo: 'head' }];
			}
		}
	};
}
