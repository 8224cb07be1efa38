import { constraintMatches, nodeMatches, parseConstraints, type Constraint } from '../../core/swarm/constraint.ts';
import { toNode, type Sparse } from './normalise.ts';
import { each, errorOf } from './vector.ts';

export const constraintsParse = each<{
	id: string;
	input: string[];
	expect: { ok: true; parsed: Constraint[] } | { ok: false; error: string };
}>(({ input, expect }) => {
	let parsed: Constraint[] = [];
	const error = errorOf(() => (parsed = parseConstraints(input)));
	return [expect, error === null ? { ok: true, parsed } : { ok: false, error }];
});

export const constraintsMatch = each<{ id: string; constraint: Constraint; against: string[]; expect: boolean }>(
	({ constraint, against, expect }) => [expect, constraintMatches(constraint, against)]
);

export const constraintsNode = each<{ id: string; constraints: Constraint[]; node: Sparse; expect: boolean }>(
	({ constraints, node, expect }) => [expect, nodeMatches(constraints, toNode(node))]
);
