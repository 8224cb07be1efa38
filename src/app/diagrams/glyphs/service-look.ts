/** Hue, pattern and letter of a service, by order of creation: five of each, then the same patterns in grey. */
export interface ServiceLook {
	letter: string;
	/** CSS colour of its bar, and the soft one of its running tasks. */
	fill: string;
	soft: string;
	/** Name of the pattern over the bar; '' for plain. */
	pattern: '' | 'slanted' | 'upright' | 'dots' | 'rising';
}

const PATTERNS = ['', 'slanted', 'upright', 'dots', 'rising'] as const;

export function serviceLook(order: number): ServiceLook {
	const place = ((order % 5) + 5) % 5;
	const hue = order < 5 ? `--d${place + 1}` : '--d6';
	const soft =
		order === 0
			? 'var(--d1-soft)'
			: order === 1
				? 'var(--d2-soft)'
				: `color-mix(in srgb, var(${hue}) 15%, var(--panel))`;
	return {
		letter: order < 26 ? String.fromCharCode(65 + order) : String(order + 1),
		fill: `var(${hue})`,
		soft,
		pattern: PATTERNS[place]!
	};
}
