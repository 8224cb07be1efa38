import { resolve } from 'node:path';
import { mergeConfig, type Plugin } from 'vite';
import base from '../../../vite.config.ts';

/** The page before a stand-in world: `npx vite --config test/app/stand-in/vite.config.ts`. */
const here = import.meta.dirname;
const standIns: Plugin = {
	name: 'stand-ins',
	enforce: 'pre',
	resolveId(id, importer) {
		if (id === './diagram.ts' && importer?.includes('/app/bench/') && process.env['STAND_IN_DIAGRAMS'])
			return resolve(here, 'diagram.ts');
		if (id.endsWith('./create-world.ts')) return resolve(here, 'world.ts');
		return undefined;
	}
};

export default mergeConfig(base, {
	root: resolve(here, '../../../src'),
	publicDir: resolve(here, '../../../public'),
	plugins: [standIns],
	worker: { plugins: () => [standIns] },
	build: { outDir: process.env['STAND_IN_OUT'] ?? '/tmp/swarmlab-stand-in', emptyOutDir: true }
});
