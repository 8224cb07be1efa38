import { byteLength } from '../../sim/files.ts';

export type Reply =
	| { type: 'status' | 'error'; text: string }
	| { type: 'integer'; value: number }
	| { type: 'bulk'; text: string | undefined }
	| { type: 'array'; items: Reply[] };

type Value = string | string[];

export interface Database {
	run(words: readonly string[]): Reply;
}

const OK: Reply = { type: 'status', text: 'OK' };
const NIL: Reply = { type: 'bulk', text: undefined };
const WRONG_TYPE: Reply = { type: 'error', text: 'WRONGTYPE Operation against a key holding the wrong kind of value' };
const NOT_INTEGER: Reply = { type: 'error', text: 'ERR value is not an integer or out of range' };
const integer = (value: number): Reply => ({ type: 'integer', value });
const bulk = (text: string): Reply => ({ type: 'bulk', text });

/** [fewest, most] arguments. */
const ARITY: Readonly<Record<string, readonly [number, number]>> = {
	PING: [0, 1], ECHO: [1, 1], SET: [2, 6], GET: [1, 1], DEL: [1, Infinity], EXISTS: [1, Infinity], INCR: [1, 1],
	DECR: [1, 1], INCRBY: [2, 2], DECRBY: [2, 2], APPEND: [2, 2], STRLEN: [1, 1], KEYS: [1, 1], TYPE: [1, 1],
	EXPIRE: [2, 2], TTL: [1, 1], LPUSH: [2, Infinity], RPUSH: [2, Infinity], LPOP: [1, 1], RPOP: [1, 1], LLEN: [1, 1],
	LRANGE: [3, 3], MGET: [1, Infinity], DBSIZE: [0, 0], FLUSHALL: [0, 1], FLUSHDB: [0, 1], INFO: [0, 1],
	SELECT: [1, 1], COMMAND: [0, Infinity], CLIENT: [1, Infinity], HELLO: [0, Infinity]
}; // prettier-ignore

/** Strings and lists with expiry: what the course's examples and a curious learner try. */
export function createDatabase(server: { version: string; nowMs: () => number; startedMs: number }): Database {
	const values = new Map<string, Value>();
	const expiries = new Map<string, number>();
	let commands = 0;

	const get = (key: string): Value | undefined => {
		const at = expiries.get(key);
		if (at !== undefined && at <= server.nowMs()) remove(key);
		return values.get(key);
	};
	const remove = (key: string): boolean => {
		expiries.delete(key);
		return values.delete(key);
	};
	const add = (key: string, by: number): Reply => {
		const old = get(key) ?? '0';
		if (typeof old !== 'string') return WRONG_TYPE;
		if (!/^-?\d{1,15}$/.test(old) || !Number.isSafeInteger(by)) return NOT_INTEGER;
		values.set(key, String(Number(old) + by));
		return integer(Number(old) + by);
	};
	const list = (key: string): string[] | undefined | Reply => {
		const value = get(key);
		return typeof value === 'string' ? WRONG_TYPE : value;
	};
	const info = (): string =>
		[
			'# Server',
			`redis_version:${server.version}`,
			'redis_mode:standalone',
			'process_id:1',
			'tcp_port:6379',
			`uptime_in_seconds:${Math.trunc((server.nowMs() - server.startedMs) / 1000)}`,
			'',
			'# Stats',
			`total_commands_processed:${commands}`,
			'',
			'# Replication',
			'role:master',
			'connected_slaves:0',
			'',
			'# Keyspace',
			...(values.size > 0 ? [`db0:keys=${values.size},expires=${expiries.size},avg_ttl=0`] : []),
			''
		].join('\r\n');

	const run = (words: readonly string[]): Reply => {
		const name = (words[0] ?? '').toUpperCase();
		const args = words.slice(1);
		const [first = '', second = '', third = ''] = args;
		const arity = ARITY[name];
		commands++;
		if (!arity) {
			const beginning = args.map((arg) => `'${arg}' `).join('');
			return { type: 'error', text: `ERR unknown command '${words[0]}', with args beginning with: ${beginning}` };
		}
		if (args.length < arity[0] || args.length > arity[1]) {
			return { type: 'error', text: `ERR wrong number of arguments for '${name.toLowerCase()}' command` };
		}
		switch (name) {
			case 'PING':
				return args.length === 0 ? { type: 'status', text: 'PONG' } : bulk(first);
			case 'ECHO':
				return bulk(first);
			case 'SET': {
				const options = args.slice(2).map((word) => word.toUpperCase());
				if (
					(options.includes('NX') && get(first) !== undefined) ||
					(options.includes('XX') && get(first) === undefined)
				)
					return NIL;
				const ex = options.indexOf('EX');
				const px = options.indexOf('PX');
				const unit = ex >= 0 ? 1000 : 1;
				const amount = Number(options[Math.max(ex, px) + 1]);
				const expires = ex >= 0 || px >= 0;
				if (expires && !(amount > 0)) return { type: 'error', text: "ERR invalid expire time in 'set' command" };
				if (
					options.some(
						(word, i) => !['NX', 'XX', 'EX', 'PX'].includes(word) && !['EX', 'PX'].includes(options[i - 1] ?? '')
					)
				) {
					return { type: 'error', text: 'ERR syntax error' };
				}
				values.set(first, second);
				expiries.delete(first);
				if (expires) expiries.set(first, server.nowMs() + amount * unit);
				return OK;
			}
			case 'GET': {
				const value = get(first);
				return value === undefined ? NIL : typeof value === 'string' ? bulk(value) : WRONG_TYPE;
			}
			case 'MGET':
				return {
					type: 'array',
					items: args.map((key) => (typeof get(key) === 'string' ? bulk(get(key) as string) : NIL))
				};
			case 'DEL':
				return integer(args.filter((key) => get(key) !== undefined && remove(key)).length);
			case 'EXISTS':
				return integer(args.filter((key) => get(key) !== undefined).length);
			case 'INCR':
				return add(first, 1);
			case 'DECR':
				return add(first, -1);
			case 'INCRBY':
				return add(first, /^-?\d+$/.test(second) ? Number(second) : NaN);
			case 'DECRBY':
				return add(first, /^-?\d+$/.test(second) ? -Number(second) : NaN);
			case 'APPEND': {
				const old = get(first) ?? '';
				if (typeof old !== 'string') return WRONG_TYPE;
				values.set(first, old + second);
				return integer(byteLength(old + second));
			}
			case 'STRLEN': {
				const value = get(first) ?? '';
				return typeof value === 'string' ? integer(byteLength(value)) : WRONG_TYPE;
			}
			case 'KEYS': {
				const pattern = globPattern(first);
				return {
					type: 'array',
					items: [...values.keys()].filter((key) => get(key) !== undefined && pattern.test(key)).map(bulk)
				};
			}
			case 'TYPE': {
				const value = get(first);
				return { type: 'status', text: value === undefined ? 'none' : typeof value === 'string' ? 'string' : 'list' };
			}
			case 'EXPIRE':
				if (!/^-?\d+$/.test(second)) return NOT_INTEGER;
				if (get(first) === undefined) return integer(0);
				expiries.set(first, server.nowMs() + Number(second) * 1000);
				return integer(1);
			case 'TTL': {
				if (get(first) === undefined) return integer(-2);
				const at = expiries.get(first);
				return integer(at === undefined ? -1 : Math.round((at - server.nowMs()) / 1000));
			}
			case 'LPUSH':
			case 'RPUSH': {
				const old = list(first) ?? [];
				if (!Array.isArray(old)) return old;
				const items = name === 'LPUSH' ? [...args.slice(1).reverse(), ...old] : [...old, ...args.slice(1)];
				values.set(first, items);
				return integer(items.length);
			}
			case 'LPOP':
			case 'RPOP': {
				const old = list(first);
				if (old === undefined) return NIL;
				if (!Array.isArray(old)) return old;
				const items = [...old];
				const item = name === 'LPOP' ? items.shift() : items.pop();
				if (items.length > 0) values.set(first, items);
				else remove(first);
				return { type: 'bulk', text: item };
			}
			case 'LLEN': {
				const old = list(first) ?? [];
				return Array.isArray(old) ? integer(old.length) : old;
			}
			case 'LRANGE': {
				const old = list(first) ?? [];
				if (!Array.isArray(old)) return old;
				if (!/^-?\d+$/.test(second) || !/^-?\d+$/.test(third)) return NOT_INTEGER;
				const end = Number(third) === -1 ? old.length : Number(third) + 1;
				return { type: 'array', items: old.slice(Number(second), end).map(bulk) };
			}
			case 'DBSIZE':
				return integer([...values.keys()].filter((key) => get(key) !== undefined).length);
			case 'FLUSHALL':
			case 'FLUSHDB':
				values.clear();
				expiries.clear();
				return OK;
			case 'INFO':
				return bulk(info());
			case 'SELECT':
				return first === '0' ? OK : { type: 'error', text: 'ERR DB index is out of range' };
			case 'HELLO':
				return {
					type: 'array',
					items: [bulk('server'), bulk('redis'), bulk('version'), bulk(server.version), bulk('proto'), integer(2)]
				};
			default:
				return name === 'COMMAND' ? { type: 'array', items: [] } : OK;
		}
	};
	return { run };
}

/** Redis' glob: ? * [ab] and \x. */
function globPattern(glob: string): RegExp {
	let pattern = '';
	for (let i = 0; i < glob.length; i++) {
		const c = glob[i]!;
		if (c === '*') pattern += '.*';
		else if (c === '?') pattern += '.';
		else if (c === '[' && glob.includes(']', i)) {
			const end = glob.indexOf(']', i);
			pattern += `[${glob.slice(i + 1, end).replace(/[\\[]/g, '\\$&')}]`;
			i = end;
		} else {
			const literal = c === '\\' && i + 1 < glob.length ? glob[++i]! : c;
			pattern += literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
		}
	}
	return new RegExp(`^${pattern}$`, 's');
}
