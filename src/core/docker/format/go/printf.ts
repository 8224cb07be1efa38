import { formatValue, printed, type Spec } from './print.ts';
import { isInvalid, valueKind, type Value } from './value.ts';

/** fmt.Sprintf. Source: Go fmt/print.go, doPrintf. */
export function sprintf(format: string, values: readonly Value[]): string {
	let text = '';
	let at = 0;
	let next = 0;
	let reordered = false;
	while (at < format.length) {
		const percent = format.indexOf('%', at);
		if (percent < 0) return finish(text + format.slice(at));
		text += format.slice(at, percent);
		at = percent + 1;
		text += directive();
	}
	return finish(text);

	function directive(): string {
		const spec: { -readonly [K in keyof Spec]: Spec[K] } = { verb: '' };
		for (; '+-# 0'.includes(format[at] ?? '?'); at++) {
			if (format[at] === '+') spec.plus = true;
			else if (format[at] === '-') spec.minus = true;
			else if (format[at] === '#') spec.sharp = true;
			else if (format[at] === ' ') spec.space = true;
			else spec.zero = true;
		}
		if (spec.minus) spec.zero = false;
		let goodIndex = argumentIndex();
		let trouble = '';
		if (format[at] === '*') {
			at++;
			const width = starValue();
			if (width === undefined) trouble += '%!(BADWIDTH)';
			else {
				if (width < 0) {
					spec.minus = true;
					spec.zero = false;
				}
				spec.width = Math.abs(width);
			}
		} else spec.width = digits();
		if (format[at] === '.') {
			at++;
			goodIndex = argumentIndex() && goodIndex;
			if (format[at] === '*') {
				at++;
				const precision = starValue();
				if (precision === undefined || precision < 0) trouble += '%!(BADPREC)';
				else spec.precision = precision;
			} else spec.precision = digits() ?? 0;
		}
		goodIndex = argumentIndex() && goodIndex;
		if (at >= format.length) return `${trouble}%!(NOVERB)`;
		spec.verb = String.fromCodePoint(format.codePointAt(at)!);
		at += spec.verb.length;
		if (spec.verb === '%') return `${trouble}%`;
		if (!goodIndex) return `${trouble}%!${spec.verb}(BADINDEX)`;
		if (next >= values.length) return `${trouble}%!${spec.verb}(MISSING)`;
		return trouble + formatValue(values[next++]!, spec);
	}

	function digits(): number | undefined {
		const found = /^\d+/.exec(format.slice(at))?.[0];
		if (found === undefined) return undefined;
		at += found.length;
		return Number(found);
	}

	/** '[2]': the argument to go on with. @returns false when there is no such */
	function argumentIndex(): boolean {
		if (format[at] !== '[') return true;
		reordered = true;
		const found = /^\[(\d+)\]/.exec(format.slice(at));
		if (!found) {
			const close = format.indexOf(']', at);
			at = close < 0 ? at + 1 : close + 1;
			return false;
		}
		at += found[0].length;
		const index = Number(found[1]) - 1;
		if (index < 0 || index >= values.length) return false;
		next = index;
		return true;
	}

	function starValue(): number | undefined {
		const value = values[next++];
		return value && ['int', 'uint'].includes(valueKind(value)) ? Number(value.v) : undefined;
	}

	function finish(done: string): string {
		if (reordered || next >= values.length) return done;
		const extra = values
			.slice(next)
			.map((value) => (isInvalid(value) ? '<nil>' : `${value.type}=${printed(value)}`))
			.join(', ');
		return `${done}%!(EXTRA ${extra})`;
	}
}
