import type { Process } from '../../../sim/process.ts';
import { formatDate } from '../../date-format.ts';
import { Failure } from '../options.ts';
import { formatAwk } from './format.ts';
import { splitText } from './record.ts';
import type { AwkRun } from './run.ts';
import type { Expression } from './tree.ts';
import { fromOutside, numberOf, type Value } from './values.ts';

const MATHEMATICS: Readonly<Record<string, (x: number) => number>> = {
	sin: Math.sin,
	cos: Math.cos,
	exp: Math.exp,
	log: Math.log,
	sqrt: Math.sqrt,
	int: Math.trunc
};

export function* runBuiltin(run: AwkRun, name: string, args: readonly Expression[]): Process<Value> {
	switch (name) {
		case 'split':
			return yield* split(run, args);
		case 'sub':
		case 'gsub':
			return yield* substitute(run, args, name === 'gsub');
		case 'match': {
			const text = run.text(yield* run.evaluate(args[0]!));
			const found = (yield* run.regex(args[1]!)).exec(text);
			run.global('RSTART').value = found ? found.index + 1 : 0;
			run.global('RLENGTH').value = found ? found[0].length : -1;
			return found ? found.index + 1 : 0;
		}
		case 'length': {
			const [arg] = args;
			if (arg?.kind === 'name') {
				const cell = run.cellOf(arg);
				if (cell.array ?? cell.caller?.array) return run.arrayOf(cell).elements.size;
			}
			return run.text(arg ? yield* run.evaluate(arg) : run.record.get(0)).length;
		}
	}
	const values: Value[] = [];
	for (const arg of args) values.push(yield* run.evaluate(arg));
	const text = (i: number): string => run.text(values[i]);
	const number = (i: number): number => numberOf(values[i]);
	switch (name) {
		case 'substr':
			return substring(text(0), number(1), values.length > 2 ? number(2) : Infinity);
		case 'index':
			return text(0).indexOf(text(1)) + 1;
		case 'sprintf':
			return formatAwk('sprintf', text(0), values.slice(1), run.text(run.global('CONVFMT').value));
		case 'atan2':
			return Math.atan2(number(0), number(1));
		case 'tolower':
			return text(0).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
		case 'toupper':
			return text(0).replace(/[a-z]+/g, (letters) => letters.toUpperCase());
		case 'system':
			return yield* run.streams.system(text(0));
		case 'close':
			return yield* run.streams.close(text(0));
		case 'fflush':
			yield* run.streams.flush();
			return 0;
		case 'rand':
			return run.sys.machine.rng.next();
		case 'srand': {
			const before = run.seed;
			run.seed = values.length > 0 ? number(0) : Math.floor(run.sys.machine.sim.wallMs / 1000);
			return before;
		}
		case 'systime':
			return Math.floor(run.sys.machine.sim.wallMs / 1000);
		case 'strftime': {
			const seconds = values.length > 1 ? number(1) : Math.floor(run.sys.machine.sim.wallMs / 1000);
			return formatDate(seconds * 1000, values.length > 0 ? text(0) : '%c');
		}
		case 'mktime': {
			const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text(0).trim().split(/\s+/).map(Number);
			return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
		}
		default:
			return MATHEMATICS[name]!(number(0));
	}
}

/** As mawk 1.3.4 20200120 counts: both numbers cut to whole ones, and a start before the text makes it longer. */
function substring(text: string, from: number, length: number): string {
	const start = Math.trunc(from);
	let count = Math.trunc(length);
	if (start < 1) count -= start;
	return count <= 0 ? '' : text.slice(Math.max(1, start) - 1, Math.max(1, start) - 1 + count);
}

function* split(run: AwkRun, args: readonly Expression[]): Process<Value> {
	const [what, into, by] = args;
	const text = run.text(yield* run.evaluate(what!));
	if (into!.kind !== 'name') throw new Failure('syntax error at or near ,', 2);
	let separator: string;
	if (!by) separator = run.text(run.global('FS').value);
	else if (by.kind === 'regex') separator = by.source;
	else separator = run.text(yield* run.evaluate(by));
	const parts =
		by?.kind === 'regex' && separator.length === 1 ? splitText(text, `(${separator})`) : splitText(text, separator);
	const { elements } = run.arrayOf(run.cellOf(into));
	elements.clear();
	parts.forEach((part, i) => elements.set(String(i + 1), fromOutside(part)));
	return parts.length;
}

function* substitute(run: AwkRun, args: readonly Expression[], isGlobal: boolean): Process<Value> {
	const regex = yield* run.regex(args[0]!);
	const replacement = run.text(yield* run.evaluate(args[1]!));
	const target: Expression = args[2] ?? { kind: 'field', index: { kind: 'number', value: 0 } };
	const isPlace = target.kind === 'name' || target.kind === 'field' || target.kind === 'element';
	const text = run.text(yield* run.evaluate(target));
	let out = '';
	let end = 0;
	let count = 0;
	let lastEnd = -1;
	for (const match of text.matchAll(regex)) {
		if (match[0] === '' && match.index === lastEnd) continue;
		lastEnd = match.index + match[0].length;
		count++;
		out += text.slice(end, match.index) + replacement.replace(/\\\\|\\&|&/g, (c) => (c === '&' ? match[0] : c[1]!));
		end = lastEnd;
		if (!isGlobal) break;
	}
	if (count > 0 && isPlace) yield* run.assign(target, () => out + text.slice(end));
	return count;
}
