interface Given {
	/** Whether it can be reached by keyboard at all. */
	stop: boolean;
	onfocus: (seq: number | undefined) => void;
	onmenu: (machine: string, mark: Element) => void;
}

/**
 * Makes a diagram one tab stop: the marks in it, `[data-mark]`, are reached by arrow keys, each to the nearest in that
 * direction. `data-seq` is what explains a mark, `data-machine` whose menu it has.
 */
export function roving(root: HTMLElement | SVGElement, given: Given) {
	let { onfocus, onmenu } = given;
	if (!given.stop) return;
	root.tabIndex = 0;
	let lastKey = '';
	const marks = (): Marked[] => [...root.querySelectorAll<Marked>('[data-mark]')];
	const markOf = (target: EventTarget | null): Marked | null =>
		target instanceof Element ? target.closest<Marked>('[data-mark]') : null;
	const focus = (mark: Marked | undefined): void => {
		if (!mark) return;
		mark.tabIndex = -1;
		mark.focus();
	};
	const tell = (mark: Marked | null): void => onfocus(mark?.dataset['seq'] ? Number(mark.dataset['seq']) : undefined);

	function focusin(event: Event): void {
		const mark = markOf(event.target);
		if (mark) {
			lastKey = mark.dataset['mark'] ?? '';
			root.tabIndex = -1;
			tell(mark);
		} else if (event.target === root) {
			const all = marks();
			focus(all.find((one) => one.dataset['mark'] === lastKey) ?? all[0]);
		}
	}

	function focusout(event: Event): void {
		if (root.contains((event as FocusEvent).relatedTarget as Node | null)) return;
		root.tabIndex = 0;
		onfocus(undefined);
	}

	function keydown(event: Event): void {
		const { key, shiftKey, ctrlKey, altKey, metaKey } = event as KeyboardEvent;
		if (ctrlKey || altKey || metaKey) return;
		const mark = markOf(event.target);
		if (key === 'Enter' || key === ' ' || key === 'ContextMenu' || (key === 'F10' && shiftKey)) {
			// Enter on a fold or a button of the diagram is that button's.
			if (!mark || key === ' ') return;
			const machine = mark.dataset['machine'];
			if (!machine) return;
			event.preventDefault();
			onmenu(machine, mark);
			return;
		}
		const way = WAYS[key];
		if (!way || shiftKey) return;
		const next = mark ? nearest(mark, marks(), way) : marks()[0];
		if (!next) return;
		event.preventDefault();
		event.stopPropagation();
		focus(next);
		next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
	}

	function click(event: Event): void {
		const mark = markOf(event.target);
		const machine = mark?.dataset['machine'];
		if (!mark || !machine || (event.target as Element).closest('button')) return;
		event.preventDefault();
		onmenu(machine, mark);
	}

	/** Before the browser gives the focus away: it goes to the mark itself. */
	function press(event: Event): void {
		const mark = markOf(event.target);
		if (mark) mark.tabIndex = -1;
	}

	const over = (event: Event): void => tell(markOf(event.target));
	const out = (): void => onfocus(undefined);
	const listeners: [string, (event: Event) => void][] = [
		['focusin', focusin],
		['focusout', focusout],
		['keydown', keydown],
		['pointerdown', press],
		['click', click],
		['contextmenu', click],
		['pointerover', over],
		['pointerleave', out]
	];
	for (const [type, listener] of listeners) root.addEventListener(type, listener);
	return {
		update(next: Given) {
			({ onfocus, onmenu } = next);
		},
		destroy() {
			for (const [type, listener] of listeners) root.removeEventListener(type, listener);
		}
	};
}

type Marked = (HTMLElement | SVGElement) & { dataset: DOMStringMap };

const WAYS: Readonly<Record<string, readonly [number, number]>> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, -1],
	ArrowDown: [0, 1]
};

/** Nearest mark in a direction; what lies off the line counts double. */
function nearest(from: Marked, marks: Marked[], [dx, dy]: readonly [number, number]): Marked | undefined {
	const centre = (mark: Marked) => {
		const box = mark.getBoundingClientRect();
		return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
	};
	const here = centre(from);
	let best: Marked | undefined;
	let least = Infinity;
	for (const mark of marks) {
		if (mark === from) continue;
		const there = centre(mark);
		const along = (there.x - here.x) * dx + (there.y - here.y) * dy;
		if (along <= 1) continue;
		const aside = Math.abs((there.x - here.x) * dy) + Math.abs((there.y - here.y) * dx);
		const distance = along + 2 * aside;
		if (distance < least) {
			least = distance;
			best = mark;
		}
	}
	return best;
}
