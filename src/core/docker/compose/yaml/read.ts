import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException, type Event } from 'js-yaml';
import { firstDocument } from './fault.ts';
import { Float, resolveScalar, Timestamp, type Scalar } from './scalar.ts';

/** A value of a Compose file. Objects have no prototype's names in them: they are made without one. */
export type Yaml = Scalar | Yaml[] | YamlMap | ForeignMap;
export interface YamlMap {
	[key: string]: Yaml;
}

/** A mapping with a key that is no string. */
export class ForeignMap {
	readonly isForeign = true;
}

/** A text that cannot be read; the message has Go's words. */
export class YamlError extends Error {
	override name = 'YamlError';
}

/**
 * The first document of a text, as gopkg.in/yaml.v3 reads it. js-yaml parses; values, duplicates, merge keys and the
 * words of errors are those of Docker's parser.
 * @throws YamlError
 */
export function readYaml(text: string): Yaml {
	const found = firstDocument(text);
	if ('fault' in found) throw new YamlError(`yaml: ${found.fault}`);
	const document = text.split('\n').slice(0, found.lines).join('\n');
	let events: Event[];
	try {
		events = parseEvents(document, {});
	} catch (error) {
		if (!(error instanceof YAMLException)) throw error;
		const line = (error.mark?.line ?? -1) + 1;
		throw new YamlError(`yaml: ${line > 1 ? `line ${line}: ` : ''}${error.reason}`);
	}
	const composer = new Composer(document, events);
	const value = composer.document();
	if (composer.duplicates.length > 0) {
		throw new YamlError(['yaml: unmarshal errors:', ...composer.duplicates.map((line) => `  ${line}`)].join('\n'));
	}
	return value;
}

export function emptyMap(): YamlMap {
	return Object.create(null) as YamlMap;
}

class Composer {
	readonly duplicates: string[] = [];
	private at = 0;
	private readonly anchors = new Map<string, Yaml>();

	constructor(
		private readonly text: string,
		private readonly events: readonly Event[]
	) {}

	document(): Yaml {
		const first = this.next();
		if (first?.type !== EVENT_ID.DOCUMENT) return null;
		const content = this.events[this.at];
		return content === undefined || content.type === EVENT_ID.POP ? null : this.node();
	}

	private next(): Event | undefined {
		return this.events[this.at++];
	}

	private node(): Yaml {
		const event = this.next()!;
		switch (event.type) {
			case EVENT_ID.ALIAS:
				return this.anchors.get(this.text.slice(event.anchorStart, event.anchorEnd)) ?? null;
			case EVENT_ID.SCALAR:
				return this.anchored(event, this.scalar(event));
			case EVENT_ID.SEQUENCE: {
				const items: Yaml[] = [];
				while (this.events[this.at]!.type !== EVENT_ID.POP) items.push(this.node());
				this.at++;
				return this.anchored(event, items);
			}
			case EVENT_ID.MAPPING:
				return this.anchored(event, this.mapping());
			default:
				throw new YamlError('yaml: unknown event');
		}
	}

	private anchored<T extends Yaml>(event: { anchorStart: number; anchorEnd: number }, value: T): T {
		if (event.anchorStart >= 0) this.anchors.set(this.text.slice(event.anchorStart, event.anchorEnd), value);
		return value;
	}

	private scalar(event: Extract<Event, { type: typeof EVENT_ID.SCALAR }>): Scalar {
		const value = getScalarValue(this.text, event);
		const tag = event.tagStart >= 0 ? this.text.slice(event.tagStart, event.tagEnd) : '';
		if (tag !== '') return /^!!(int|float|bool|null|timestamp)$/.test(tag) ? resolveScalar(value) : value;
		return event.style === SCALAR_STYLE.PLAIN ? resolveScalar(value) : value;
	}

	private mapping(): Yaml {
		const result = emptyMap();
		const lines = new Map<string, number>();
		const merged: YamlMap[] = [];
		const doubles: string[] = [];
		const before = this.duplicates.length;
		let isForeign = false;
		while (this.events[this.at]!.type !== EVENT_ID.POP) {
			const event = this.events[this.at]!;
			const line = this.lineOf(event);
			const key = this.node();
			const isMerge = key === '<<' && event.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN;
			const value = this.node();
			if (isMerge) {
				merged.push(...this.mergeSources(value));
				continue;
			}
			if (typeof key === 'string') {
				const first = lines.get(key);
				if (first !== undefined) {
					doubles.push(`line ${line}: mapping key ${JSON.stringify(key)} already defined at line ${first}`);
				}
				lines.set(key, line);
				result[key] = value;
			} else if (typeof key === 'object' && key !== null && !(key instanceof Timestamp) && !(key instanceof Float)) {
				throw new YamlError(`yaml: invalid map key: ${goSyntax(key)}`);
			} else isForeign = true;
		}
		this.at++;
		// What is inside a mapping with doubles is not looked at any more.
		if (doubles.length > 0) this.duplicates.splice(before, Infinity, ...doubles);
		for (const source of merged) {
			for (const key of Object.keys(source)) if (!(key in result)) result[key] = source[key]!;
		}
		return isForeign ? new ForeignMap() : result;
	}

	private mergeSources(value: Yaml): YamlMap[] {
		const sources = Array.isArray(value) ? value : [value];
		for (const source of sources) {
			if (!isMap(source)) throw new YamlError('yaml: map merge requires map or sequence of maps as the value');
		}
		return sources as YamlMap[];
	}

	private lineOf(event: Event): number {
		const at = 'valueStart' in event ? event.valueStart : 'start' in event ? event.start : 0;
		let line = 1;
		for (let i = 0; i < at; i++) if (this.text[i] === '\n') line++;
		return line;
	}
}

export function isMap(value: Yaml | undefined): value is YamlMap {
	return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null;
}

/** As Go's %#v writes a value. */
function goSyntax(value: Yaml): string {
	if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
	if (isMap(value)) {
		const pairs = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${goSyntax(item)}`);
		return `map[string]interface {}{${pairs.sort().join(', ')}}`;
	}
	return value === null ? 'interface {}(nil)' : JSON.stringify(value);
}
