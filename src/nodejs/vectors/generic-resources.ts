import type { GenericResource } from '../../core/swarm/objects.ts';
import { claim, consume, hasResource } from '../../core/swarm/scheduler/generic-resources.ts';
import { each } from './vector.ts';

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
		default:
			throw new Error(`${vector.function} is a matter of the engine's configuration file`);
	}
});
