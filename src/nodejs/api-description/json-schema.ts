import type { SwaggerSchema } from './description.ts';

type Schemas = Readonly<Record<string, SwaggerSchema>>;

/** Says something about a value in both dialects alike. */
const KEPT = ['enum', 'format', 'pattern', 'minimum', 'maximum', 'minItems', 'maxItems', 'minLength', 'maxLength'];

/**
 * Makes JSON Schema of what Swagger says. `x-nullable` lets null be; an object whose fields are listed has those and no
 * others, for a field nobody described is one that no client can have asked for. (Docker's own description leaves
 * objects open; what real engines send beyond it is in exceptions.txt.)
 */
export class SchemaMaker {
	/** What a schema is about, for people: 'TaskSpec.Networks[]'. */
	readonly places = new Map<object, string>();

	/** @param id under which the definitions are known to the validator */
	constructor(
		private readonly definitions: Schemas,
		private readonly id: string
	) {}

	make(swagger: SwaggerSchema, place: string): object {
		const schema = swagger['allOf'] === undefined ? swagger : this.merged(swagger);
		const nullable = schema['x-nullable'] === true;
		if (typeof schema['$ref'] === 'string') {
			const ref = { $ref: `${this.id}${schema['$ref']}` };
			return nullable ? { anyOf: [ref, { type: 'null' }] } : ref;
		}
		const result: Record<string, unknown> = {};
		this.places.set(result, place);
		const { type } = schema;
		if (typeof type === 'string') result['type'] = nullable ? [type, 'null'] : type;
		for (const keyword of KEPT) if (schema[keyword] !== undefined) result[keyword] = schema[keyword];
		if (nullable && Array.isArray(result['enum'])) result['enum'] = [...(result['enum'] as unknown[]), null];
		if (schema['items'] !== undefined) result['items'] = this.make(schema['items'] as SwaggerSchema, `${place}[]`);
		const properties = schema['properties'] as Schemas | undefined;
		if (properties) {
			result['type'] ??= 'object';
			result['properties'] = Object.fromEntries(
				Object.entries(properties).map(([name, property]) => [name, this.make(property, `${place}.${name}`)])
			);
			if (Array.isArray(schema['required'])) result['required'] = schema['required'];
		}
		const others = schema['additionalProperties'];
		if (typeof others === 'object' && others !== null)
			result['additionalProperties'] = this.make(others as SwaggerSchema, `${place}{}`);
		else if (properties && others !== true) result['additionalProperties'] = false;
		return result;
	}

	/** Docker's `allOf` adds fields to a definition, or gives one another description: one object with all of them. */
	private merged(schema: SwaggerSchema): SwaggerSchema {
		const { allOf, ...own } = schema;
		const parts = allOf as SwaggerSchema[];
		if (parts.length === 1) return { ...own, ...parts[0] };
		const properties: Record<string, unknown> = {};
		for (const part of parts) {
			const name = typeof part['$ref'] === 'string' ? part['$ref'].split('/').at(-1)! : undefined;
			const resolved = name === undefined ? part : this.definitions[name]!;
			const whole = resolved['allOf'] === undefined ? resolved : this.merged(resolved);
			Object.assign(properties, whole['properties']);
		}
		return { ...own, type: 'object', properties };
	}
}
