import { load as loadYaml } from 'js-yaml';
import type { ScriptedImage } from '../world/cluster-shape.ts';
import { LessonError, unknownKey } from './lesson-error.ts';
import { parseDuration } from './duration.ts';

/** What may be said of an image; lessons/README.md tells what each does. */
export const IMAGE_KEYS = [
	'size',
	'port',
	'starts',
	'log',
	'replies',
	'access',
	'needs',
	'ends',
	'stops',
	'health'
] as const;
const REPLY_KEYS = ['status', 'type', 'body'] as const;
const NEEDS_KEYS = ['names', 'says', 'code'] as const;
const ENDS_KEYS = ['after', 'says', 'code'] as const;
const HEALTH_KEYS = ['command', 'interval', 'timeout', 'retries', 'start'] as const;
const NANOSECONDS = 1_000_000;

type Yaml = Record<string, unknown>;

/**
 * images.yaml of a folder of lessons or of one lesson: `name:tag` → what it does. Several tags of one content stand
 * after commas: `example/web:v1,latest`.
 * @throws LessonError with file, line and what is allowed
 */
export function parseImages(text: string, file: string): ScriptedImage[] {
	return new Reader(text, file).images();
}

class Reader {
	constructor(
		private readonly text: string,
		private readonly file: string
	) {}

	images(): ScriptedImage[] {
		let yaml: unknown;
		try {
			yaml = loadYaml(this.text);
		} catch (error) {
			const { mark, reason } = error as { mark?: { line?: number }; reason?: string };
			throw new LessonError(this.file, (mark?.line ?? 0) + 1, `no YAML: ${reason ?? String(error)}`);
		}
		return Object.entries(this.map(yaml ?? {}, 1)).map(([key, value]) => this.image(key, value));
	}

	private image(key: string, value: unknown): ScriptedImage {
		const line = this.lineOf(0, key);
		const match = /^([^\s:]+(?::\d+\/[^\s:]+)?):([\w.-]+(?:,[\w.-]+)*)$/.exec(key);
		if (!match)
			return this.fail(line, `\`${key}\` is no image such as \`example/web:v1\` or \`example/web:v1,latest\`.`);
		const yaml = this.map(value ?? {}, line, IMAGE_KEYS);
		const at = (name: string): number => this.lineOf(line, name);
		const ends = yaml['ends'] === undefined ? undefined : this.map(yaml['ends'], at('ends'), ENDS_KEYS);
		const needs = yaml['needs'] === undefined ? undefined : this.map(yaml['needs'], at('needs'), NEEDS_KEYS);
		const health = yaml['health'] === undefined ? undefined : this.map(yaml['health'], at('health'), HEALTH_KEYS);
		return {
			name: match[1]!,
			tags: match[2]!.split(','),
			sizeMb: this.number(yaml['size'] ?? 20, at('size')),
			port: this.number(yaml['port'] ?? 0, at('port')),
			startsMs: this.duration(yaml['starts'] ?? '0s', at('starts')),
			log: this.strings(yaml['log'] ?? [], at('log')),
			replies: this.replies(yaml['replies'] ?? {}, at('replies')),
			access: this.string(yaml['access'] ?? '', at('access')),
			stops: this.number(yaml['stops'] ?? 0, at('stops')),
			...(needs
				? {
						needs: {
							names: this.strings(needs['names'] ?? [], at('needs')),
							says: this.string(needs['says'] ?? '{name} is not known', at('needs')),
							code: this.number(needs['code'] ?? 1, at('needs'))
						}
					}
				: {}),
			...(ends
				? {
						ends: {
							afterMs: this.duration(ends['after'] ?? '0s', at('ends')),
							says: this.string(ends['says'] ?? '', at('ends')),
							code: this.number(ends['code'] ?? 0, at('ends'))
						}
					}
				: {}),
			...(health
				? {
						health: {
							Test: ['CMD-SHELL', this.string(health['command'] ?? 'true', at('health'))],
							Interval: this.duration(health['interval'] ?? '5s', at('health')) * NANOSECONDS,
							Timeout: this.duration(health['timeout'] ?? '3s', at('health')) * NANOSECONDS,
							Retries: this.number(health['retries'] ?? 3, at('health')),
							StartPeriod: this.duration(health['start'] ?? '0s', at('health')) * NANOSECONDS
						}
					}
				: {})
		};
	}

	/** A reply is a text, or `status`, `type` and `body`. */
	private replies(value: unknown, line: number): ScriptedImage['replies'] {
		return Object.fromEntries(
			Object.entries(this.map(value, line)).map(([path, reply]) => {
				const at = this.lineOf(line, path);
				if (path !== '*' && !path.startsWith('/')) this.fail(at, `\`${path}\` is no path such as \`/\`, nor \`*\`.`);
				const yaml = typeof reply === 'string' ? { body: reply } : this.map(reply, at, REPLY_KEYS);
				const body = this.string(yaml['body'] ?? '', at);
				return [
					path,
					{
						status: this.number(yaml['status'] ?? 200, at),
						type: this.string(yaml['type'] ?? (body.startsWith('<') ? 'text/html' : 'text/plain'), at),
						body
					}
				];
			})
		);
	}

	private map(value: unknown, line: number, allowed?: readonly string[]): Yaml {
		if (typeof value !== 'object' || value === null || Array.isArray(value))
			return this.fail(line, allowed ? `keys are wanted here: ${allowed.join(', ')}.` : 'a map is wanted here.');
		for (const key of Object.keys(value))
			if (allowed && !allowed.includes(key)) this.fail(this.lineOf(line, key), unknownKey(key, allowed));
		return value as Yaml;
	}

	private string(value: unknown, line: number): string {
		return typeof value === 'string' ? value : this.fail(line, 'a text is wanted here.');
	}

	private strings(value: unknown, line: number): string[] {
		const list = Array.isArray(value) ? value : [value];
		return list.map((item) => this.string(item, line));
	}

	private number(value: unknown, line: number): number {
		return typeof value === 'number' && value >= 0 ? value : this.fail(line, 'a number is wanted here.');
	}

	private duration(value: unknown, line: number): number {
		return parseDuration(String(value)) ?? this.fail(line, `\`${String(value)}\` is no duration such as 30s.`);
	}

	/** The first line with this key at or after `from`. */
	private lineOf(from: number, key: string): number {
		const lines = this.text.split('\n');
		const at = lines.findIndex((line, i) => i + 1 >= from && line.replace(/^[\s'"-]*/, '').startsWith(key));
		return at < 0 ? Math.max(1, from) : at + 1;
	}

	private fail(line: number, problem: string): never {
		throw new LessonError(this.file, line, problem);
	}
}
