import type { Action } from 'svelte/action';

/** How long a finger stays on a mark until its menu opens. */
const LONG_PRESS_MS = 500;
/** A finger that has gone further than this many pixels between two events is on its way elsewhere. */
const STRAY_PX = 6;

/**
 * With a finger: a tap on a mark (`data-machine`) lets it speak, a long press or a second tap opens its menu. On the element
 * that holds the marks: what happens there it sees before they do. Takes what opens the menu.
 */
export const longPress: Action<HTMLElement, (machine: string, mark: Element) => void> = (node, open) => {
	let press: { mark: SVGElement; spoke: boolean; timer: ReturnType<typeof setTimeout> } | undefined;
	/** The menu is open already: the click that ends the press must not close it. */
	let swallow = false;

	function release(): void {
		clearTimeout(press?.timer);
	}

	function onpointerdown(event: PointerEvent): void {
		swallow = false;
		release();
		press = undefined;
		const mark = (event.target as Element).closest<SVGElement>('[data-machine]');
		if (event.pointerType !== 'touch' || !mark) return;
		const timer = setTimeout(() => {
			swallow = true;
			open(mark.dataset['machine']!, mark);
		}, LONG_PRESS_MS);
		press = { mark, spoke: mark === document.activeElement, timer };
	}

	function onpointermove({ movementX, movementY }: PointerEvent): void {
		if (Math.abs(movementX) + Math.abs(movementY) > STRAY_PX) release();
	}

	function onclick(event: MouseEvent): void {
		if (!press) return;
		if (!swallow && (press.spoke || (event.target as Element).closest('button, [role=button]'))) return;
		event.stopPropagation();
		event.preventDefault();
		if (!swallow) press.mark.focus();
	}

	/** Where the browser knows the long press by itself it would open the menu a second time. */
	function oncontextmenu(event: MouseEvent): void {
		if (!press) return;
		event.stopPropagation();
		event.preventDefault();
	}

	const first = { capture: true };
	node.addEventListener('pointerdown', onpointerdown, first);
	node.addEventListener('pointerup', release);
	node.addEventListener('pointercancel', release);
	node.addEventListener('pointermove', onpointermove);
	node.addEventListener('click', onclick, first);
	node.addEventListener('contextmenu', oncontextmenu, first);
	// The element lives as long as the listeners do.
	return { destroy: release };
};
