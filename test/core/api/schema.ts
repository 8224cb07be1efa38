import { existsSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';

interface Schema {
	$ref?: string;
	type?: string;
	allOf?: Schema[];
	properties?: Record<string, Schema>;
	required?: string[];
	items?: Schema;
	additionalProperties?: Schema | boolean;
	enum?: unknown[];
	'x-nullable'?: boolean;
	'x-omitempty'?: boolean;
}

interface Operation {
	responses: Record<string, { schema?: Schema }>;
}

/** Docker's own description of its API. */
export class ApiDescription {
	private readonly document: { definitions: Record<string, Schema>; paths: Record<string, Record<string, Operation>> };

	constructor(version: '1.40' | '1.50') {
		const file = `../shared/reference/api/v${version}.yaml`;
		if (!existsSync(file)) throw new Error(`no ${file}: run the tests in a checkout beside shared/`);
		// Closing brackets of examples stand too far left for YAML 1.2.
		const text = readFileSync(file, 'utf8').replace(/^\s*[}\]]$/gm, (line) => `        ${line}`);
		this.document = load(text) as typeof this.document;
	}

	/** What in `body` is not as described for this answer; empty when all is. */
	problems(method: string, path: string, status: number, body: unknown): string[] {
		const schema = this.document.paths[path]?.[method.toLowerCase()]?.responses[String(status)]?.schema;
		if (!schema) return [`no answer ${status} described for ${method} ${path}`];
		const problems: string[] = [];
		this.check(schema, body, '', problems);
		return problems;
	}

	/** @param isPart the keys of `value` are described by several schemas together */
	private check(schema: Schema, value: unknown, at: string, problems: string[], isPart = false): void {
		if (schema.$ref) {
			const target = this.document.definitions[schema.$ref.split('/').pop()!]!;
			this.check(target, value, at, problems, isPart);
			return;
		}
		for (const part of schema.allOf ?? []) this.check(part, value, at, problems, true);
		// Go's nil maps and lists are null on the wire, described so or not.
		if (value === null || value === undefined) return;
		const type = Array.isArray(value) ? 'array' : typeof value;
		const wanted = schema.type === 'integer' ? 'number' : schema.type;
		if (wanted && wanted !== type) {
			problems.push(`${at || 'body'}: ${type} instead of ${schema.type}`);
			return;
		}
		if (schema.enum && !schema.enum.includes(value))
			problems.push(`${at}: ${JSON.stringify(value)} is not in the enum`);
		if (Array.isArray(value)) {
			if (schema.items) value.forEach((item, i) => this.check(schema.items!, item, `${at}[${i}]`, problems));
			return;
		}
		if (typeof value !== 'object') return;
		for (const key of schema.required ?? []) if (!(key in value)) problems.push(`${at}.${key} is missing`);
		const known = this.propertiesOf(schema);
		for (const [key, item] of Object.entries(value)) {
			const property = schema.properties?.[key];
			if (property) this.check(property, item, `${at}.${key}`, problems);
			else if (typeof schema.additionalProperties === 'object') {
				this.check(schema.additionalProperties, item, `${at}.${key}`, problems);
			} else if (known.size > 0 && !isPart && !known.has(key) && !schema.additionalProperties) {
				problems.push(`${at}.${key} is not described`);
			}
		}
	}

	private propertiesOf(schema: Schema): Set<string> {
		const names = new Set(Object.keys(schema.properties ?? {}));
		for (const part of schema.allOf ?? []) {
			const target = part.$ref ? this.document.definitions[part.$ref.split('/').pop()!]! : part;
			for (const name of this.propertiesOf(target)) names.add(name);
		}
		return names;
	}
}
