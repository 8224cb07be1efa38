import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

/** A schema as Swagger 2.0 writes it; as Docker writes it, to be exact. */
export interface SwaggerSchema {
	readonly [keyword: string]: unknown;
}

/** One endpoint as Docker describes it. */
export interface Operation {
	readonly method: string;
	/** '/services/{id}' */
	readonly path: string;
	readonly summary: string;
	/** By status; undefined where the answer has no body. */
	readonly responses: ReadonlyMap<number, SwaggerSchema | undefined>;
	/** What is no JSON (logs, archives, streams) has no schema that says anything. */
	readonly produces: readonly string[];
}

/** Docker's description of its API, one version of it. */
export interface Description {
	/** '1.50' */
	readonly version: string;
	readonly definitions: Readonly<Record<string, SwaggerSchema>>;
	readonly operations: readonly Operation[];
}

/** Where the descriptions lie: beside the project. */
export const descriptionFile = (version: string): string =>
	resolve(import.meta.dirname, `../../../../shared/reference/api/v${version}.yaml`);

const METHODS = ['get', 'head', 'post', 'put', 'delete'] as const;

interface SwaggerOperation {
	summary?: string;
	produces?: string[];
	responses: Record<string, { schema?: SwaggerSchema }>;
}

/** Reads an OpenAPI file of Docker's. */
export function readDescription(file: string): Description {
	const document = parse(readFileSync(file, 'utf8')) as {
		info: { version: string };
		produces?: string[];
		definitions: Record<string, SwaggerSchema>;
		paths: Record<string, Partial<Record<(typeof METHODS)[number], SwaggerOperation>>>;
	};
	const operations: Operation[] = [];
	for (const [path, methods] of Object.entries(document.paths)) {
		for (const method of METHODS) {
			const operation = methods[method];
			if (!operation) continue;
			const responses = Object.entries(operation.responses).map(
				([status, { schema }]): [number, SwaggerSchema | undefined] => [Number(status), schema]
			);
			operations.push({
				method: method.toUpperCase(),
				path,
				summary: (operation.summary ?? '').trim(),
				responses: new Map(responses),
				produces: operation.produces ?? document.produces ?? []
			});
		}
	}
	return { version: document.info.version, definitions: document.definitions, operations };
}
