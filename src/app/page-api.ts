import { tick } from 'svelte';
import type { Recording } from '../core/world/recording.ts';
import type { AppState } from './state.svelte.ts';
import type { Session } from './session.svelte.ts';
import type { RunResult } from './worker/protocol.ts';

/**
 * The page for programs: `window.swarmlab`. Everything speaks of the world in view (the lesson's, or the sandbox's).
 * A name of a machine that does not exist, or a call before there is a world, is an Error that says which.
 */
export interface PageApi {
	/** Settles when the first world has started. */
	readonly ready: Promise<void>;
	/**
	 * Runs a command line in a shell of its own on a machine, beside its terminal, and settles when it has ended in
	 * virtual time (so not while paused). Default machine: the one whose terminal is shown.
	 */
	run(command: string, options?: { node?: string }): Promise<RunResult>;
	/** Types into a terminal, as a person would; '\r' is Enter. */
	type(text: string, options?: { node?: string }): Promise<void>;
	/** The text visible in a terminal. */
	screen(node?: string): string;
	/** The words after `fault`, such as 'stop mgr1'. @throws what the fault command would print */
	fault(text: string): Promise<void>;
	pause(): void;
	play(): void;
	/** Virtual seconds for each real one, 0.1–100. */
	speed(factor: number): void;
	/** Starts the lesson anew and plays the steps before this one. ID of the step, or its number from 1. */
	goto(step: string | number): Promise<void>;
	/** Starts the world in view anew: same machines, same seed, nothing done. */
	reset(): Promise<void>;
	/** What checks see: plain data made of Engine API answers. */
	snapshot(): Promise<unknown>;
	/** Seed, machines and inputs: enough to have the same run again. */
	recording(): Promise<Recording>;
	/** Hash over the whole trace so far: equal hashes, equal runs. */
	hash(): Promise<string>;
	/** Virtual milliseconds. */
	readonly now: number;
}

declare global {
	interface Window {
		swarmlab: PageApi;
	}
}

export function exposePageApi(app: AppState, ready: Promise<void>): void {
	const session = (): Session => {
		if (!app.session) throw new Error('swarmlab: no machines have been started');
		return app.session;
	};
	const machine = (wanted: string | undefined): string => {
		const { machines, shown } = session();
		if (wanted === undefined) return shown;
		if (!machines.some(({ name }) => name === wanted)) {
			throw new Error(`swarmlab: no machine ${wanted}. There are: ${machines.map(({ name }) => name).join(' ')}`);
		}
		return wanted;
	};
	window.swarmlab = {
		ready,
		run: async (command, options) => session().run(machine(options?.node), command),
		async type(text, options) {
			const name = machine(options?.node);
			session().show(name);
			await tick();
			session().screens.type(name, text);
		},
		screen: (node) => session().screens.text(machine(node)),
		async fault(text) {
			const { error } = await session().fault(text);
			if (error !== undefined) throw new Error(error);
		},
		pause: () => session().pause(),
		play: () => session().play(),
		speed: (factor) => session().setSpeed(factor),
		async goto(step) {
			const steps = app.lesson?.steps ?? [];
			const index = typeof step === 'number' ? step - 1 : steps.findIndex(({ id }) => id === step);
			if (app.route.page !== 'lesson' || !steps[index]) {
				throw new Error(`swarmlab: no step ${step}. There are: ${steps.map(({ id }) => id).join(' ')}`);
			}
			await app.playTo(index);
		},
		async reset() {
			if (app.route.page === 'lesson') await app.playTo(0);
			else {
				const begun = session().begun?.recording;
				if (begun) await session().start({ ...begun, inputs: [], end: 0 });
			}
		},
		snapshot: () => session().snapshot(),
		recording: () => session().recording(),
		hash: () => session().hash(),
		get now() {
			return session().now;
		}
	};
}
