import type { GenericResource } from '../objects.ts';

/**
 * User-defined resources of nodes: counted ones (`apple=3`) and named ones (`gpu=one`, `gpu=two`). Tasks only ever
 * reserve counted ones; of named ones they are given that many. All functions return new lists.
 *
 * Source: swarmkit api/genericresource/*.go.
 */
export function kindOf(resource: GenericResource): string {
	return resource.discreteResourceSpec?.kind ?? resource.namedResourceSpec?.kind ?? '';
}

/** Whether a node with `available` can take a task that reserves `wanted`. */
export function hasEnough(available: readonly GenericResource[], wanted: GenericResource): boolean {
	const reservation = wanted.discreteResourceSpec;
	if (!reservation) return false;
	const ofKind = available.filter((resource) => kindOf(resource) === reservation.kind);
	const first = ofKind[0];
	if (!first) return false;
	return reservation.value <= (first.discreteResourceSpec?.value ?? ofKind.length);
}

/** Whether the node still has what a task was given. */
export function hasResource(wanted: GenericResource, list: readonly GenericResource[]): boolean {
	for (const resource of list) {
		if (kindOf(resource) !== kindOf(wanted)) continue;
		if (resource.discreteResourceSpec) {
			const count = wanted.discreteResourceSpec;
			return count !== undefined && count.value <= resource.discreteResourceSpec.value;
		}
		if (!wanted.namedResourceSpec) return false;
		if (wanted.namedResourceSpec.value === resource.namedResourceSpec?.value) return true;
	}
	return false;
}

/** Gives a task what it reserves. When something is missing it gets nothing at all. */
export function claim(
	available: readonly GenericResource[],
	reservations: readonly GenericResource[]
): { available: GenericResource[]; assigned: GenericResource[] } {
	const assigned: GenericResource[] = [];
	for (const reservation of reservations) {
		const chosen = select(available, reservation);
		if (!chosen) return { available: [...available], assigned: [] };
		assigned.push(...chosen);
	}
	return { available: consume(available, assigned), assigned };
}

/** What is left of `available` without `taken`. */
export function consume(available: readonly GenericResource[], taken: readonly GenericResource[]): GenericResource[] {
	const left: GenericResource[] = [];
	for (const resource of available) {
		const rest = without(resource, taken);
		if (rest) left.push(rest);
	}
	return left;
}

/** `available` with what a task gives back, never more than the node has in `total`. */
export function reclaim(
	available: readonly GenericResource[],
	assigned: readonly GenericResource[],
	total: readonly GenericResource[]
): GenericResource[] {
	let list = [...available];
	for (const resource of assigned) {
		const count = resource.discreteResourceSpec;
		if (!count) {
			list.push(resource);
			continue;
		}
		const ofKind = list.filter((other) => kindOf(other) === count.kind);
		if (ofKind.length === 0) list.push(resource);
		const only = ofKind.length === 1 ? ofKind[0]!.discreteResourceSpec : undefined;
		if (!only) continue;
		list = list.map((other) => (other === ofKind[0] ? discrete(only.kind, only.value + count.value) : other));
	}
	return sanitize(list, total);
}

function discrete(kind: string, value: number): GenericResource {
	return { discreteResourceSpec: { kind, value } };
}

function select(available: readonly GenericResource[], reservation: GenericResource): GenericResource[] | undefined {
	const wanted = reservation.discreteResourceSpec;
	if (!wanted) return undefined;
	const chosen: GenericResource[] = [];
	for (const resource of available) {
		if (kindOf(resource) !== wanted.kind) continue;
		if (resource.discreteResourceSpec) {
			if (resource.discreteResourceSpec.value >= wanted.value && wanted.value !== 0) {
				chosen.push(discrete(wanted.kind, wanted.value));
			}
			return chosen;
		}
		chosen.push(resource);
		if (chosen.length === wanted.value) return chosen;
	}
	return chosen.length > 0 ? chosen : undefined;
}

function without(resource: GenericResource, taken: readonly GenericResource[]): GenericResource | undefined {
	let rest = resource;
	for (const other of taken) {
		if (kindOf(other) !== kindOf(rest)) continue;
		if (other.discreteResourceSpec && rest.discreteResourceSpec) {
			const value = rest.discreteResourceSpec.value - other.discreteResourceSpec.value;
			if (value <= 0) return undefined;
			rest = discrete(kindOf(rest), value);
		} else if (other.namedResourceSpec && rest.namedResourceSpec?.value === other.namedResourceSpec.value) {
			return undefined;
		}
	}
	return rest;
}

/** A node may have been re-described since the task took its share: kinds that do not fit are taken anew from `total`. */
function sanitize(list: readonly GenericResource[], total: readonly GenericResource[]): GenericResource[] {
	const kept: GenericResource[] = [];
	const renewed: GenericResource[] = [];
	const kinds = new Set<string>();
	for (const resource of list) {
		const kind = kindOf(resource);
		const ofKind = total.filter((other) => kindOf(other) === kind);
		const counted = ofKind.some((other) => other.discreteResourceSpec);
		if (resource.discreteResourceSpec) {
			const only = ofKind.length === 1 ? ofKind[0]!.discreteResourceSpec : undefined;
			if (only && resource.discreteResourceSpec.value <= only.value) {
				kept.push(resource);
				continue;
			}
		} else if (
			!counted &&
			ofKind.some((other) => other.namedResourceSpec?.value === resource.namedResourceSpec?.value)
		) {
			kept.push(resource);
			continue;
		}
		if (kinds.has(kind)) continue;
		kinds.add(kind);
		// A single name that is gone is dropped; only a kind that changed its nature is renewed.
		if (resource.discreteResourceSpec || counted) renewed.push(...ofKind);
	}
	return [...kept, ...renewed];
}
