/**
 * What a Compose file may hold, by its version 3.0 … 3.13. Facts: docker/cli cli/compose/schema/data.
 * The words of violations are in validate.ts.
 */

export type JsonType = 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string';

export interface Schema {
	readonly types?: readonly JsonType[];
	readonly properties?: Readonly<Record<string, Schema>>;
	/** Names by pattern, beside `properties`. */
	readonly patterns?: readonly (readonly [RegExp, Schema])[];
	/** No other names. */
	readonly closed?: true;
	readonly required?: readonly string[];
	readonly items?: Schema;
	readonly unique?: true;
	readonly oneOf?: readonly Schema[];
	readonly enum?: readonly string[];
	readonly min?: number;
	readonly format?: 'ports' | 'duration';
}

const schemas = new Map<number, Schema>();

export function composeSchema(minor: number): Schema {
	let schema = schemas.get(minor);
	if (!schema) schemas.set(minor, (schema = new SchemaOf(minor).file()));
	return schema;
}

const any: Schema = {};
const text: Schema = { types: ['string'] };
const integer: Schema = { types: ['integer'] };
const number: Schema = { types: ['number'] };
const boolean: Schema = { types: ['boolean'] };
const duration: Schema = { types: ['string'], format: 'duration' };
const stringOrNumber: Schema = { types: ['string', 'number'] };
const strings: Schema = { types: ['array'], items: text };
const uniqueStrings: Schema = { types: ['array'], items: text, unique: true };
const stringOrList: Schema = { oneOf: [text, uniqueStrings] };
const command: Schema = { oneOf: [text, strings] };
const listOrDict: Schema = {
	oneOf: [
		{ types: ['object'], patterns: [[/.+/, { types: ['string', 'number', 'null'] }]], closed: true },
		uniqueStrings
	]
};
const driverOptions: Schema = { types: ['object'], patterns: [[/^.+$/, stringOrNumber]] };
const NAME = /^[a-zA-Z0-9._-]+$/;
const EXTENSION = /^x-/;

type Properties = Record<string, Schema | undefined>;

class SchemaOf {
	constructor(private readonly minor: number) {}

	file(): Schema {
		const named = (schema: Schema): Schema => ({ types: ['object'], patterns: [[NAME, schema]], closed: true });
		return {
			types: ['object'],
			...(this.minor < 10 ? { required: ['version'] } : {}),
			properties: defined({
				version: text,
				services: named(this.service()),
				// Networks whose names do not fit the pattern are let pass.
				networks: { types: ['object'], patterns: [[NAME, this.network()]] },
				volumes: named(this.volume()),
				secrets: this.since(1, named(this.fileObject('secret'))),
				configs: this.since(3, named(this.fileObject('config')))
			}),
			...this.extensions(4),
			closed: true
		};
	}

	private since(minor: number, schema: Schema): Schema | undefined {
		return this.minor >= minor ? schema : undefined;
	}

	private extensions(since: number): { patterns?: NonNullable<Schema['patterns']> } {
		return this.minor >= since ? { patterns: [[EXTENSION, any]] } : {};
	}

	private service(): Schema {
		const reference: Schema = {
			types: ['array'],
			items: {
				oneOf: [
					text,
					{ types: ['object'], properties: { source: text, target: text, uid: text, gid: text, mode: number } }
				]
			}
		};
		return {
			types: ['object'],
			properties: defined({
				deploy: this.deployment(),
				build: this.build(),
				cap_add: uniqueStrings,
				cap_drop: uniqueStrings,
				cgroupns_mode: this.since(9, text),
				cgroup_parent: text,
				command,
				configs: this.since(3, reference),
				container_name: text,
				credential_spec: this.since(3, object({ config: this.since(8, text), file: text, registry: text })),
				depends_on: uniqueStrings,
				devices: uniqueStrings,
				dns: stringOrList,
				dns_search: stringOrList,
				domainname: text,
				entrypoint: command,
				env_file: stringOrList,
				environment: listOrDict,
				expose: { types: ['array'], items: stringOrNumber, unique: true },
				external_links: uniqueStrings,
				extra_hosts: listOrDict,
				healthcheck: this.healthcheck(),
				hostname: text,
				image: text,
				init: this.since(7, boolean),
				ipc: text,
				isolation: this.since(5, text),
				labels: listOrDict,
				links: uniqueStrings,
				logging: object({
					driver: text,
					options: { types: ['object'], patterns: [[/^.+$/, { types: ['string', 'number', 'null'] }]] }
				}),
				mac_address: text,
				network_mode: text,
				networks: this.serviceNetworks(),
				pid: { types: ['string', 'null'] },
				ports: this.ports(),
				privileged: boolean,
				read_only: boolean,
				restart: text,
				security_opt: uniqueStrings,
				shm_size: { types: ['number', 'string'] },
				secrets: this.since(1, reference),
				sysctls: listOrDict,
				stdin_open: boolean,
				stop_grace_period: duration,
				stop_signal: text,
				tmpfs: stringOrList,
				tty: boolean,
				ulimits: {
					types: ['object'],
					patterns: [
						[
							/^[a-z]+$/,
							{ oneOf: [integer, { ...object({ hard: integer, soft: integer }), required: ['soft', 'hard'] }] }
						]
					]
				},
				oom_score_adj: this.since(13, integer),
				user: text,
				userns_mode: text,
				volumes: this.serviceVolumes(),
				working_dir: text
			}),
			...this.extensions(7),
			closed: true
		};
	}

	private build(): Schema {
		const properties = defined({
			context: text,
			dockerfile: text,
			args: listOrDict,
			labels: this.since(3, listOrDict),
			cache_from: this.since(2, uniqueStrings),
			network: this.since(4, text),
			target: this.since(4, text),
			shm_size: this.since(5, { types: ['integer', 'string'] }),
			extra_hosts: this.since(9, listOrDict)
		});
		return { oneOf: [text, { types: ['object'], properties, ...(this.minor < 11 ? { closed: true as const } : {}) }] };
	}

	private healthcheck(): Schema {
		const time = this.minor >= 4 ? duration : text;
		return object({
			disable: boolean,
			interval: time,
			retries: number,
			test: command,
			timeout: time,
			start_period: this.since(4, duration),
			start_interval: this.since(12, duration)
		});
	}

	private serviceNetworks(): Schema {
		const attachment = object({
			aliases: uniqueStrings,
			driver_opts: this.since(13, driverOptions),
			ipv4_address: text,
			ipv6_address: text
		});
		return {
			oneOf: [
				uniqueStrings,
				{ types: ['object'], patterns: [[NAME, { oneOf: [attachment, { types: ['null'] }] }]], closed: true }
			]
		};
	}

	private ports(): Schema {
		if (this.minor < 2) return { types: ['array'], items: { ...stringOrNumber, format: 'ports' }, unique: true };
		const long = object({ mode: text, target: integer, published: integer, protocol: text });
		return {
			types: ['array'],
			items: { oneOf: [{ ...number, format: 'ports' }, { ...text, format: 'ports' }, long] },
			unique: true
		};
	}

	private serviceVolumes(): Schema {
		if (this.minor < 2) return uniqueStrings;
		const long = object({
			type: text,
			source: text,
			target: text,
			read_only: boolean,
			consistency: text,
			bind: { types: ['object'], properties: { propagation: text } },
			volume: { types: ['object'], properties: { nocopy: boolean } },
			tmpfs: this.since(6, { types: ['object'], properties: { size: { types: ['integer'], min: 0 } } })
		});
		return { types: ['array'], items: { oneOf: [text, { ...long, required: ['type'] }], unique: true } };
	}

	private deployment(): Schema {
		const update = object({
			parallelism: integer,
			delay: duration,
			failure_action: text,
			monitor: duration,
			max_failure_ratio: number,
			order: this.since(4, { types: ['string'], enum: ['start-first', 'stop-first'] })
		});
		const generic: Schema = {
			types: ['array'],
			items: object({ discrete_resource_spec: object({ kind: text, value: number }) })
		};
		return {
			...object({
				mode: text,
				endpoint_mode: this.since(2, text),
				replicas: integer,
				labels: listOrDict,
				rollback_config: this.since(7, update),
				update_config: update,
				resources: object({
					limits: object({ cpus: text, memory: text, pids: this.since(9, integer) }),
					reservations: object({ cpus: text, memory: text, generic_resources: this.since(5, generic) })
				}),
				restart_policy: object({ condition: text, delay: duration, max_attempts: integer, window: duration }),
				placement: object({
					constraints: strings,
					preferences: this.since(3, { types: ['array'], items: object({ spread: text }) }),
					max_replicas_per_node: this.since(8, integer)
				})
			}),
			types: ['object', 'null']
		};
	}

	private network(): Schema {
		return {
			...object({
				name: this.since(5, text),
				driver: text,
				driver_opts: driverOptions,
				ipam: object({ driver: text, config: { types: ['array'], items: object({ subnet: text }) } }),
				external: { ...object({ name: text }), types: ['boolean', 'object'] },
				internal: boolean,
				attachable: this.since(2, boolean),
				labels: listOrDict
			}),
			types: ['object', 'null'],
			...this.extensions(7)
		};
	}

	private volume(): Schema {
		return {
			...object({
				name: this.since(4, text),
				driver: text,
				driver_opts: driverOptions,
				external: { ...object({ name: text }), types: ['boolean', 'object'] },
				labels: listOrDict,
				'x-cluster-spec': this.since(10, { types: ['object'] })
			}),
			types: ['object', 'null'],
			...this.extensions(7)
		};
	}

	private fileObject(kind: 'secret' | 'config'): Schema {
		const isSecret = kind === 'secret';
		return {
			...object({
				name: this.since(5, text),
				file: text,
				external: { types: ['boolean', 'object'], properties: { name: text } },
				labels: listOrDict,
				driver: isSecret ? this.since(8, text) : undefined,
				driver_opts: isSecret ? this.since(8, driverOptions) : undefined,
				template_driver: this.since(8, text)
			}),
			...this.extensions(7)
		};
	}
}

function object(properties: Properties): Schema {
	return { types: ['object'], properties: defined(properties), closed: true };
}

function defined(properties: Properties): Record<string, Schema> {
	return Object.fromEntries(Object.entries(properties).filter(([, schema]) => schema !== undefined)) as Record<
		string,
		Schema
	>;
}
