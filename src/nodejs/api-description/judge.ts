import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Description, Operation, SwaggerSchema } from './description.ts';
import { FORMATS } from './formats.ts';
import { SchemaMaker } from './json-schema.ts';

/** One answer of an engine, with the question. */
export interface Answer {
	readonly method: string;
	/** After the version and before the query: '/services/web'. */
	readonly path: string;
	readonly status: number;
	/** JSON value or text; undefined where there was no body. */
	readonly body: unknown;
	/** The body is one object of a stream of them. */
	readonly isLine?: boolean;
}

export interface Violation {
	/** Which rule, as exceptions.txt names it: 'TaskSpec.Networks null', 'ServiceSpec has Foo'. */
	readonly rule: string;
	/** JSON pointer into the body. */
	readonly pointer: string;
	readonly message: string;
	readonly value: unknown;
}

export interface Judgement {
	/** 'GET /services/{id}'; '' when the description does not know it. */
	readonly operation: string;
	/** Whether there was something to hold the answer against. */
	readonly isDescribed: boolean;
	readonly violations: readonly Violation[];
}

const ID = 'docker';

/** What streams are made of, where only the words of the description say so. */
const LINES: Readonly<Record<string, string>> = {
	'POST /images/create': 'CreateImageInfo',
	'POST /images/{name}/push': 'PushImageInfo'
};

/** Holds answers against Docker's description of one version of its API. */
export class Judge {
	private readonly ajv: Ajv;
	private readonly maker: SchemaMaker;
	private readonly patterns: readonly { operation: Operation; pattern: RegExp }[];
	private readonly compiled = new Map<SwaggerSchema, ValidateFunction>();
	private readonly error: SwaggerSchema = { $ref: '#/definitions/ErrorResponse' };

	private readonly lines = new Map<string, SwaggerSchema>();
	private readonly definitions: Description['definitions'];

	constructor({ definitions, operations }: Description) {
		this.definitions = definitions;
		this.ajv = new Ajv({ strict: false, allErrors: true, verbose: true, inlineRefs: false });
		addFormats(this.ajv);
		for (const [name, format] of Object.entries(FORMATS)) this.ajv.addFormat(name, format);
		this.maker = new SchemaMaker(definitions, ID);
		const made = Object.entries(definitions).map(([name, schema]) => [name, this.maker.make(schema, name)]);
		this.ajv.addSchema({ $id: ID, definitions: Object.fromEntries(made) as object });
		// A path with fewer parameters goes first: /images/json is no image of that name.
		this.patterns = [...operations]
			.sort((a, b) => parameters(a.path) - parameters(b.path))
			.map((operation) => ({ operation, pattern: patternOf(operation.path) }));
	}

	judge({ method, path, status, body, isLine = false }: Answer): Judgement {
		const operation = this.patterns.find((row) => row.operation.method === method && row.pattern.test(path))?.operation;
		if (!operation) return { operation: '', isDescribed: false, violations: [] };
		const name = `${method} ${operation.path}`;
		const found = (...violations: Violation[]): Judgement => ({ operation: name, isDescribed: true, violations });
		const isEmpty = body === undefined || body === '';
		// Docker describes few of the errors that it gives; all have the same form.
		if (!operation.responses.has(status) && status < 400) {
			const message = 'the description does not have this status';
			return found({ rule: `${name} status ${status}`, pointer: '', message, value: status });
		}
		if (method === 'HEAD') {
			if (isEmpty) return found();
			return found({ rule: `${name} body`, pointer: '', message: 'an answer to HEAD has no body', value: body });
		}
		const line = isLine ? LINES[name] : undefined;
		const schema =
			status >= 400
				? this.error
				: line !== undefined && this.definitions[line]
					? this.lineOf(line)
					: operation.responses.get(status);
		// Text is the beginning of a stream, an archive or the like.
		const isText = typeof body === 'string' && operation.produces[0] !== 'application/json';
		const mayBeEmpty = isEmpty && (!schema || schema['type'] === 'string');
		if (!schema || ((isText || mayBeEmpty) && status < 400)) return { ...found(), isDescribed: false };
		const validate = this.validator(`${name} ${status}`, schema);
		if (validate(body ?? null)) return found();
		const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'anyOf');
		return found(...errors.map((error) => this.violationOf(error)));
	}

	private lineOf(name: string): SwaggerSchema {
		let schema = this.lines.get(name);
		if (!schema) {
			schema = { $ref: `#/definitions/${name}` };
			this.lines.set(name, schema);
		}
		return schema;
	}

	private validator(place: string, schema: SwaggerSchema): ValidateFunction {
		let validate = this.compiled.get(schema);
		if (!validate) {
			validate = this.ajv.compile(this.maker.make(schema, place));
			this.compiled.set(schema, validate);
		}
		return validate;
	}

	private violationOf({
		keyword,
		params,
		parentSchema,
		instancePath,
		data,
		message = keyword
	}: ErrorObject): Violation {
		const place = this.maker.places.get(parentSchema as object) ?? '';
		const { additionalProperty, missingProperty } = params as { additionalProperty?: string; missingProperty?: string };
		if (additionalProperty !== undefined) {
			return {
				rule: `${place} has ${additionalProperty}`,
				pointer: `${instancePath}/${additionalProperty}`,
				message: 'nobody described this field',
				value: (data as Record<string, unknown>)[additionalProperty]
			};
		}
		const rule =
			missingProperty !== undefined
				? `${place} lacks ${missingProperty}`
				: keyword === 'enum'
					? `${place} is ${JSON.stringify(data)}`
					: `${place} ${data === null ? 'null' : keyword}`;
		return { rule, pointer: instancePath, message, value: data };
	}
}

const parameters = (path: string): number => path.split('{').length;

/** Names of images and plugins have slashes in them. */
function patternOf(path: string): RegExp {
	const pattern = path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'name' ? '.+' : '[^/]+'));
	return new RegExp(`^${pattern}$`);
}
