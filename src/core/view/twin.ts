import type { IngressViewModel } from './ingress.ts';
import type { RaftViewModel } from './raft.ts';
import type { ReplicasViewModel, ServiceBand } from './replicas.ts';
import type { Language } from './words/language.ts';
import { WORDS } from './words/words.ts';

/** A diagram as text: one sentence and real tables, made from the very object the picture is drawn from. */
export interface TextTwin {
	sentence: string;
	tables: TwinTable[];
}

export interface TwinTable {
	caption: string;
	head: string[];
	rows: TwinRow[];
}

export interface TwinRow {
	key: string;
	/** Text of each cell; the first names the row. */
	cells: string[];
	/** What explains the row. */
	seq: number | undefined;
}

export function raftTwin(view: RaftViewModel, language: Language): TextTwin {
	const words = WORDS[language].raft;
	const { table } = words;
	const tables: TwinTable[] = [];
	if (view.managers.length > 0) {
		tables.push({
			caption: table.caption,
			head: table.head,
			rows: view.managers.map((manager) => ({
				key: manager.machine,
				cells: [
					manager.machine,
					words.roleOf(manager),
					manager.role === 'unknown' ? '' : String(manager.term),
					...(isLogKnown(view, manager.machine) ? [String(manager.lastIndex), String(manager.commit)] : ['', '']),
					manager.reachable ? table.yes : table.no,
					manager.votedFor
				],
				seq: manager.seq
			}))
		});
	}
	const entries = entryRows(view, table.entry);
	if (entries.length > 0) {
		const head = [...table.entryHead, ...view.log.rows.map(({ machine }) => machine)];
		tables.push({ caption: table.entries, head, rows: entries });
	}
	if (view.workers.length > 0) {
		tables.push({
			caption: table.workers,
			head: table.workerHead,
			rows: view.workers.map(({ mark }) => ({
				key: mark.machine,
				cells: [mark.machine, WORDS[language].machine.head(mark)],
				seq: mark.seq
			}))
		});
	}
	const flying = view.messages.filter(({ state, kind }) => state === 'flying' && kind !== 'H');
	if (flying.length > 0) {
		tables.push({
			caption: table.messages,
			head: table.messageHead,
			rows: flying.map((m) => ({ key: String(m.id), cells: [m.from, m.to, m.what, `${m.kind}${m.reply}`], seq: m.seq }))
		});
	}
	return { sentence: words.sentence(view), tables };
}

const isLogKnown = (view: RaftViewModel, machine: string): boolean =>
	view.log.rows.some((row) => row.machine === machine);

/** A row for each entry, newest first, and how it stands with each manager. At one index there may be two. */
function entryRows(view: RaftViewModel, states: Record<'committed' | 'open' | 'overwritten', string>): TwinRow[] {
	const rows = new Map<string, TwinRow & { index: number; term: number }>();
	view.log.rows.forEach(({ cells, seq }, i) => {
		for (const { index, term, label, state } of cells) {
			const key = `${index} ${term} ${label}`;
			const cellsOfRow = [String(index), String(term), label, ...view.log.rows.map(() => '')];
			const row = rows.get(key) ?? { key, index, term, cells: cellsOfRow, seq };
			row.cells[3 + i] = states[state];
			rows.set(key, row);
		}
	});
	return [...rows.values()]
		.sort((a, b) => b.index - a.index || b.term - a.term)
		.map(({ key, cells, seq }) => ({ key, cells, seq }));
}

export function replicasTwin(view: ReplicasViewModel, language: Language): TextTwin {
	const words = WORDS[language];
	const { table } = words.replicas;
	const tasks = [...view.columns.flatMap((column) => [...column.tasks, ...column.history]), ...view.waiting];
	tasks.sort((a, b) => a.order - b.order || a.slot - b.slot || b.since - a.since || (a.id < b.id ? -1 : 1));
	const nodes = view.columns.filter(({ mark }) => mark.nodeId !== '');
	const used = (band: ServiceBand): number =>
		nodes.filter((column) => column.tasks.some((task) => task.service === band.name && task.state === 'running'))
			.length;
	const tables: TwinTable[] = [];
	if (tasks.length > 0) {
		tables.push({
			caption: table.caption,
			head: table.head,
			rows: tasks.map((task) => ({
				key: task.id,
				cells: [
					`${task.name}${task.version ? ` ${task.version}` : ''}`,
					task.node,
					words.replicas.state[task.state],
					words.replicas.state[task.desired],
					task.state === 'missing' ? '' : words.clock(task.since),
					words.replicas.why(task)
				],
				seq: task.seq
			}))
		});
	}
	tables.push({
		caption: table.nodes,
		head: table.nodeHead,
		rows: view.columns.map(({ key, mark }) => ({
			key,
			cells: [mark.machine, words.machine.head(mark), mark.address],
			seq: mark.seq
		}))
	});
	return { sentence: words.replicas.sentence(view.services, used, nodes.length, view.inSwarm), tables };
}

export function ingressTwin(view: IngressViewModel, language: Language): TextTwin {
	const words = WORDS[language];
	const { table } = words.ingress;
	const tables: TwinTable[] = [];
	if (view.last.length > 0) {
		tables.push({
			caption: table.caption,
			head: table.head,
			rows: view.last.map((row) => ({
				key: String(row.n),
				cells: [
					String(row.n),
					`${row.to}:${row.port}`,
					words.ingress.answerOf(row),
					words.ingress.hops(row),
					words.ingress.rule(row),
					words.clock(row.at)
				],
				seq: row.seq
			}))
		});
	}
	if (view.service) {
		tables.push({
			caption: table.ports,
			head: table.portHead,
			rows: view.rows.map((row) => ({
				key: row.machine,
				cells: [
					row.machine,
					`${row.port.number} ${table.portState[row.port.state]}`,
					row.tasks.map(({ name }) => name).join(', ') || words.ingress.noTask
				],
				seq: row.mark.seq
			}))
		});
	}
	const sentence = words.ingress.sentence(view.service, view.rows.length, view.requests, view.flight, view.failures);
	return { sentence, tables };
}
