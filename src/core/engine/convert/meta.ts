import { compact, nonZero, sortKeys } from '../../api/compact.ts';
import type { Driver, ObjectMeta, ObjectVersion } from '../../api/wire/meta.ts';
import type { Annotations, Meta, Version } from '../../swarm/objects.ts';

export function versionToApi(version: Version | undefined): ObjectVersion {
	return compact<{ Index?: number }>({ Index: nonZero(version?.index) }) as ObjectVersion;
}

export function metaToApi(meta: Meta): ObjectMeta {
	return { Version: versionToApi(meta.version), CreatedAt: meta.createdAt, UpdatedAt: meta.updatedAt };
}

/** Labels are always there, empty ones too. Source: moby convert/swarm.go, annotationsFromGRPC. */
export function labelsToApi(annotations: Annotations): Record<string, string> {
	return sortKeys(annotations.labels ?? {});
}

export function annotationsFromApi(
	name: string | undefined,
	labels: Record<string, string> | null | undefined
): Annotations {
	return labels && Object.keys(labels).length > 0
		? { name: name ?? '', labels: sortKeys(labels) }
		: { name: name ?? '' };
}

export function driverToApi(
	driver: { name: string; options?: Record<string, string> } | undefined
): Driver | undefined {
	if (!driver) return undefined;
	const result: Driver = {};
	if (driver.name !== '') result.Name = driver.name;
	if (driver.options && Object.keys(driver.options).length > 0) result.Options = sortKeys(driver.options);
	return result;
}

export function driverFromApi(
	driver: { Name?: string; Options?: Record<string, string> | null } | null | undefined
): { name: string; options?: Record<string, string> } | undefined {
	if (!driver) return undefined;
	const name = driver.Name ?? '';
	return driver.Options && Object.keys(driver.Options).length > 0
		? { name, options: sortKeys(driver.Options) }
		: { name };
}
