import type { GenericResource } from '../../core/swarm/objects.ts';
import { claim, consume, hasResource } from '../../core/swarm/scheduler/generic-resources.ts';
import { parseResources, parseResourceText } from '../../core/swarm/generic-resource-text.ts';
import { each, errorOf } from './vector.ts';

type List = GenericResource[] | null;

export const genericResources = each<{
	id: string;
	function: string;
	args: unknown[];
	argsAfter?: unknown[];
	expect: unknown[];
}>((vector) => {
	const [first, second, third] = vector.args as [List, List, List];
	switch (vector.function) {
		case 'HasResource':
			return [vector.expect, [hasResource(vector.args[0] as GenericResource, second ?? [])]];
		case 'ConsumeNodeResources':
			return [vector.argsAfter?.[0] ?? [], consume(first ?? [], second ?? [])];
		case 'ClaimResources':
			return [
				vector.argsAfter?.slice(0, 2),
				[consume(first ?? [], third ?? []), [...(second ?? []), ...(third ?? [])]]
			];
		case 'Claim': {
			const { available, assigned } = claim(first ?? [], third ?? []);
			return [vector.argsAfter?.slice(0, 2), [available, [...(second ?? []), ...assigned]]];
		}
		case 'Parse':
			return [vector.expect, parsed(() => parseResources(vector.args[0] as string[]))];
		case 'ParseCmd':
			return [vector.expect, parsed(() => parseResourceText(vector.args[0] as string))];
		default:
			throw new Error(`unknown function ${vector.function}`);
	}
});

/** As Go returns it: a list, and an error or none. */
function parsed(parse: () => GenericResource[]): [List, { error: string } | null] {
	let resources: List = null;
	const error = errorOf(() => (resources = parse()));
	return error === null ? [resources, null] : [null, { error }];
}
