import { stableHex } from './reference.ts';

const directory = (layer: string): string => `/var/lib/docker/overlay2/${stableHex(`layer of ${layer}`)}`;

/** Where overlay2 has an image, as `GraphDriver.Data` tells: its own layer on those below (recorded: one layer has none). */
export function imageDirectories(imageId: string, layers: number): Record<string, string> {
	const below = Array.from({ length: Math.max(layers - 1, 0) }, (_, i) => `${directory(`${imageId} ${i}`)}/diff`);
	return { ...(below.length > 0 && { LowerDir: below.join(':') }), ...directoriesOf(directory(imageId)) };
}

/** … and a container, on its image. */
export function containerDirectories(id: string, imageId: string): Record<string, string> {
	const own = directory(id);
	return { LowerDir: `${own}-init/diff:${directory(imageId)}/diff`, ...directoriesOf(own) };
}

const directoriesOf = (own: string): Record<string, string> => ({
	MergedDir: `${own}/merged`,
	UpperDir: `${own}/diff`,
	WorkDir: `${own}/work`
});
