import type { Dialect } from '../dialect.ts';
import { SwarmError } from '../error.ts';
import { formatExpression, matches, parseExpression, type Expression } from './expression.ts';
import type { Filter, FilterContext } from './filter.ts';
import type { SchedulerNode } from './node.ts';

type Test = (expression: Expression, node: SchedulerNode, dialect: Dialect) => boolean;

/** Nodes that satisfy every expression that counts. @throws SwarmError */
function satisfying(
	texts: readonly string[],
	nodes: readonly SchedulerNode[],
	{ dialect, soft }: FilterContext,
	test: Test
): SchedulerNode[] {
	let left = [...nodes];
	for (const expression of texts.map((text) => parseExpression(text, dialect))) {
		if (expression.soft && !soft) continue;
		left = left.filter((node) => test(expression, node, dialect));
		if (left.length === 0) throw new SwarmError(`unable to find a node that satisfies ${formatExpression(expression)}`);
	}
	return left;
}

/** Labels of the engine; the key `node` is its name or ID. */
export const constraint: Filter = {
	name: 'constraint',
	accept: (wish, nodes, context) =>
		satisfying(wish.constraints, nodes, context, (expression, node, dialect) => {
			if (expression.key === 'node') return matches(expression, [node.id, node.name]);
			const label = node.labels[expression.key];
			// In rc1 a node without the label satisfied nothing, not even `!=`.
			if (label === undefined && dialect === 'rc1') return false;
			return matches(expression, [label ?? '']);
		}),
	conditions: (wish) => wish.constraints.map((text) => formatExpression(parseExpression(text, '1.2.5')))
};

/** Other containers on the node, images, labels of containers. */
export const affinity: Filter = {
	name: 'affinity',
	accept: (wish, nodes, context) =>
		satisfying(wish.affinities, nodes, context, (expression, node, dialect) => {
			if (dialect === 'rc1') return isNearRc1(expression, node);
			return matches(expression, candidates(expression.key, node));
		}),
	conditions: (wish) => wish.affinities.map(conditionOf)
};

function candidates(key: string, node: SchedulerNode): string[] {
	if (key === 'container') return node.containers.flatMap(({ id, names }) => [id, ...names]);
	if (key === 'image') {
		return node.images.flatMap(({ id, tags }) => [id, ...tags, ...tags.map((tag) => tag.replace(/:[^:/]*$/, ''))]);
	}
	return node.containers.flatMap(({ labels }) => labels[key] ?? []);
}

/** rc1 asked one container after another: an empty node satisfied nothing, and `!=` was true where any one differed. */
function isNearRc1(expression: Expression, node: SchedulerNode): boolean {
	if (expression.key === 'container') {
		return node.containers.some(({ id, names }) => matches(expression, [id, ...names]));
	}
	if (expression.key === 'image') return node.images.some(({ id, tags }) => matches(expression, [...tags, id]));
	return false;
}

/** From 1.2.6: names of nodes between bars, whatever the key and the operator. */
export const whitelist: Filter = {
	name: 'whitelist',
	accept: (wish, nodes, context) =>
		satisfying(wish.whitelists, nodes, context, (expression, node) => expression.value.split('|').includes(node.name)),
	conditions: (wish) => wish.whitelists.map(conditionOf)
};

function conditionOf(text: string): string {
	const expression = parseExpression(text, '1.2.5');
	return `${formatExpression(expression)} (soft=${expression.soft})`;
}
