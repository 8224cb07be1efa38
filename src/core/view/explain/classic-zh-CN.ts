import type { ClassicSentences } from '../explain.ts';

/** 关于独立版 Swarm 的句子。 */
export const CLASSIC_ZH_CN: ClassicSentences = {
	'discovery.key'({ where, service, key, op, ttlMs }) {
		const name = service === 'hub' ? 'Docker Hub' : `${where} 上的 ${service}`;
		if (op === 'expired') return `${name} 中的 ${key} 已到期`;
		if (op === 'deleted') return `${key} 已从 ${name} 中删除`;
		const life = ttlMs > 0 ? `，有效期 ${ttlMs / 1000} 秒` : '';
		return op === 'created' ? `${name} 记下了 ${key}${life}` : `${name} 再次收到 ${key}${life}`;
	},
	'classic.agent': ({ where, address, state }) =>
		state === 'registering' ? `${where} 上的 swarm join 注册 ${address}` : `${where} 上的 swarm join 结束`,
	'classic.manager'({ where, manager, state, role, primary }) {
		if (state === 'stopped') return `${where} 上的 Swarm 管理者 ${manager} 结束`;
		if (role === 'replica') return `Swarm 管理者 ${manager} 跟随 ${primary || '（暂无）'}`;
		return `${where} 上的 Swarm 管理者 ${manager} 开始应答`;
	},
	'classic.engine'({ manager, address, name, event }) {
		const engine = name === '' ? address : `${name}（${address}）`;
		return {
			found: `${manager} 从发现服务得知 ${engine}`,
			connect: `${manager} 已连上 ${engine}`,
			disconnect: `${manager} 认为 ${engine} 已失效`,
			reconnect: `${manager} 重新连上 ${engine}`,
			changed: `${engine} 换了一个 ID，${manager} 不再信任它`,
			removed: `发现服务不再列出 ${engine}，${manager} 将其移除`
		}[event];
	},
	'classic.request': ({ manager, from, method, path }) => `${from} 向 ${manager} 的 Swarm 请求 ${method} ${path}`,
	'classic.schedule'({ container, image, strategy, nodes, passes, node }) {
		const what = container === '' ? `${image} 的容器` : container;
		const last = passes.at(-1);
		if (node === '') return `${what} 没有可用节点：${last?.error ?? ''}`;
		return `${strategy} 在通过过滤的 ${(last?.filters.at(-1)?.left ?? nodes).length} 个节点中为 ${what} 选定 ${node}`;
	},
	'classic.forward': ({ node, method, path }) => `Swarm 把 ${method} ${path} 交给 ${node}`,
	'classic.answer': ({ status, method, path }) => `Swarm 对 ${method} ${path} 答复 ${status}`
};
