/** Keeps back what may become the keys to detach. Source: moby/term proxy.go. */
export class DetachWatch {
	private held = '';

	constructor(private readonly keys: string) {}

	/** @returns what goes on to the container; undefined once the keys are complete */
	pass(text: string): string | undefined {
		let passed = '';
		for (const key of text) {
			if (key !== this.keys[this.held.length]) {
				passed += this.held;
				this.held = '';
				if (key !== this.keys[0]) {
					passed += key;
					continue;
				}
			}
			this.held += key;
			if (this.held === this.keys) return undefined;
		}
		return passed;
	}
}
