import { createContext } from 'svelte';
import { course, glossary } from 'virtual:course';
import {
	diagramsOf,
	LANGUAGES,
	type DiagramName,
	type Language,
	type Lesson,
	type Term
} from '../core/lesson/lesson-types.ts';
import type { ClusterShape } from '../core/world/cluster-shape.ts';
import { readRecording, RECORDING_VERSION, RecordingError, type Recording } from '../core/world/recording.ts';
import { writeProgressFile } from './contents/progress-file.ts';
import { deckScale } from './deck.ts';
import { download } from './download.ts';
import { MESSAGES, preferredLanguage } from './i18n/messages.ts';
import { keep, kept, storageRefused } from './keep.ts';
import { defaultSizes, isSizes, layoutFor, type Layout, type Sizes } from './layout.ts';
import { KeptProgress } from './lesson/kept-progress.svelte.ts';
import type { Progress } from './lesson/progress.ts';
import { parseRoute, writeRoute, type Route } from './route.ts';
import { Session } from './session.svelte.ts';
import { formatClock } from './time/clock.ts';
import { createLiveSource } from './source/live.ts';
import { startWorker } from './worker/client.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';
/** What a phone shows, and what is enlarged elsewhere. */
export type Pane = 'lesson' | 'terminal' | 'diagram';

export interface Note {
	tone: 'plain' | 'bad';
	title: string;
	text: string;
}

const isLanguage = (value: unknown): value is Language => LANGUAGES.includes(value as Language);
const isTheme = (value: unknown): value is ThemeChoice => value === 'system' || value === 'light' || value === 'dark';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isText = (value: unknown): value is string => typeof value === 'string';

/** Everything the page shares: language, theme, sizes, where one is, and the two worlds (of the lesson, of the sandbox). */
export class AppState {
	language = $state<Language>(kept('language', isLanguage) ?? preferredLanguage(navigator.languages));
	theme = $state<ThemeChoice>(kept('theme', isTheme) ?? 'system');
	private systemDark = $state(matchMedia('(prefers-color-scheme: dark)').matches);
	singleKeys = $state(kept('keys', isBoolean) ?? true);
	screenReader = $state(kept('reader', isBoolean) ?? false);
	asText = $state(kept('text', isBoolean) ?? false);
	/** How much larger than usual everything is: for a wall or a beamer. */
	readonly scale = deckScale(location.search, innerWidth);
	layout = $state<Layout>(layoutFor(innerWidth / this.scale, innerHeight / this.scale));
	sizes = $state.raw<Sizes>(defaultSizes('desk', 1));
	route = $state.raw<Route>(parseRoute(location.hash));
	lesson = $state.raw<Lesson | undefined>();
	/** Step shown, from 0. */
	step = $state(0);
	lessonSession = $state.raw<Session | undefined>();
	sandboxSession = $state.raw<Session | undefined>();
	focus = $state<DiagramName>('replicas');
	pane = $state<Pane>('lesson');
	/** On a phone that lies on its side the lesson takes the diagram's place when asked for. */
	lessonAside = $state(false);
	enlarged = $state<'terminal' | 'diagram' | undefined>();
	note = $state.raw<Note | undefined>();
	/** What was kept of the lesson another day. */
	progress = $state.raw<Progress | undefined>();
	/** Index of the step one left then, while it is offered to go on there. */
	resumeAt = $state<number | undefined>();
	keysOpen = $state(false);
	/** Recording of the sandbox of another day. */
	lastSandbox = $state.raw<Recording | undefined>();
	readonly course = course;
	/** Of every lesson of the course. */
	readonly keptProgress = new KeptProgress(course.map(({ id }) => id));

	/** Worked with a thumb: an input row of our own, menus from the foot. */
	touch = $derived(this.layout === 'phone' || this.layout === 'landscape');
	t = $derived(MESSAGES[this.language]);
	ground = $derived<'light' | 'dark'>(this.theme === 'system' ? (this.systemDark ? 'dark' : 'light') : this.theme);
	/** The world in view; undefined on the sandbox's start page. */
	session = $derived<Session | undefined>(
		this.route.page === 'lesson' ? this.lessonSession : this.route.page === 'sandbox' ? this.sandboxSession : undefined
	);
	/** Diagrams in the order the lesson wants them. */
	diagrams = $derived<DiagramName[]>(
		orderOf(this.route.page === 'lesson' ? (this.lesson?.view ?? []) : [], this.session?.shape)
	);

	constructor() {
		matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
			this.systemDark = event.matches;
			this.applyTheme();
		});
		addEventListener('hashchange', () => void this.follow(parseRoute(location.hash)));
		addEventListener('resize', () => this.setLayout(layoutFor(innerWidth / this.scale, innerHeight / this.scale)));
		if (this.scale !== 1) document.documentElement.style.fontSize = `${this.scale * 100}%`;
		this.setLayout(this.layout);
		this.applyTheme();
		this.applyLanguage();
		const last = kept('sandbox', isText);
		if (last !== undefined) {
			try {
				this.lastSandbox = readRecording(last);
			} catch {
				// Written by another version: there is nothing to go on with.
			}
		}
	}

	/** Opens what the address says. */
	async begin(): Promise<void> {
		await this.follow(this.route);
	}

	async setLanguage(language: Language): Promise<void> {
		if (this.lesson) {
			const lesson = await this.loadLesson(this.lesson.id, language);
			if (lesson) this.lesson = lesson;
		}
		this.language = language;
		keep('language', language);
		this.applyLanguage();
		this.noticeRefusal();
	}

	setTheme(theme: ThemeChoice): void {
		this.theme = theme;
		keep('theme', theme);
		this.applyTheme();
		this.noticeRefusal();
	}

	setSingleKeys(on: boolean): void {
		this.singleKeys = on;
		keep('keys', on);
	}

	setScreenReader(on: boolean): void {
		this.screenReader = on;
		keep('reader', on);
		this.lessonSession?.screens.setReader(on);
		this.sandboxSession?.screens.setReader(on);
	}

	setAsText(on: boolean): void {
		this.asText = on;
		keep('text', on);
	}

	resize(sizes: Partial<Sizes>): void {
		this.sizes = { ...this.sizes, ...sizes };
		keep(this.sizesKey, this.sizes);
	}

	resetSize(which: keyof Sizes): void {
		this.resize({ [which]: defaultSizes(this.layout, this.scale)[which] });
	}

	/** Virtual time as the page writes it. */
	clock = (ms: number): string => formatClock(ms);

	/** What H does: the step in view says so. */
	onHint: (() => void) | undefined;

	/** Shows a machine's terminal and moves the focus there. */
	openTerminal(machine: string): void {
		const { session } = this;
		if (!session) return;
		session.show(machine);
		this.pane = 'terminal';
		if (this.enlarged === 'diagram') this.enlarged = undefined;
		requestAnimationFrame(() => session.screens.focus(machine));
	}

	go(route: Route): void {
		const hash = writeRoute(route);
		if (location.hash === hash) void this.follow(route);
		else location.hash = hash;
	}

	/** Keeps where one is in the lesson, and what was reached and answered. */
	keepProgress(): void {
		const { lesson, lessonSession: session } = this;
		if (!lesson || !session) return;
		const { notes, lessonState } = session;
		const before = this.progress;
		const ids = lesson.steps.map(({ id }) => id);
		this.progress = {
			step: ids[this.step] ?? '',
			done: ids.filter((id, i) => lessonState?.steps[i]?.done || before?.done.includes(id)),
			assisted: ids.filter((id) => notes.isAssisted(id) || before?.assisted.includes(id)),
			answers: Object.fromEntries(
				Object.entries(notes.answers).map(([key, { choice, sure }]) => [key, { choice, sure }])
			)
		};
		this.keptProgress.keep(lesson.id, this.progress);
		this.noticeRefusal();
	}

	/** ID of the lesson that was left last. */
	lastLesson(): string | undefined {
		return kept('lesson', isText);
	}

	glossary(): Promise<Term[]> {
		return glossary[this.language]();
	}

	/** Opens a lesson at the step that was left, with the machines as they are then. */
	resumeLesson(id: string): void {
		const step = this.keptProgress.of(id)?.step ?? '';
		// While its machines are still there, they are as they were left.
		const here = this.lesson?.id === id ? this.lesson.steps[this.step]?.id : undefined;
		this.go({ page: 'lesson', lesson: id, step: here ?? step });
	}

	/** Opens a lesson from its beginning. What was reached stays reached. */
	async anew(id: string): Promise<void> {
		const same = this.lesson?.id === id && this.lessonSession !== undefined;
		this.go({ page: 'lesson', lesson: id, step: '' });
		if (same) await this.playTo(0);
	}

	saveProgress(): void {
		download(writeProgressFile(this.keptProgress.all()), this.t.contents.progressFile);
	}

	/** Takes over the progress of another browser. @returns false where the text is no such file */
	private takeProgress(text: string): boolean {
		const known = this.keptProgress.take(text);
		if (!known) return false;
		if (this.lesson && known.includes(this.lesson.id)) this.progress = this.keptProgress.of(this.lesson.id);
		this.note = { tone: 'plain', title: this.t.contents.progressRead(known.length), text: '' };
		this.go({ page: 'contents' });
		return true;
	}

	/** Goes on where one left another day: the machines start anew and the steps before are played. */
	async resume(): Promise<void> {
		const at = this.resumeAt;
		this.resumeAt = undefined;
		if (at === undefined) return;
		await this.playTo(at);
		this.keepProgress();
	}

	/** Goes to a step as the machines are now. */
	turnTo(index: number): void {
		const step = this.lesson?.steps[index];
		if (!this.lesson || !step) return;
		// Where the step before had brought a diagram into focus, the lesson's own comes back; another is the learner's choice.
		if (step.view) this.focus = step.view;
		else if (this.focus === this.lesson.steps[this.step]?.view) this.focus = this.lesson.view[0] ?? this.focus;
		this.step = index;
		this.lessonSession?.enterStep(index);
		history.replaceState(null, '', writeRoute({ page: 'lesson', lesson: this.lesson.id, step: step.id }));
	}

	/** Starts the lesson anew and plays the steps before `index`. */
	async playTo(index: number): Promise<void> {
		const { lesson, lessonSession: session } = this;
		if (!lesson || !session) return;
		this.step = index;
		for (const step of lesson.steps.slice(index)) session.notes.forget(step.id);
		await session.start(recordingOf(lesson), { lesson, step: index });
		this.turnTo(index);
	}

	async startSandbox(recording: Recording): Promise<void> {
		this.sandboxSession?.close();
		const session = this.newSession();
		this.sandboxSession = session;
		let saving: ReturnType<typeof setTimeout> | undefined;
		session.onCommandEnd = () => {
			clearTimeout(saving);
			saving = setTimeout(() => void this.keepSandbox(session), 1500);
		};
		this.pane = 'terminal';
		if (!diagramsOf(recording.cluster).includes(this.focus)) this.focus = diagramsOf(recording.cluster)[0]!;
		this.go({ page: 'sandbox' });
		await session.start(recording);
	}

	/** Opens a recording from a file; what is no recording changes nothing. */
	async openRecording(file: File): Promise<void> {
		const t = this.t.recording;
		let recording: Recording;
		try {
			if (file.size > 4_000_000) throw new RecordingError('broken', 'size');
			const text = await file.text();
			if (this.takeProgress(text)) return;
			recording = readRecording(text);
		} catch (error) {
			this.note = { tone: 'bad', title: t.unreadable(file.name), text: this.whyUnreadable(error) };
			return;
		}
		this.note = undefined;
		const entry = this.course.find(({ id }) => id === recording.lesson);
		if (entry) {
			const lesson = await this.loadLesson(entry.id, this.language);
			if (lesson) {
				this.lesson = lesson;
				const session = this.theLessonSession();
				const step = recording.inputs.findLast((input) => input.type === 'step');
				this.step = Math.max(
					0,
					lesson.steps.findIndex(({ id }) => step?.type === 'step' && id === step.step)
				);
				this.go({ page: 'lesson', lesson: lesson.id, step: lesson.steps[this.step]!.id });
				await session.start(recording, { lesson });
				return;
			}
		}
		await this.startSandbox(recording);
	}

	async saveRecording(): Promise<void> {
		const recording = this.session?.stopped?.recording ?? (await this.session?.recording());
		if (!recording) return;
		download(JSON.stringify(recording), this.t.recording.fileName);
	}

	/** What was played, as the beginning of a lesson: lived through again in a worker of its own. */
	async saveAsLesson(): Promise<void> {
		const recording = await this.session?.recording();
		if (!recording) return;
		const worker = startWorker(
			() => {},
			() => {}
		);
		try {
			download(await worker.api.recordedLesson(recording, this.language), `${this.language}.md`);
		} finally {
			worker.close();
		}
	}

	/** After the simulation stopped: the same inputs in a fresh worker, as far as they go. */
	async replayStopped(): Promise<void> {
		const session = this.session;
		const recording = session?.stopped?.recording ?? session?.begun?.recording;
		if (!session || !recording) return;
		const lesson = session.begun?.lesson;
		await session.start(recording, { playing: false, ...(lesson && { lesson }) });
	}

	private async follow(route: Route): Promise<void> {
		if (route.page === 'lesson') {
			const wantedLesson = route.lesson || this.lastLesson();
			const entry = this.course.find(({ id }) => id === wantedLesson) ?? this.course[0];
			if (!entry) return this.follow({ page: 'start' });
			keep('lesson', entry.id);
			const known = this.lesson?.id === entry.id;
			const lesson = known ? this.lesson! : await this.loadLesson(entry.id, this.language);
			if (!lesson) return;
			this.route = { page: 'lesson', lesson: entry.id, step: route.step };
			this.sandboxSession?.leave();
			const wanted = Math.max(
				0,
				lesson.steps.findIndex(({ id }) => id === route.step)
			);
			if (known && this.lessonSession) {
				if (route.step !== '' && wanted !== this.step) this.turnTo(wanted);
				this.lessonSession.comeBack();
				return;
			}
			this.lesson = lesson;
			this.focus = lesson.view[0] ?? diagramsOf(lesson.cluster)[0]!;
			this.step = wanted;
			this.progress = this.keptProgress.of(lesson.id);
			const left = lesson.steps.findIndex(({ id }) => id === this.progress?.step);
			this.resumeAt = route.step === '' && left > 0 ? left : undefined;
			this.theLessonSession().notes.restore(this.progress?.answers ?? {});
			await this.theLessonSession().start(recordingOf(lesson), { lesson, step: wanted });
			this.turnTo(wanted);
			return;
		}
		this.lessonSession?.leave();
		this.route = route.page === 'sandbox' && !this.sandboxSession ? { page: 'start' } : route;
		if (this.route.page === 'sandbox') this.sandboxSession?.comeBack();
	}

	private theLessonSession(): Session {
		this.lessonSession ??= this.newSession();
		return this.lessonSession;
	}

	private newSession(): Session {
		return new Session(createLiveSource(), { ground: this.ground, reader: this.screenReader, scale: this.scale });
	}

	/** A lesson was written on while the page is open: it begins anew at the step that is open. */
	async takeEdited(lesson: Lesson): Promise<void> {
		this.edited.set(`${lesson.id}/${lesson.language}`, lesson);
		const open = this.lesson;
		if (open?.id !== lesson.id || open.language !== lesson.language) return;
		const step = lesson.steps.findIndex(({ id }) => id === open.steps[this.step]?.id);
		this.lesson = lesson;
		await this.playTo(Math.max(0, step));
	}

	private async loadLesson(id: string, language: Language): Promise<Lesson | undefined> {
		const edited = this.edited.get(`${id}/${language}`);
		if (edited) return edited;
		const entry = this.course.find((candidate) => candidate.id === id);
		const load = entry?.load[language] ?? entry?.load.en;
		return load?.();
	}

	private async keepSandbox(session: Session): Promise<void> {
		if (session !== this.sandboxSession || session.stopped) return;
		const recording = await session.recording();
		this.lastSandbox = recording;
		keep('sandbox', JSON.stringify(recording));
		this.noticeRefusal();
	}

	private setLayout(layout: Layout): void {
		this.layout = layout;
		this.sizes = kept(this.sizesKey, isSizes) ?? defaultSizes(layout, this.scale);
	}

	private get sizesKey(): string {
		return `sizes.${this.layout}${this.scale === 1 ? '' : `.${this.scale}`}`;
	}

	private applyTheme(): void {
		const root = document.documentElement;
		if (this.theme === 'system') delete root.dataset['theme'];
		else root.dataset['theme'] = this.theme;
		this.lessonSession?.screens.setGround(this.ground);
		this.sandboxSession?.screens.setGround(this.ground);
	}

	private applyLanguage(): void {
		document.documentElement.lang = this.language;
	}

	/** Lessons as their author has saved them since the page was opened. */
	private readonly edited = new Map<string, Lesson>();

	private refusalTold = false;

	private noticeRefusal(): void {
		if (!storageRefused() || this.refusalTold) return;
		this.refusalTold = true;
		this.note = { tone: 'plain', title: this.t.storageRefused, text: '' };
	}

	private whyUnreadable(error: unknown): string {
		const why = this.t.recording.why;
		if (!(error instanceof RecordingError)) return why.json;
		if (error.detail === 'size') return why.size;
		if (error.detail.startsWith('era ')) return why.era(error.detail.slice(4));
		if (error.kind === 'other version') return why.version(Number(error.detail), RECORDING_VERSION);
		return error.kind === 'not json' ? why.json : why.shape(error.detail);
	}
}

/** What a lesson's world is started from. */
export function recordingOf(lesson: Lesson): Recording {
	return {
		version: RECORDING_VERSION,
		seed: lesson.seed,
		era: lesson.era,
		cluster: lesson.cluster,
		lesson: lesson.id,
		inputs: [],
		end: 0
	};
}

function orderOf(view: readonly DiagramName[], shape: ClusterShape | undefined): DiagramName[] {
	return [...new Set<DiagramName>([...view, ...diagramsOf(shape)])];
}

export const [useApp, provideApp] = createContext<AppState>();
