import { tick } from 'svelte';
import type { AppState } from './state.svelte.ts';
import type { Session } from './session.svelte.ts';

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
