/**
 * Scrolls a log sideways in whole entries: by a wheel or touchpad that goes sideways (upright it scrolls the page as ever),
 * and by a finger.
 */
export class LogScroll {
	/** Pixels gone that make no whole entry yet. */
	private rest = 0;
	private finger: { id: number; x: number } | undefined;

	constructor(
		private readonly pitch: () => number,
		/** By so many entries, negative to older ones. */
		private readonly scroll: (by: number) => void
	) {}

	readonly wheel = (event: WheelEvent): void => {
		const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
		if (Math.abs(sideways) <= (event.shiftKey ? 0 : Math.abs(event.deltaY))) return;
		event.preventDefault();
		this.go(sideways);
	};

	readonly down = (event: PointerEvent): void => {
		if (event.pointerType === 'mouse') return;
		this.rest = 0;
		this.finger = { id: event.pointerId, x: event.clientX };
	};

	readonly move = (event: PointerEvent): void => {
		if (this.finger?.id !== event.pointerId) return;
		this.go(this.finger.x - event.clientX);
		this.finger.x = event.clientX;
	};

	readonly up = (): void => {
		this.finger = undefined;
	};

	private go(pixels: number): void {
		this.rest += pixels;
		const entries = Math.trunc(this.rest / this.pitch());
		if (entries === 0) return;
		this.rest -= entries * this.pitch();
		this.scroll(entries);
	}
}
