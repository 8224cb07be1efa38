import type { ClassicViewModel, DecisionModel } from './classic-diagram.ts';
import type { TextTwin, TwinTable } from './twin.ts';
import { CLASSIC_WORDS } from './words/classic.ts';
import type { Language } from './words/language.ts';

/** The architecture diagram as text. */
export function classicTwin(model: ClassicViewModel, language: Language): TextTwin {
	const words = CLASSIC_WORDS[language];
	const running = model.managers.filter(({ isRunning }) => isRunning);
	const tables: TwinTable[] = [];
	if (model.managers.length > 0) {
		tables.push({
			...words.managers,
			rows: model.managers.map(({ address, machine, role, strategy, isRunning }) => ({
				key: address,
				cells: [address, machine, isRunning ? role : words.stopped, strategy],
				seq: undefined
			}))
		});
	}
	if (model.nodes.length > 0) {
		tables.push({
			...words.nodes,
			rows: model.nodes.map(({ address, name, state, hasAgent }) => ({
				key: address,
				cells: [name === '' ? '(unknown)' : name, address, state, hasAgent ? words.yes : words.no],
				seq: undefined
			}))
		});
	}
	if (model.keys.length > 0) {
		tables.push({
			...words.keys,
			rows: model.keys.map(({ service, key, value, leftMs }) => ({
				key: `${service} ${key}`,
				cells: [service, key, value, leftMs === undefined ? words.forever : words.seconds(Math.ceil(leftMs / 1000))],
				seq: undefined
			}))
		});
	}
	if (model.decision) tables.push(decisionTable(model.decision, language));
	return { sentence: words.sentence(running.length, model.nodes.length, model.flights.length), tables };
}

function decisionTable(decision: DecisionModel, language: Language): TwinTable {
	const words = CLASSIC_WORDS[language];
	const { filters } = decision;
	return {
		caption: words.decision(decision.container || decision.image, decision.strategy, decision.chosen),
		head: [words.node, ...filters, words.weight],
		rows: decision.rows.map(({ node, passed, weight, isChosen }) => ({
			key: node,
			cells: [
				isChosen ? `${node} ←` : node,
				...filters.map((_, i) => (i < passed ? words.yes : i === passed ? words.no : '')),
				weight === undefined ? '' : String(weight)
			],
			seq: undefined
		}))
	};
}
