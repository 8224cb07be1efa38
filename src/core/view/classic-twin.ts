import type { ClassicViewModel } from './classic-diagram.ts';
import type { DiscoveryPlace, DiscoveryViewModel } from './classic-discovery.ts';
import type { DecisionModel, ScheduleViewModel } from './classic-schedule.ts';
import type { TextTwin, TwinTable } from './twin.ts';
import { CLASSIC_WORDS, number } from './words/classic.ts';
import type { Language } from './words/language.ts';

/** The architecture diagram as text. */
export function classicTwin(model: ClassicViewModel, language: Language): TextTwin {
	const words = CLASSIC_WORDS[language];
	const running = model.managers.filter(({ isRunning }) => isRunning);
	const tables: TwinTable[] = [];
	if (model.managers.length > 0) {
		tables.push({
			...words.managers,
			rows: model.managers.map((manager) => ({
				key: manager.address,
				cells: [manager.address, manager.machine, words.role(manager), manager.strategy, manager.discovery],
				seq: manager.seq
			}))
		});
	}
	tables.push({
		...words.nodes,
		rows: model.nodes.map((node) => ({
			key: node.address,
			cells: [
				node.name || words.unnamed,
				node.address,
				words.nodeState(node),
				node.condition === 'up' ? words.yes : words.no,
				node.hasAgent ? words.yes : words.no,
				node.containers.map(({ name, isRunning }) => (isRunning ? name : `${name} (${words.stopped})`)).join(', ')
			],
			seq: node.seq
		}))
	});
	const lines = [...model.flights];
	if (model.last && !lines.some(({ n }) => n === model.last!.n)) {
		lines.push({ ...model.last, legs: [], machine: '' });
	}
	if (lines.length > 0) {
		tables.push({
			...words.requests,
			rows: lines.map((line) => ({
				key: String(line.n),
				cells: [
					String(line.number),
					line.label,
					line.from,
					line.manager,
					line.nodes.join(', '),
					line.status === 0 ? words.underWay : String(line.status)
				],
				seq: line.n
			}))
		});
	}
	const known = model.nodes.filter(({ state }) => state !== 'unknown').length;
	return { sentence: words.sentence(running.length, model.nodes.length, known, model.flights.length), tables };
}

/** The scheduler's way as text. */
export function scheduleTwin(model: ScheduleViewModel, language: Language): TextTwin {
	const words = CLASSIC_WORDS[language].schedule;
	const { decision, manager, last } = model;
	const tables: TwinTable[] = decision ? [decisionTable(decision, language)] : [];
	if (last.length > 0) {
		tables.push({
			...words.listed,
			rows: last.map(({ seq, number: n, container, node }) => ({
				key: String(seq),
				cells: [String(n), container, node || words.none],
				seq
			}))
		});
	}
	const ready = manager ? words.ready(manager.strategy, manager.filters) : '';
	return { sentence: decision ? words.caption(decision) : `${words.empty.title}. ${ready}`.trim(), tables };
}

function decisionTable(decision: DecisionModel, language: Language): TwinTable {
	const { schedule: words } = CLASSIC_WORDS[language];
	const { filters } = decision;
	return {
		caption: `${decision.container || decision.image}: ${decision.asks.join(' ') || words.asksNothing}`,
		head: [words.node, ...filters, `${words.weight} (${decision.strategy})`, words.rank],
		rows: decision.rows.map(({ node, passed, weight, rank, isChosen }) => ({
			key: node,
			cells: [
				isChosen ? `${node} ←` : node,
				...filters.map((_, i) => (i < passed ? words.passed : i === passed ? words.stopped : '')),
				weight === undefined ? '' : number(weight),
				rank === 0 ? '' : String(rank)
			],
			seq: decision.seq
		}))
	};
}

/** What discovery holds as text: three tables for each place. */
export function discoveryTwin({ places }: DiscoveryViewModel, language: Language): TextTwin {
	const words = CLASSIC_WORDS[language].discovery;
	const count = (of: (place: DiscoveryPlace) => readonly unknown[]): number =>
		places.reduce((sum, place) => sum + of(place).length, 0);
	const tables = places.flatMap((place): TwinTable[] => {
		const name = `${words.place[place.kind]}, ${words.where(place)}`;
		const all: TwinTable[] = [
			{
				caption: `${name}: ${words.entry.caption}`,
				head: words.entry.head,
				rows: place.entries.map((entry) => ({
					key: `${entry.key} ${entry.value}`,
					cells: [
						entry.key || entry.value,
						entry.isLock ? `${entry.value} (${words.lock})` : entry.value,
						words.left(entry)
					],
					seq: entry.seq
				}))
			},
			{
				caption: `${name}: ${words.writers.caption}`,
				head: words.writers.head,
				rows: place.writers.map(({ machine, address, url }) => ({
					key: `${machine} ${address}`,
					cells: [machine, address, url],
					seq: undefined
				}))
			},
			{
				caption: `${name}: ${words.readers.caption}`,
				head: words.readers.head,
				rows: place.readers.map((reader) => ({
					key: reader.manager,
					cells: [reader.manager, reader.machine, words.how(reader)],
					seq: undefined
				}))
			}
		];
		return all.filter(({ rows }) => rows.length > 0);
	});
	const sentence =
		places.length === 0
			? words.empty.title
			: words.sentence(
					places.length,
					count(({ entries }) => entries),
					count(({ writers }) => writers),
					count(({ readers }) => readers)
				);
	return { sentence, tables };
}
