import { formatDuration } from '../format/go-values.ts';
import { FILE_OBJECT, NETWORK, SERVICE, VOLUME, type Shape } from './shapes.ts';
import type { ComposeFile } from './types.ts';
import { Float, Timestamp } from './yaml/scalar.ts';
import { compareKeys, writeYaml, type YamlOut } from './yaml/write.ts';

/** A Compose file as `docker stack config` shows it. */
export function printCompose(file: ComposeFile): string {
	const root = new Map<string, YamlOut>([
		['version', file.version],
		['services', mapOut(SERVICE, file.services)]
	]);
	for (const [key, shape] of [
		['networks', NETWORK],
		['volumes', VOLUME],
		['secrets', FILE_OBJECT],
		['configs', FILE_OBJECT]
	] as const) {
		if (file[key].size > 0) root.set(key, mapOut(shape, file[key]));
	}
	addExtras(root, file.extras);
	return writeYaml(root);
}

function mapOut(shape: Shape | undefined, values: ReadonlyMap<string, unknown>): Map<string, YamlOut> {
	const keys = [...values.keys()].sort(compareKeys);
	return new Map(keys.map((key) => [key, out(shape, values.get(key))]));
}

function out(shape: Shape | undefined, value: unknown): YamlOut {
	if (value === null || value === undefined) return null;
	if (shape?.kind === 'duration') return formatDuration(value as number);
	if (shape?.kind === 'bytes') return String(value);
	if (shape?.kind === 'struct') return structOut(shape, value as Record<string, unknown>);
	if (shape?.kind === 'external') return externalOut(value);
	if (shape?.kind === 'ulimit') return ulimitOut(value);
	const of = shape && 'of' in shape ? shape.of : undefined;
	if (Array.isArray(value)) return value.map((item) => out(of, item));
	if (value instanceof Map) return mapOut(of, value as Map<string, unknown>);
	return of ? out(of, value) : plainOut(value);
}

function structOut(shape: Extract<Shape, { kind: 'struct' }>, value: Record<string, unknown>): Map<string, YamlOut> {
	const result = new Map<string, YamlOut>();
	for (const field of shape.fields) {
		const item = value[field.key];
		if (item !== undefined) result.set(field.key, out(field.shape, item));
		else if (field.always) result.set(field.key, field.shape.kind === 'string' ? '' : 0);
	}
	addExtras(result, value['extras'] as Map<string, unknown> | undefined);
	return result;
}

function externalOut({ name, external }: { name?: string; external?: boolean }): YamlOut {
	return name === undefined ? (external ?? false) : new Map([['name', name]]);
}

function ulimitOut({ single, soft, hard }: { single?: number; soft?: number; hard?: number }): YamlOut {
	if (single !== undefined) return single;
	const limits: [string, number | undefined][] = [
		['soft', soft],
		['hard', hard]
	];
	return new Map(limits.filter((entry): entry is [string, number] => entry[1] !== undefined));
}

function addExtras(target: Map<string, YamlOut>, extras: ReadonlyMap<string, unknown> | undefined): void {
	if (extras) for (const [key, value] of mapOut(undefined, extras)) target.set(key, value);
}

/** A value of an extension, as it stood in the file. */
function plainOut(value: unknown): YamlOut {
	if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
		return value;
	if (value instanceof Float) return value.value;
	if (value instanceof Timestamp) return value.toJSON();
	if (Array.isArray(value)) return value.map(plainOut);
	const entries = Object.entries(value as Record<string, unknown>).sort(([a], [b]) => compareKeys(a, b));
	return new Map(entries.map(([key, item]) => [key, plainOut(item)]));
}
