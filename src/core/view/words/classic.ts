import type { ClassicManagerMark, ClassicNode, ClassicRequestLine } from '../classic-diagram.ts';
import type { DiscoveryEntry, DiscoveryKind, DiscoveryPlace } from '../classic-discovery.ts';
import type { DecisionModel } from '../classic-schedule.ts';
import type { Language } from './language.ts';

interface Table {
	caption: string;
	head: string[];
}

/** What the diagrams of the standalone Swarm say; states and roles are Swarm's own words and stand in no language. */
export interface ClassicWords {
	name: { classic: string; schedule: string; discovery: string };
	stopped: string;
	yes: string;
	no: string;
	comma: string;
	unknown: string;
	down: string;
	columns: { client: string; swarm: string; nodes: string };
	agent: string;
	noAgent: string;
	noManager: { title: string; text: string };
	unnamed: string;
	more(n: number): string;
	managers: Table;
	nodes: Table;
	containers: string;
	requests: Table;
	underWay: string;
	sentence(managers: number, nodes: number, known: number, flights: number): string;
	managerLabel(manager: ClassicManagerMark): string;
	role(manager: ClassicManagerMark): string;
	nodeLabel(node: ClassicNode): string;
	nodeState(node: ClassicNode): string;
	request(line: ClassicRequestLine): string;
	schedule: {
		request: string;
		asksNothing: string;
		strategy: string;
		node: string;
		rank: string;
		passed: string;
		stopped: string;
		weight: string;
		last: string;
		none: string;
		softGivenUp: string;
		moves: string;
		empty: { title: string; text: string };
		ready(strategy: string, filters: readonly string[]): string;
		caption(decision: DecisionModel): string;
		rowLabel(decision: DecisionModel, row: DecisionModel['rows'][number]): string;
		passedFilters(n: number): string;
		listed: Table;
	};
	discovery: {
		place: Readonly<Record<DiscoveryKind, string>>;
		where(place: DiscoveryPlace): string;
		entry: Table;
		readers: Table;
		writers: Table;
		forEver: string;
		left(entry: DiscoveryEntry): string;
		seconds(n: number): string;
		lock: string;
		how(reader: DiscoveryPlace['readers'][number]): string;
		nobodyReads: string;
		noEntries: string;
		sentence(places: number, entries: number, agents: number, readers: number): string;
		summary(place: DiscoveryPlace): string;
		empty: { title: string; text: string };
	};
}

const plural = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;
/** What a minus sign looks like in a picture. */
export const number = (n: number): string => String(n).replace('-', '−');

export const CLASSIC_WORDS: Readonly<Record<Language, ClassicWords>> = {
	en: {
		name: { classic: 'Swarm diagram', schedule: 'Scheduling diagram', discovery: 'Discovery' },
		stopped: 'stopped',
		yes: 'yes',
		no: 'no',
		comma: ', ',
		unknown: 'not known to Swarm',
		down: 'Docker is down',
		columns: { client: 'Client', swarm: 'Swarm', nodes: 'Docker nodes' },
		agent: 'agent registers it',
		noAgent: 'no agent',
		noManager: { title: 'No manager', text: 'swarm manage starts one' },
		unnamed: '(unknown)',
		more: (n) => `+${n}`,
		managers: { caption: 'Swarm managers', head: ['Address', 'Machine', 'Role', 'Strategy', 'Discovery'] },
		nodes: { caption: 'Docker nodes', head: ['Node', 'Address', 'As Swarm sees it', 'Docker', 'Agent', 'Containers'] },
		containers: 'Containers',
		requests: { caption: 'Requests', head: ['Number', 'Request', 'From', 'Manager', 'Nodes', 'Answer'] },
		underWay: 'under way',
		sentence(managers, nodes, known, flights) {
			if (managers === 0) return `No Swarm manager runs. ${plural(nodes, 'Docker node')}, nothing joins them.`;
			return `${plural(managers, 'Swarm manager')} before ${known} of ${plural(nodes, 'Docker node')}; ${plural(flights, 'request')} in flight.`;
		},
		managerLabel: (m) => `Swarm manager ${m.address} on ${m.machine}, ${m.isRunning ? m.role : 'stopped'}`,
		role: (m) => (m.isRunning ? m.role : 'stopped'),
		nodeLabel: (n) =>
			`${n.name || '(unknown)'}, ${n.address}, ${n.state === 'unknown' ? 'not known to Swarm' : n.state}, ${plural(n.containers.length, 'container')}`,
		nodeState: (n) => (n.state === 'unknown' ? 'not known to Swarm' : n.state),
		request(line) {
			const to = line.nodes.length > 0 ? ` → ${line.nodes.join(', ')}` : '';
			const answer = line.status === 0 ? 'under way' : `answered ${line.status}`;
			return `${line.from} → Swarm${to}, ${answer}`;
		},
		schedule: {
			request: 'Request',
			asksNothing: 'asks for nothing special',
			strategy: 'Strategy',
			node: 'Node',
			rank: 'Place',
			passed: 'passed',
			stopped: 'stopped here',
			weight: 'Score',
			last: 'Decisions',
			none: 'no node',
			softGivenUp: 'No node had all that was asked, so what stands behind ~ was given up.',
			moves: 'It moves: its node was lost.',
			empty: { title: 'Nothing to place yet', text: 'asks for a container, and the scheduler looks for its node.' },
			ready: (strategy, filters) => `Filters ${filters.join(', ')}; then ${strategy}.`,
			caption(d) {
				const what = d.container || d.image;
				if (d.chosen === '') return `${what} finds no node: ${d.error}`;
				const left = d.rows.filter(({ passed }) => passed === d.filters.length).length;
				return `${what} goes to ${d.chosen}: ${left} of ${plural(d.rows.length, 'node')} passed the filters, ${d.strategy} picks one.`;
			},
			rowLabel(d, row) {
				const at = d.filters[row.passed];
				if (at !== undefined) return `${row.node}: stopped by ${at}`;
				const score = row.weight === undefined ? 'out of resources' : `score ${number(row.weight)}, place ${row.rank}`;
				return `${row.node}: passed all filters, ${score}${row.isChosen ? ', chosen' : ''}`;
			},
			passedFilters: (n) => `${n} passed`,
			listed: { caption: 'Decisions', head: ['Number', 'Container', 'Node'] }
		},
		discovery: {
			place: {
				token: 'Docker’s hub (token)',
				consul: 'Consul',
				etcd: 'etcd',
				zk: 'ZooKeeper',
				file: 'A file',
				nodes: 'A list of addresses'
			},
			where: ({ kind, where }) =>
				kind === 'token' ? 'discovery service' : where === '' ? 'no service of its own' : `on ${where}`,
			entry: { caption: 'Keys', head: ['Key', 'Value', 'Lives on'] },
			readers: { caption: 'Who reads', head: ['Manager', 'Machine', 'How'] },
			writers: { caption: 'Who writes', head: ['Agent on', 'Address', 'To'] },
			forEver: 'for ever',
			left: ({ leftMs }) => (leftMs === undefined ? 'for ever' : `${Math.ceil(leftMs / 1000)} s`),
			seconds: (n) => `${n} s`,
			lock: 'lock of the primary',
			how: ({ how, everyMs }) =>
				({ watch: 'watches: told of every change', poll: `reads every ${everyMs / 1000} s`, once: 'read once' })[how],
			nobodyReads: 'No manager reads here.',
			noEntries: 'No address yet.',
			sentence: (places, entries, agents, readers) =>
				`${plural(places, 'place')} of discovery, ${plural(entries, 'entry').replace('entrys', 'entries')}; ${plural(agents, 'agent')} ${agents === 1 ? 'writes' : 'write'}, ${plural(readers, 'manager')} ${readers === 1 ? 'reads' : 'read'}.`,
			summary: ({ entries, readers, writers }) =>
				`${plural(entries.length, 'entry').replace('entrys', 'entries')}, ${plural(writers.length, 'agent')}, ${plural(readers.length, 'manager')}`,
			empty: { title: 'No discovery yet', text: 'gets a token, or names a store.' }
		}
	},
	'zh-CN': {
		name: { classic: 'Swarm 架构图', schedule: '调度图', discovery: '发现服务' },
		stopped: '已停止',
		yes: '是',
		no: '否',
		comma: '，',
		unknown: 'Swarm 还不知道',
		down: 'Docker 已停止',
		columns: { client: '客户端', swarm: 'Swarm', nodes: 'Docker 节点' },
		agent: '有代理为它注册',
		noAgent: '没有代理',
		noManager: { title: '没有管理者', text: '由 swarm manage 启动' },
		unnamed: '(unknown)',
		more: (n) => `+${n}`,
		managers: { caption: 'Swarm 管理者', head: ['地址', '机器', '角色', '策略', '发现'] },
		nodes: { caption: 'Docker 节点', head: ['节点', '地址', 'Swarm 看到的状态', 'Docker', '注册代理', '容器'] },
		containers: '容器',
		requests: { caption: '请求', head: ['编号', '请求', '来自', '管理者', '节点', '应答'] },
		underWay: '在途中',
		sentence(managers, nodes, known, flights) {
			if (managers === 0) return `没有 Swarm 管理者在运行。${nodes} 个 Docker 节点，互不相干。`;
			return `${managers} 个 Swarm 管理者，知道 ${nodes} 个 Docker 节点中的 ${known} 个；${flights} 个请求在途中。`;
		},
		managerLabel: (m) => `Swarm 管理者 ${m.address}，在 ${m.machine} 上，${m.isRunning ? m.role : '已停止'}`,
		role: (m) => (m.isRunning ? m.role : '已停止'),
		nodeLabel: (n) =>
			`${n.name || '(unknown)'}，${n.address}，${n.state === 'unknown' ? 'Swarm 还不知道' : n.state}，${n.containers.length} 个容器`,
		nodeState: (n) => (n.state === 'unknown' ? 'Swarm 还不知道' : n.state),
		request(line) {
			const to = line.nodes.length > 0 ? ` → ${line.nodes.join('、')}` : '';
			return `${line.from} → Swarm${to}，${line.status === 0 ? '在途中' : `应答 ${line.status}`}`;
		},
		schedule: {
			request: '请求',
			asksNothing: '没有特别要求',
			strategy: '策略',
			node: '节点',
			rank: '名次',
			passed: '通过',
			stopped: '止于此',
			weight: '得分',
			last: '历次选择',
			none: '没有节点',
			softGivenUp: '没有节点满足全部要求，于是放弃了 ~ 后面的软性要求。',
			moves: '它在迁移：原来的节点失效了。',
			empty: { title: '还没有要安放的容器', text: '请求一个容器，调度器就会为它寻找节点。' },
			ready: (strategy, filters) => `先过滤：${filters.join('、')}；再按 ${strategy} 选择。`,
			caption(d) {
				const what = d.container || d.image;
				if (d.chosen === '') return `${what} 没有可用节点：${d.error}`;
				const left = d.rows.filter(({ passed }) => passed === d.filters.length).length;
				return `${what} 落在 ${d.chosen}：${d.rows.length} 个节点中有 ${left} 个通过过滤，由 ${d.strategy} 选出一个。`;
			},
			rowLabel(d, row) {
				const at = d.filters[row.passed];
				if (at !== undefined) return `${row.node}：被 ${at} 挡下`;
				const score = row.weight === undefined ? '资源不足' : `得分 ${number(row.weight)}，第 ${row.rank} 名`;
				return `${row.node}：通过全部过滤，${score}${row.isChosen ? '，被选中' : ''}`;
			},
			passedFilters: (n) => `通过 ${n} 个`,
			listed: { caption: '历次选择', head: ['编号', '容器', '节点'] }
		},
		discovery: {
			place: {
				token: 'Docker Hub（token）',
				consul: 'Consul',
				etcd: 'etcd',
				zk: 'ZooKeeper',
				file: '文件',
				nodes: '地址列表'
			},
			where: ({ kind, where }) => (kind === 'token' ? '发现服务' : where === '' ? '不是独立的服务' : `在 ${where} 上`),
			entry: { caption: '键', head: ['键', '值', '剩余时间'] },
			readers: { caption: '谁来读取', head: ['管理者', '机器', '方式'] },
			writers: { caption: '谁来写入', head: ['代理所在', '地址', '写到'] },
			forEver: '永久',
			left: ({ leftMs }) => (leftMs === undefined ? '永久' : `${Math.ceil(leftMs / 1000)} 秒`),
			seconds: (n) => `${n} 秒`,
			lock: 'primary 的锁',
			how: ({ how, everyMs }) =>
				({ watch: '监视：一有变化就得知', poll: `每 ${everyMs / 1000} 秒读取一次`, once: '只读一次' })[how],
			nobodyReads: '没有管理者读取这里。',
			noEntries: '还没有地址。',
			sentence: (places, entries, agents, readers) =>
				`${places} 处发现服务，${entries} 条记录；${agents} 个代理写入，${readers} 个管理者读取。`,
			summary: ({ entries, readers, writers }) =>
				`${entries.length} 条记录，${writers.length} 个代理，${readers.length} 个管理者`,
			empty: { title: '还没有发现服务', text: '取得一个 token，或指定一个存储。' }
		}
	}
};
