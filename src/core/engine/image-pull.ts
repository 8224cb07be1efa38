import type { JsonMessage } from '../api/wire/image.ts';
import { sleep, type Process } from '../sim/process.ts';
import { humanSize } from './human-duration.ts';
import { diffIdsOf } from './image-content.ts';
import type { ImageSource } from './registry.ts';
import { stableHex } from './reference.ts';

/** How fast a machine fetches and unpacks, bytes per virtual millisecond. */
export interface PullSpeed {
	download: number;
	extract: number;
}

/** A server on a good line, and a Raspberry Pi with its SD card. */
export function pullSpeed(architecture: string): PullSpeed {
	return architecture.startsWith('arm') ? { download: 3_000, extract: 9_000 } : { download: 12_000, extract: 70_000 };
}

/** At most so many progress lines a second, all layers together. Source: moby pkg/progress, 100 ms apart. */
const PROGRESS_MS = 100;

/** 12 digits: how layers are called while they are pulled. */
export function layerId(source: ImageSource, index: number): string {
	const layer = source.layers[index]!;
	if (layer.entries) return stableHex(`compressed ${diffIdsOf(source)[index]!}`);
	// Base layers of one size are the same layer: images share them, as they do in reality.
	return stableHex(
		`layer ${layer.createdBy} ${layer.unpacked}${layer.content === undefined ? '' : ` ${layer.content}`}`
	);
}

/**
 * Fetches the layers that are not there yet, one after the other, and unpacks them.
 * @param present layers on this disk; new ones are added as they become complete
 * @param tell what `docker pull` shows
 */
export function* pullLayers(
	source: ImageSource,
	speed: PullSpeed,
	present: Set<string>,
	tell: (message: JsonMessage) => void
): Process<void> {
	const diffIds = diffIdsOf(source);
	const missing: number[] = [];
	for (let i = 0; i < source.layers.length; i++) {
		const id = layerId(source, i);
		if (present.has(diffIds[i]!)) tell({ status: 'Already exists', progressDetail: {}, id: id.slice(0, 12) });
		else {
			tell({ status: 'Pulling fs layer', progressDetail: {}, id: id.slice(0, 12) });
			missing.push(i);
		}
	}
	for (const i of missing) {
		const total = source.layers[i]!.compressed;
		const id = layerId(source, i).slice(0, 12);
		yield* progress('Downloading', id, total, speed.download, tell);
		tell({ status: 'Verifying Checksum', progressDetail: {}, id });
		tell({ status: 'Download complete', progressDetail: {}, id });
	}
	for (const i of missing) {
		const layer = source.layers[i]!;
		const id = layerId(source, i);
		yield* progress(
			'Extracting',
			id.slice(0, 12),
			layer.compressed,
			(speed.extract * layer.compressed) / Math.max(1, layer.unpacked),
			tell
		);
		tell({ status: 'Pull complete', progressDetail: {}, id: id.slice(0, 12) });
		present.add(diffIds[i]!);
	}
}

/** Of one layer, a line every 100 ms. */
export function* progress(
	status: string,
	id: string,
	total: number,
	bytesPerMs: number,
	tell: (message: JsonMessage) => void
): Process<void> {
	let current = 0;
	while (current < total) {
		const step = Math.min(total - current, bytesPerMs * PROGRESS_MS);
		yield* sleep(Math.max(1, Math.round(step / bytesPerMs)));
		current += step;
		tell({
			status,
			progressDetail: { current: Math.round(current), total },
			progress: bar(Math.round(current), total),
			id
		});
	}
}

/** '[=====>     ]   5.2MB/28.2MB'. Source: recorded stream of POST /images/create. */
export function bar(current: number, total: number): string {
	const filled = Math.min(50, Math.trunc((current / total) * 50));
	return `[${'='.repeat(filled)}>${' '.repeat(50 - filled)}] ${humanSize(current).padStart(8)}/${humanSize(total)}`;
}
