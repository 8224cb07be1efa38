import { SvelteMap } from 'svelte/reactivity';
import type { Lesson } from '../core/lesson/lesson-types.ts';
import type { LessonState } from '../core/lesson/runner.ts';
import { isNoise } from '../core/sim/trace.ts';
import { ClusterView, type CommandView, type SeenEvent } from '../core/view/cluster.ts';
import type { ClusterShape } from '../core/world/cluster-shape.ts';
import type { Recording } from '../core/world/recording.ts';
import type { SeenBy } from './bench/seen-by.ts';
import { mentionsIn, pointedAt, seqOfThing, ThingNames, type Pointed, type Thing } from './bench/pointing.ts';
import { isTelling, Story } from './explanation/explained.ts';
import { LessonNotes } from './lesson/notes.svelte.ts';
import { StepEnds } from './lesson/step-ends.ts';
import type { Source } from './source/source.ts';
import { closeColumn, nextColumn, showIn, split, type Columns } from './terminal/columns.ts';
import { plainText } from './terminal/plain.ts';
import { findTraps } from './terminal/punctuation.ts';
import { Screens, type ScreenLook } from './terminal/screens.ts';
import { Timeline } from './time/timeline.ts';
import { WebPage } from './web/web-page.svelte.ts';
import type { MachineInfo, PrintedBy, RunResult, Status, Stopped } from './worker/protocol.ts';

/** How long what a hint shows has its ring. */
const POINTED_MS = 4000;
const IDLE: Status = { now: 0, playing: false, speed: 1, waiting: false };

/** One simulated world and all that the page knows of it. The lesson and the sandbox have one each. */
export class Session {
	machines = $state.raw<MachineInfo[]>([]);
	status = $state.raw<Status>(IDLE);
	/** Grows whenever `cluster`, `timeline` or `story` have changed; they are changed in place. */
	version = $state(0);
	/** Grows instead when nothing but heartbeats has come: only timers and messages of Raft have changed. */
	beats = $state(0);
	lessonState = $state.raw<LessonState | undefined>();
	stopped = $state.raw<Stopped | undefined>();
	phase = $state<'starting' | 'live'>('starting');
	/** Terminals side by side; the active one is where commands go. */
	columns = $state.raw<Columns>({ machines: [], active: '' });
	/** Machines that have printed something while they were not shown. */
	unread = $state.raw<ReadonlySet<string>>(new Set());
	/** The event the explanation line speaks of: the last one, unless one is held. */
	latest = $state.raw<SeenEvent | undefined>();
	held = $state.raw<SeenEvent | undefined>();
	/** Whose view of the cluster was chosen; undefined: nothing was. */
	seenBy = $state.raw<SeenBy | undefined>();
	/** Marks that have a ring in the diagrams: what a terminal's pointer or a hint speaks of. */
	pointed = $state.raw<Pointed | undefined>();
	private pointing: ReturnType<typeof setTimeout> | undefined;
	private names: { version: number; names: ThingNames } | undefined;
	/** Machines asked for, while they start. */
	expected = $state(0);
	/** What the world was made of. */
	shape = $state.raw<ClusterShape | undefined>();
	cluster = new ClusterView();
	timeline = new Timeline();
	story = new Story();
	stepEnds = new StepEnds();
	/** What commands of the lesson printed, by machine and number of the command. */
	private readonly printed = new SvelteMap<string, string>();
	/** The browser beside the terminals. */
	readonly web: WebPage;
	/** What the learner answered, opened and typed. */
	readonly notes = new LessonNotes();
	readonly screens: Screens;
	private resumes = true;
	private readonly greeted = new Set<string>();
	/** Told about every batch of events, for what moves in the diagrams. */
	private readonly watchers = new Set<(events: readonly SeenEvent[]) => void>();
	private readonly stopListening: () => void;
	/** What the world was started from. */
	begun = $state.raw<{ recording: Recording; lesson?: Lesson } | undefined>();
	/** Chinese punctuation was pasted: what, and where. */
	pasted = $state.raw<{ machine: string; text: string } | undefined>();
	onCommandEnd: (command: CommandView) => void = () => {};

	constructor(
		private readonly source: Source,
		look: ScreenLook
	) {
		this.web = new WebPage((request) => source.browse(request));
		this.screens = new Screens(
			{
				input: (machine, text) => this.input(machine, text),
				resized: (machine, columns, rows) => {
					// Terminals of the world before are still on the page while the next one starts.
					if (this.shape?.machines.some(({ name }) => name === machine)) source.resize(machine, columns, rows);
				},
				drawn: (machine, length) => source.acknowledge(machine, length),
				pasted: (machine, text) => {
					if (findTraps(text).length > 0) this.pasted = { machine, text };
				},
				mentions: (text) => mentionsIn(text, this.thingNames()),
				over: (thing) => this.pointOver(thing),
				picked: (thing) => this.pointFor([thing])
			},
			look
		);
		this.stopListening = source.listen({
			frame: (status, events, lesson, printed) => {
				this.take(status, events, lesson);
				for (const one of printed) void this.keepPrinted(one);
			},
			output: (machine, text) => {
				this.screens.write(machine, text);
				// The first thing a terminal prints is its prompt: no news.
				const first = !this.greeted.has(machine);
				this.greeted.add(machine);
				if (!first && !this.columns.machines.includes(machine) && this.phase === 'live' && !this.unread.has(machine)) {
					this.unread = new Set([...this.unread, machine]);
				}
			},
			stopped: (stopped) => (this.stopped = stopped)
		});
	}

	/** Starts a world, in the place of the one before. */
	async start(
		recording: Recording,
		options: { lesson?: Lesson; step?: number; playing?: boolean } = {}
	): Promise<void> {
		this.forget();
		this.begun = { recording, ...(options.lesson && { lesson: options.lesson }) };
		this.expected = recording.cluster.machines.length;
		this.shape = recording.cluster;
		const machines = await this.source.start({
			recording,
			...(options.lesson && { lesson: options.lesson }),
			...(options.step !== undefined && { step: options.step }),
			playing: options.playing ?? true,
			speed: this.status.speed
		});
		if (machines.length === 0) return;
		this.machines = machines;
		const there = this.columns.machines.filter((name) => machines.some((machine) => machine.name === name));
		this.columns = there.includes(this.shown)
			? { machines: there, active: this.shown }
			: { machines: [machines[0]!.name], active: machines[0]!.name };
		this.unread = new Set();
		this.screens.announce();
		this.phase = 'live';
	}

	/** Machine whose terminal is active. */
	get shown(): string {
		return this.columns.active;
	}

	get now(): number {
		return this.status.now;
	}

	show(machine: string): void {
		if (!this.machines.some(({ name }) => name === machine)) return;
		this.web.shown = false;
		this.columns = showIn(this.columns, machine);
		if (this.unread.has(machine)) this.unread = new Set([...this.unread].filter((name) => name !== machine));
	}

	/** How a machine is drawn while it is in no swarm. */
	shapeOf(machine: string): 'manager' | 'worker' {
		return this.machines.find(({ name }) => name === machine)?.role ?? 'worker';
	}

	/** One terminal more beside the active one. */
	split(): void {
		this.columns = split(
			this.columns,
			this.machines.map(({ name }) => name)
		);
		this.show(this.shown);
	}

	/** Whether there is room for one more, and a machine for it. */
	get canSplit(): boolean {
		return (
			nextColumn(
				this.columns,
				this.machines.map(({ name }) => name)
			) !== undefined
		);
	}

	closeColumn(machine: string): void {
		this.columns = closeColumn(this.columns, machine);
	}

	/** Rings marks for four seconds. */
	pointFor(things: readonly Thing[]): void {
		this.pointed = pointedAt(things, this.cluster);
		clearTimeout(this.pointing);
		this.pointing = setTimeout(() => (this.pointed = undefined), POINTED_MS);
	}

	/** The pointer is over a name in a terminal, or has left it. */
	private pointOver(thing: Thing | undefined): void {
		clearTimeout(this.pointing);
		this.pointed = thing && pointedAt([thing], this.cluster);
		this.hold(thing && seqOfThing(thing, this.cluster));
	}

	private thingNames(): ThingNames {
		if (this.names?.version !== this.version) {
			this.names = { version: this.version, names: new ThingNames(this.cluster) };
		}
		return this.names.names;
	}

	input(machine: string, text: string): void {
		this.source.input(machine, text);
	}

	/** The command that holds a machine's terminal, if one runs. */
	running(machine: string): CommandView | undefined {
		return this.cluster.commands.findLast((command) => command.machine === machine && command.code === undefined);
	}

	/** Another page is looked at: time stands still until one comes back. */
	leave(): void {
		if (this.phase === 'live') this.resumes = this.status.playing;
		this.pause();
	}

	comeBack(): void {
		if (this.resumes) this.play();
	}

	play = (): void => this.source.play();
	pause = (): void => this.source.pause();
	stepEvent = (): void => this.source.stepEvent();
	setSpeed = (speed: number): void => this.source.setSpeed(speed);
	run = (machine: string, command: string): Promise<RunResult> => this.source.run(machine, command);
	fault = (text: string): Promise<{ error?: string }> => this.source.fault(text);
	recording = (): Promise<Recording> => this.source.recording();
	snapshot = (): Promise<unknown> => this.source.snapshot();
	hash = (): Promise<string> => this.source.hash();

	enterStep(index: number): void {
		this.source.enterStep(index);
	}

	watch(watcher: (events: readonly SeenEvent[]) => void): () => void {
		this.watchers.add(watcher);
		return () => this.watchers.delete(watcher);
	}

	/** Holds the explanation line at an event; undefined lets it follow what happens. */
	hold(seq: number | undefined): void {
		this.held = seq === undefined ? undefined : this.story.find(seq);
	}

	/** Says why a check is not reached, in `language`: the world speaks the language it was started in. */
	say(step: number, check: number, lesson: Lesson): string {
		const said = this.lessonState?.steps[step]?.checks[check]?.say ?? '';
		const begun = this.begun?.lesson;
		if (said === '' || !begun || begun.language === lesson.language) return said;
		const checks = (l: Lesson) => l.steps[step]?.blocks.flatMap((b) => (b.type === 'check' ? [b.check] : [])) ?? [];
		const place = checks(begun)[check]?.else.findIndex((reason) => reason.say === said) ?? -1;
		return checks(lesson)[check]?.else[place]?.say ?? said;
	}

	close(): void {
		this.stopListening();
		this.source.close();
		this.screens.dispose();
	}

	private take(status: Status, events: readonly SeenEvent[], lesson: LessonState | undefined): void {
		let latest = this.latest;
		const ended: CommandView[] = [];
		for (const event of events) {
			this.stepEnds.before(event, this.cluster, this.begun?.lesson?.view ?? [], (name) => this.shapeOf(name));
			this.cluster.apply(event);
			if (isNoise(event)) continue;
			this.timeline.apply(event);
			this.story.add(event);
			if (isTelling(event)) latest = event;
			if (event.type === 'command.end') {
				const command = this.cluster.commands.findLast((c) => c.id === event.id && c.machine === event.where);
				if (command) ended.push(command);
			}
		}
		this.status = status;
		if (lesson) this.lessonState = lesson;
		this.latest = latest;
		if (events.length > 0) {
			if (events.every(isNoise)) this.beats++;
			else this.version++;
			for (const watcher of this.watchers) watcher(events);
		}
		for (const command of ended) this.onCommandEnd(command);
	}

	/** What a command has printed, as its terminal showed it; undefined for what nobody typed. */
	printedBy({ machine, id }: Pick<CommandView, 'machine' | 'id'>): string | undefined {
		return this.printed.get(`${machine} ${id}`);
	}

	private async keepPrinted({ machine, id, text }: PrintedBy): Promise<void> {
		const { begun, printed, cluster } = this;
		// Only a lesson is printed.
		if (!begun?.lesson) return;
		const plain = await plainText(text);
		if (this.cluster === cluster) printed.set(`${machine} ${id}`, plain);
	}

	private forget(): void {
		this.cluster = new ClusterView();
		this.timeline = new Timeline();
		this.story = new Story();
		this.stepEnds = new StepEnds();
		this.printed.clear();
		this.stopped = undefined;
		this.latest = undefined;
		this.held = undefined;
		this.lessonState = undefined;
		this.pasted = undefined;
		this.pointed = undefined;
		this.seenBy = undefined;
		this.web.forget();
		this.phase = 'starting';
		this.status = { ...IDLE, speed: this.status.speed };
		this.screens.clear();
		this.greeted.clear();
		this.notes.typed = undefined;
		this.version++;
	}
}
