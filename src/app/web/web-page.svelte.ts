import type { PageRequest, PageResult } from '../../core/world/world.ts';

/** What stands in the address bar. */
export interface Address {
	/** Name of a machine. */
	machine: string;
	port: number;
	/** Path and query, with its slash. */
	path: string;
}

/** The learner's web browser: what was asked for, and the page that came. */
export class WebPage {
	/** Shown in the place of the terminals. */
	shown = $state(false);
	address = $state.raw<Address>({ machine: '', port: 80, path: '/' });
	loading = $state(false);
	result = $state.raw<PageResult | undefined>();
	/** Whether the learner has chosen a port; until then the first that is published is offered. */
	chosen = $state(false);
	private asked = 0;

	constructor(private readonly browse: (request: PageRequest) => Promise<PageResult>) {}

	/** @param host address of the machine: what a browser on the same network is told */
	async open(host: string, method: PageRequest['method'] = 'GET', body = ''): Promise<void> {
		const { port, path } = this.address;
		await this.load({ url: `http://${host}${port === 80 ? '' : `:${port}`}${path}`, method, body });
	}

	/** A link or a form on the page. */
	async load(request: PageRequest): Promise<void> {
		const n = ++this.asked;
		this.loading = true;
		let result: PageResult;
		try {
			result = await this.browse(request);
		} catch {
			// The simulation has stopped, and the page says so.
			if (n === this.asked) this.loading = false;
			return;
		}
		// Whoever asks again does not want the first answer any more.
		if (n !== this.asked) return;
		this.loading = false;
		this.result = result;
	}

	forget(): void {
		this.asked++;
		this.loading = false;
		this.result = undefined;
		this.chosen = false;
		this.address = { machine: '', port: 80, path: '/' };
	}
}
