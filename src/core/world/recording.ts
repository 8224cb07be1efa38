import type { EraId } from '../era/era.ts';
import { ERAS, hasEra } from '../era/eras.ts';
import type { ScriptedImage } from '../engine/programs/scripted-image.ts';
import { readMachineExtras, type ClusterShape } from './cluster-shape.ts';

/** Everything that is needed to live through a session again, to the byte. */
export interface Recording {
	version: typeof RECORDING_VERSION;
	seed: number;
	/** Of the engines. */
	era: EraId;
	/** Of the docker clients, where it is another one. */
	client?: EraId;
	cluster: ClusterShape;
	/** The lesson that was followed, '' in the sandbox. */
	lesson: string;
	/** In the order they were given; `t` never falls. */
	inputs: Input[];
	/** Virtual time at which the recording was taken. */
	end: number;
}

/** What comes from outside. `t`: virtual milliseconds; it takes effect after everything of that millisecond. */
export type Input = { t: number } & InputAction;

export type InputAction =
	/** Typed or pasted into a terminal, as xterm sends it. */
	| { type: 'key'; machine: string; data: string }
	| { type: 'size'; machine: string; columns: number; rows: number }
	/** A fault by button, menu or API: the words after `fault`. */
	| { type: 'fault'; text: string }
	/** A command run beside the terminals (page API, `swarmlab exec`); n counts from 1. */
	| {
			type: 'run';
			machine: string;
			command: string;
			/** Lines for the program that the command starts: then it has a terminal, and they are typed there. */
			typed?: string[];
			n: number;
	  }
	/** The browser's address bar, a link or a form on its page; n counts from 1. */
	| { type: 'browse'; url: string; method: 'GET' | 'POST'; body: string; n: number }
	/** The learner goes to a step of the lesson. */
	| { type: 'step'; step: string };

export const RECORDING_VERSION = 1;

/** The file is no recording, or one that this version cannot read. The message says what was found and what is wanted. */
export class RecordingError extends Error {
	override name = 'RecordingError';
	constructor(
		readonly kind: 'not json' | 'not a recording' | 'other version' | 'broken',
		/** Where in the file, and what: 'inputs[3].t', '2'. */
		readonly detail: string
	) {
		super(`${kind}: ${detail}`);
	}
}

/** Text of a file → recording, every field checked. @throws RecordingError */
export function readRecording(text: string): Recording {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new RecordingError('not json', text.trim().slice(0, 40));
	}
	const record = object(value, 'file');
	if (!('version' in record) || !('inputs' in record)) throw new RecordingError('not a recording', 'version, inputs');
	if (record['version'] !== RECORDING_VERSION) throw new RecordingError('other version', String(record['version']));
	const cluster = object(record['cluster'], 'cluster');
	const era = eraId(record['era'], 'era');
	const client = record['client'] === undefined ? {} : { client: eraId(record['client'], 'client') };
	const machines = list(cluster['machines'], 'cluster.machines').map((raw, i) => {
		const machine = object(raw, `cluster.machines[${i}]`);
		const name = string(machine['name'], `cluster.machines[${i}].name`);
		if (!/^[a-z][a-z0-9-]{0,30}$/.test(name)) throw new RecordingError('broken', `cluster.machines[${i}].name`);
		const role = machine['role'] === 'worker' ? ('worker' as const) : ('manager' as const);
		const extras = readMachineExtras(machine, (field) => {
			throw new RecordingError('broken', `cluster.machines[${i}].${field}`);
		});
		return { name, role, host: number(machine['host'], `cluster.machines[${i}].host`), ...extras };
	});
	if (machines.length === 0 || machines.length > 40)
		throw new RecordingError('broken', `cluster.machines: ${machines.length}`);
	const names = new Set(machines.map((m) => m.name));
	const network = string(cluster['network'], 'cluster.network');
	if (!/^(\d{1,3}\.){3}$/.test(network)) throw new RecordingError('broken', 'cluster.network');
	const { classic } = cluster;
	if (classic !== undefined && classic !== 'rc1' && classic !== '1.2.5')
		throw new RecordingError('broken', 'cluster.classic');
	let last = 0;
	const inputs = list(record['inputs'], 'inputs').map((raw, i): Input => {
		const at = `inputs[${i}]`;
		const input = object(raw, at);
		const t = number(input['t'], `${at}.t`);
		if (t < last) throw new RecordingError('broken', `${at}.t: ${t} < ${last}`);
		last = t;
		const machine = (): string => {
			const name = string(input['machine'], `${at}.machine`);
			if (!names.has(name)) throw new RecordingError('broken', `${at}.machine: ${name}`);
			return name;
		};
		switch (input['type']) {
			case 'key':
				return { t, type: 'key', machine: machine(), data: string(input['data'], `${at}.data`) };
			case 'size':
				return {
					t,
					type: 'size',
					machine: machine(),
					columns: number(input['columns'], `${at}.columns`),
					rows: number(input['rows'], `${at}.rows`)
				};
			case 'fault':
				return { t, type: 'fault', text: string(input['text'], `${at}.text`) };
			case 'run':
				return {
					t,
					type: 'run',
					machine: machine(),
					command: string(input['command'], `${at}.command`),
					...(input['typed'] === undefined
						? {}
						: { typed: list(input['typed'], `${at}.typed`).map((line) => string(line, `${at}.typed`)) }),
					n: number(input['n'], `${at}.n`)
				};
			case 'browse':
				return {
					t,
					type: 'browse',
					url: string(input['url'], `${at}.url`),
					method: input['method'] === 'POST' ? 'POST' : 'GET',
					body: string(input['body'], `${at}.body`),
					n: number(input['n'], `${at}.n`)
				};
			case 'step':
				return { t, type: 'step', step: string(input['step'], `${at}.step`) };
			default:
				throw new RecordingError('broken', `${at}.type: ${String(input['type'])}`);
		}
	});
	const end = number(record['end'], 'end');
	if (end < last) throw new RecordingError('broken', `end: ${end} < ${last}`);
	return {
		version: RECORDING_VERSION,
		seed: number(record['seed'], 'seed'),
		era,
		...client,
		cluster: {
			machines,
			formed: cluster['formed'] === true,
			network,
			...(classic === undefined ? {} : { classic }),
			...(cluster['images'] === undefined ? {} : { images: readImages(cluster['images']) })
		},
		lesson: typeof record['lesson'] === 'string' ? record['lesson'] : '',
		inputs,
		end
	};
}

/** A table that was read from a lesson's file; whether each row is one shows in its name and tags. */
function readImages(value: unknown): ScriptedImage[] {
	return list(value, 'cluster.images').map((raw, i) => {
		const image = object(raw, `cluster.images[${i}]`);
		string(image['name'], `cluster.images[${i}].name`);
		list(image['tags'], `cluster.images[${i}].tags`).forEach((tag) => string(tag, `cluster.images[${i}].tags`));
		list(image['log'], `cluster.images[${i}].log`);
		object(image['replies'], `cluster.images[${i}].replies`);
		return image as unknown as ScriptedImage;
	});
}

function eraId(value: unknown, at: string): EraId {
	const id = string(value, at);
	// The page looks for the word `era` to explain what is wrong.
	if (!hasEra(id)) throw new RecordingError('broken', `era ${id} (known: ${ERAS.map((e) => e.id).join(', ')})`);
	return id as EraId;
}

function object(value: unknown, at: string): Record<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value))
		throw new RecordingError(at === 'file' ? 'not a recording' : 'broken', at);
	return value as Record<string, unknown>;
}

function list(value: unknown, at: string): unknown[] {
	if (!Array.isArray(value)) throw new RecordingError('broken', at);
	return value;
}

function string(value: unknown, at: string): string {
	if (typeof value !== 'string') throw new RecordingError('broken', at);
	return value;
}

function number(value: unknown, at: string): number {
	if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw new RecordingError('broken', at);
	return value;
}
