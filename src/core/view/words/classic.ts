import type { Language } from './language.ts';

/** What the diagram of the standalone Swarm says; states are Swarm's own words and stand in no language. */
interface ClassicWords {
	stopped: string;
	yes: string;
	no: string;
	forever: string;
	node: string;
	weight: string;
	seconds(n: number): string;
	managers: { caption: string; head: string[] };
	nodes: { caption: string; head: string[] };
	keys: { caption: string; head: string[] };
	sentence(managers: number, nodes: number, flights: number): string;
	decision(container: string, strategy: string, chosen: string): string;
}

const plural = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;

export const CLASSIC_WORDS: Readonly<Record<Language, ClassicWords>> = {
	en: {
		stopped: 'stopped',
		yes: 'yes',
		no: 'no',
		forever: 'for ever',
		node: 'Node',
		weight: 'Weight',
		seconds: (n) => `${n} s`,
		managers: { caption: 'Swarm managers', head: ['Address', 'Machine', 'Role', 'Strategy'] },
		nodes: { caption: 'Docker nodes behind Swarm', head: ['Node', 'Address', 'State', 'Agent'] },
		keys: { caption: 'What discovery holds', head: ['Service', 'Key', 'Value', 'Lives on'] },
		sentence: (managers, nodes, flights) =>
			managers === 0
				? 'No Swarm manager runs.'
				: `${plural(managers, 'Swarm manager')}, ${plural(nodes, 'Docker node')}, ${plural(flights, 'message')} under way.`,
		decision: (container, strategy, chosen) =>
			chosen === ''
				? `No node for ${container}: filters, then ${strategy}`
				: `${container} goes to ${chosen}: filters, then ${strategy}`
	},
	'zh-CN': {
		stopped: '已停止',
		yes: '是',
		no: '否',
		forever: '永久',
		node: '节点',
		weight: '权重',
		seconds: (n) => `${n} 秒`,
		managers: { caption: 'Swarm 管理者', head: ['地址', '机器', '角色', '策略'] },
		nodes: { caption: 'Swarm 管理的 Docker 节点', head: ['节点', '地址', '状态', '注册代理'] },
		keys: { caption: '发现服务中的记录', head: ['服务', '键', '值', '剩余时间'] },
		sentence: (managers, nodes, flights) =>
			managers === 0
				? '没有 Swarm 管理者在运行。'
				: `${managers} 个 Swarm 管理者，${nodes} 个 Docker 节点，${flights} 条消息在途中。`,
		decision: (container, strategy, chosen) =>
			chosen === ''
				? `${container} 没有可用节点：先过滤，再按 ${strategy} 选择`
				: `${container} 落在 ${chosen}：先过滤，再按 ${strategy} 选择`
	}
};
