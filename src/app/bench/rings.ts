import type { Pointed } from './pointing.ts';

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Puts a ring around the marks that are pointed at, in every diagram within `root`. A diagram says which mark is whose by
 * `data-mark` ("task ID", "node …", "manager …", "worker …") with `data-machine`; its ring for the focus, `.ring`, gives the
 * ring its shape. Rows of a text twin (`data-row`) are marked instead.
 * @returns how many marks have a ring now
 */
export function ring(root: Element, pointed: Pointed | undefined): number {
	for (const old of root.querySelectorAll('.pointed-ring')) old.remove();
	for (const old of root.querySelectorAll('[data-pointed]')) old.removeAttribute('data-pointed');
	if (!pointed) return 0;
	let count = 0;
	for (const mark of root.querySelectorAll<SVGGraphicsElement>('[data-mark]')) {
		if (!isPointed(mark.dataset['mark'] ?? '', mark.dataset['machine'], pointed)) continue;
		const shape = mark.querySelector<SVGGraphicsElement>('.ring') ?? boxOf(mark);
		const parent = shape.parentNode ?? mark;
		// The wider line below shows on both sides: the outline that makes the ring legible on light ground.
		for (const kind of ['outline', 'fill']) {
			const copy = shape.cloneNode() as SVGGraphicsElement;
			copy.setAttribute('class', `pointed-ring ${kind}`);
			copy.removeAttribute('style');
			parent.appendChild(copy);
		}
		count++;
	}
	for (const row of root.querySelectorAll<HTMLElement>('[data-row]')) {
		const key = row.dataset['row'] ?? '';
		if (!pointed.tasks.has(key) && !pointed.machines.has(key)) continue;
		row.setAttribute('data-pointed', '');
		count++;
	}
	return count;
}

function isPointed(mark: string, machine: string | undefined, pointed: Pointed): boolean {
	const space = mark.indexOf(' ');
	const kind = mark.slice(0, space);
	if (kind === 'task') return pointed.tasks.has(mark.slice(space + 1));
	const isMachine = kind === 'node' || kind === 'manager' || kind === 'worker';
	return isMachine && machine !== undefined && pointed.machines.has(machine);
}

function boxOf(mark: SVGGraphicsElement): SVGGraphicsElement {
	const { x, y, width, height } = mark.getBBox();
	const box = document.createElementNS(SVG, 'rect');
	for (const [name, value] of Object.entries({ x: x - 3.5, y: y - 3.5, width: width + 7, height: height + 7, rx: 7 })) {
		box.setAttribute(name, String(value));
	}
	return box;
}
