import type { ServiceSummary, TaskStateName, TaskSummary } from '../trace-events.ts';
import { byName } from './by-name.ts';
import type { ClusterView } from './cluster.ts';
import type { StoreView } from './fold/stores.ts';
import { markMachine, type MachineMark, type ShapeOf } from './machine-mark.ts';

/** What the Replicas diagram shows; its text twin is made from the same object. Times are virtual milliseconds. */
export interface ReplicasViewModel {
	now: number;
	/** Whether any node of the swarm is known. */
	inSwarm: boolean;
	/** In order of creation. */
	services: ServiceBand[];
	/** One for each node, in the order of the machines; a machine that is no node has one too. */
	columns: NodeColumn[];
	/** Tasks without a node, and slots without a task, by name. */
	waiting: TaskMark[];
	/** Tasks in the folded history of all columns. */
	earlier: number;
}

export interface ServiceBand {
	id: string;
	name: string;
	/** From 0: gives hue, pattern and letter. */
	order: number;
	image: string;
	ports: ServiceSummary['ports'];
	mode: ServiceSummary['mode'];
	wanted: number;
	running: number;
	/** One for each wanted slot, in slot order. */
	slots: SlotCell[];
	update: UpdateProgress | undefined;
	seq: number | undefined;
}

export interface SlotCell {
	key: string;
	slot: number;
	/** State of the slot's newest wanted task; 'missing' for none. */
	state: TaskStateName | 'missing';
	running: boolean;
	/** Version it should have and has, '' where versions do not matter. */
	wantedVersion: string;
	version: string;
	/** Its version is being changed. */
	underWay: boolean;
}

export interface UpdateProgress {
	state: string;
	message: string;
	image: string;
	/** How it goes, where the service says so. */
	config: ServiceSummary['updateConfig'];
	updated: number;
	underWay: number;
	isRollback: boolean;
}

export interface NodeColumn {
	key: string;
	mark: MachineMark;
	/** Of its services, by name; each with its history. */
	tasks: TaskMark[];
	/** Ended tasks, newest first, folded. */
	history: TaskMark[];
}

export interface TaskMark {
	id: string;
	/** Short: web.3; for a global service its name. */
	name: string;
	service: string;
	/** From 0: gives hue, pattern and letter. */
	order: number;
	slot: number;
	/** Its node has been lost: nobody knows how it is. */
	state: TaskStateName | 'lost' | 'missing';
	desired: TaskStateName;
	/** Since when it is in its state. */
	since: number;
	createdAt: number;
	/** Wanted no more, but not ended yet. */
	stopping: boolean;
	/** Started when all that goes before it has ended: it waits for the task it replaces. */
	waits: boolean;
	/** What `docker service ps` prints as its error. */
	err: string;
	image: string;
	/** 'v2' while versions matter, else ''. */
	version: string;
	/** Newest version of its service. */
	isNewVersion: boolean;
	/** Task that it replaces and that replaces it; node '' when unknown. */
	replaces: { id: string; node: string; state: TaskStateName | '' } | undefined;
	replacedBy: { id: string; node: string } | undefined;
	node: string;
	seq: number | undefined;
}

const ENDED: ReadonlySet<TaskStateName> = new Set(['complete', 'shutdown', 'failed', 'rejected', 'remove', 'orphaned']);

export function isEnded(state: TaskStateName | 'lost' | 'missing'): boolean {
	return ENDED.has(state as TaskStateName);
}

/** The orchestrator wants it to live: a job's task is wanted until it is complete. */
export function isWanted(task: Pick<TaskSummary, 'desired'>): boolean {
	return task.desired === 'complete' || !ENDED.has(task.desired);
}

/** At most so many ended tasks that failed stay unfolded in a column, where no current task has taken their place. */
const FAILURES_SHOWN = 2;
const HISTORY_PER_SLOT = 5;

export function replicasView(view: ClusterView, shapeOf: ShapeOf): ReplicasViewModel {
	const store = view.bestStore();
	const services = [...(store?.services.values() ?? [])].sort((a, b) => a.order - b.order || byName(a.name, b.name));
	const tasks = [...(store?.tasks.values() ?? [])].filter((task) => task.serviceId !== '');
	const marks = tasks.map((task) => markTask(view, store, task, services, tasks));
	const done = doneForGood(services, tasks);
	const bands = services.map((service) => bandOf(view, service, tasks, marks, done));
	const columns = columnsOf(view, store, marks, shapeOf, done);
	const waiting = marks.filter((mark) => mark.node === '' && !isEnded(mark.state) && !hasNode(store, mark.id));
	for (const band of bands) {
		for (const cell of band.slots) {
			if (cell.state === 'missing') waiting.push(ghost(band, cell));
		}
	}
	return {
		now: view.now,
		inSwarm: (store?.nodes.size ?? 0) > 0,
		services: bands,
		columns,
		waiting: waiting.sort((a, b) => byName(a.name, b.name)),
		earlier: columns.reduce((sum, column) => sum + column.history.length, 0)
	};
}

function hasNode(store: StoreView | undefined, taskId: string): boolean {
	return (store?.tasks.get(taskId)?.nodeId ?? '') !== '';
}

/**
 * Tasks that have ended well and were given no successor: their service restarts only what fails.
 * @returns their IDs
 */
function doneForGood(services: ServiceSummary[], tasks: TaskSummary[]): ReadonlySet<string> {
	const newest = new Map<string, TaskSummary>();
	const modes = new Map(services.map(({ id, mode }) => [id, mode]));
	for (const task of tasks) {
		if (modes.get(task.serviceId) !== 'replicated') continue;
		const key = `${task.serviceId} ${task.slot}`;
		const other = newest.get(key);
		if (!other || isNewer(task, other)) newest.set(key, task);
	}
	return new Set([...newest.values()].filter(({ state }) => state === 'complete').map(({ id }) => id));
}

function isNewer(task: TaskSummary, other: TaskSummary): boolean {
	return isWanted(task) === isWanted(other) ? task.createdAt > other.createdAt : isWanted(task);
}

function columnsOf(
	view: ClusterView,
	store: StoreView | undefined,
	marks: TaskMark[],
	shapeOf: ShapeOf,
	done: ReadonlySet<string>
): NodeColumn[] {
	const columns: NodeColumn[] = [];
	const place = [...view.machines.keys()];
	const rank = (name: string): number => (place.includes(name) ? place.indexOf(name) : place.length);
	const nodes = [...(store?.nodes.values() ?? [])].sort(
		(a, b) => rank(a.hostname) - rank(b.hostname) || (a.id < b.id ? -1 : 1)
	);
	for (const node of nodes) {
		const own = marks.filter((mark) => store?.tasks.get(mark.id)?.nodeId === node.id);
		columns.push({
			key: node.id,
			mark: markMachine(view, node.hostname || node.id.slice(0, 8), node, shapeOf),
			...fold(own, done)
		});
	}
	const known = new Set(nodes.map((node) => node.hostname));
	for (const name of place) {
		if (known.has(name)) continue;
		const mark = markMachine(view, name, undefined, shapeOf);
		columns.push({ key: `machine ${name}`, mark, tasks: [], history: [] });
	}
	return columns.sort((a, b) => rank(a.mark.machine) - rank(b.mark.machine));
}

/** Current tasks, and those whose place nothing has taken, stay open; the rest is history. */
function fold(marks: TaskMark[], done: ReadonlySet<string>): { tasks: TaskMark[]; history: TaskMark[] } {
	const slotKey = (mark: TaskMark): string => `${mark.service} ${mark.slot}`;
	const isCurrent = (mark: TaskMark): boolean => !isEnded(mark.state) || done.has(mark.id);
	const current = marks.filter(isCurrent);
	const taken = new Set(current.map(slotKey));
	const ended = marks.filter((mark) => !isCurrent(mark)).sort((a, b) => b.since - a.since || (a.id < b.id ? -1 : 1));
	const shown: TaskMark[] = [];
	const history: TaskMark[] = [];
	const perSlot = new Map<string, number>();
	for (const mark of ended) {
		const key = slotKey(mark);
		const isFailure = mark.state === 'failed' || mark.state === 'rejected' || mark.state === 'orphaned';
		if (isFailure && !taken.has(key) && shown.length < FAILURES_SHOWN) {
			shown.push(mark);
			taken.add(key);
			continue;
		}
		const count = perSlot.get(key) ?? 0;
		perSlot.set(key, count + 1);
		if (count < HISTORY_PER_SLOT) history.push(mark);
	}
	const byPlace = (a: TaskMark, b: TaskMark): number =>
		a.order - b.order || a.slot - b.slot || b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1);
	return { tasks: [...current, ...shown].sort(byPlace), history };
}

function markTask(
	view: ClusterView,
	store: StoreView | undefined,
	task: TaskSummary,
	services: ServiceSummary[],
	tasks: TaskSummary[]
): TaskMark {
	const service = services.find(({ id }) => id === task.serviceId);
	const node = store?.nodes.get(task.nodeId);
	const replaced = task.replaces ? (store?.tasks.get(task.replaces) ?? view.gone.get(task.replaces)) : undefined;
	const successor = tasks.find((other) => other.replaces === task.id);
	const isLost = node?.state === 'down' && !isEnded(task.state);
	const versions = service ? versionsOf(service, tasks) : [];
	const version = versions.indexOf(versionKey(task, versions));
	return {
		id: task.id,
		name: task.slot > 0 ? task.name : (service?.name ?? task.name),
		service: service?.name ?? task.name.replace(/\.[^.]*$/, ''),
		order: service?.order ?? 5,
		slot: task.slot,
		state: isLost ? 'lost' : task.state,
		desired: task.desired,
		since: isLost ? (view.nodeStateAt.get(task.nodeId) ?? task.stateAt) : task.stateAt,
		createdAt: task.createdAt,
		stopping: !isEnded(task.state) && !isWanted(task),
		waits: task.desired === 'ready',
		err: task.err,
		image: shortImage(task.image),
		version: versions.length > 1 && version >= 0 ? `v${version + 1}` : '',
		isNewVersion: service !== undefined && versionKey(task, versions) === wantedVersion(service, versions),
		replaces: replaced && {
			id: replaced.id,
			node: view.machineOfNode(replaced.nodeId),
			state: replaced.state
		},
		replacedBy: successor && { id: successor.id, node: view.machineOfNode(successor.nodeId) },
		node: view.machineOfNode(task.nodeId),
		seq: view.seqOf(`task ${task.id}`)
	};
}

/**
 * What tells versions of a service apart, oldest first: images; during an update that keeps the image the versions of
 * the spec. Scaling makes a new version of the spec too, but changes no task.
 */
function versionsOf(service: ServiceSummary, tasks: TaskSummary[]): string[] {
	const own = tasks
		.filter((task) => task.serviceId === service.id)
		.sort((a, b) => a.specVersion - b.specVersion || a.createdAt - b.createdAt);
	const images = new Set(own.map((task) => task.image));
	images.add(service.image);
	if (images.size > 1) return [...images];
	if (!isUpdating(service)) return [];
	const specs = new Set(own.map((task) => String(task.specVersion)));
	specs.add(String(service.specVersion));
	return specs.size > 1 ? [...specs].sort((a, b) => Number(a) - Number(b)) : [];
}

function versionKey(task: TaskSummary, versions: string[]): string {
	return versions.includes(task.image) ? task.image : String(task.specVersion);
}

function wantedVersion(service: ServiceSummary, versions: string[]): string {
	return versions.includes(service.image) ? service.image : String(service.specVersion);
}

const UPDATING: ReadonlySet<string> = new Set(['updating', 'paused', 'rollback_started', 'rollback_paused']);

function isUpdating(service: ServiceSummary): boolean {
	return UPDATING.has(service.updateState);
}

function bandOf(
	view: ClusterView,
	service: ServiceSummary,
	tasks: TaskSummary[],
	marks: TaskMark[],
	done: ReadonlySet<string>
): ServiceBand {
	const own = tasks.filter((task) => task.serviceId === service.id && (isWanted(task) || done.has(task.id)));
	const versions = versionsOf(service, tasks);
	const wanted = wantedVersion(service, versions);
	const label = (key: string): string => (versions.length > 1 ? `v${versions.indexOf(key) + 1}` : '');
	const isReplicated = service.mode === 'replicated' || service.mode === 'replicated-job';
	const bySlot = new Map<string, TaskSummary[]>();
	for (const task of own) {
		const key = isReplicated ? String(task.slot) : task.nodeId;
		bySlot.set(key, [...(bySlot.get(key) ?? []), task]);
	}
	const keys = [...bySlot.keys()];
	if (isReplicated) {
		for (let slot = 1; keys.length < service.replicas; slot++) if (!bySlot.has(String(slot))) keys.push(String(slot));
		keys.sort((a, b) => Number(a) - Number(b));
	}
	const updating = isUpdating(service);
	const slots = keys.map((key): SlotCell => {
		// During an update a slot has two tasks for a while: the newer one says where it is going.
		const task = [...(bySlot.get(key) ?? [])].sort((a, b) => b.createdAt - a.createdAt)[0];
		const version = task ? versionKey(task, versions) : '';
		return {
			key,
			slot: isReplicated ? Number(key) : 0,
			state: task?.state ?? 'missing',
			running: (bySlot.get(key) ?? []).some((one) => one.state === 'running'),
			wantedVersion: label(wanted),
			version: task ? label(version) : '',
			underWay: updating && task !== undefined && version === wanted && task.state !== 'running'
		};
	});
	const updated = slots.filter((cell) => cell.version === cell.wantedVersion && cell.state === 'running').length;
	return {
		id: service.id,
		name: service.name,
		order: service.order,
		image: shortImage(service.image),
		ports: service.ports,
		mode: service.mode,
		wanted: isReplicated ? service.replicas : slots.length,
		running: slots.filter((cell) => cell.running).length,
		slots,
		update:
			updating && (versions.length > 1 || service.updateState !== 'updating')
				? {
						state: service.updateState,
						message: service.updateMessage,
						image: shortImage(service.image),
						config: service.updateConfig,
						updated,
						underWay: slots.filter((cell) => cell.underWay).length,
						isRollback: service.updateState.startsWith('rollback')
					}
				: undefined,
		seq: view.seqOf(`service ${service.id}`) ?? marks.find((mark) => mark.service === service.name)?.seq
	};
}

function ghost(band: ServiceBand, cell: SlotCell): TaskMark {
	return {
		id: `ghost ${band.id} ${cell.key}`,
		name: `${band.name}.${cell.slot}`,
		service: band.name,
		order: band.order,
		slot: cell.slot,
		state: 'missing',
		desired: 'running',
		since: 0,
		createdAt: 0,
		stopping: false,
		waits: false,
		err: '',
		image: band.image,
		version: '',
		isNewVersion: true,
		replaces: undefined,
		replacedBy: undefined,
		node: '',
		seq: band.seq
	};
}

/** Without the digest that Docker pins; official images without their default parts. */
export function shortImage(image: string): string {
	return image
		.replace(/@sha256:.*/, '')
		.replace(/^docker\.io\//, '')
		.replace(/^library\//, '');
}
