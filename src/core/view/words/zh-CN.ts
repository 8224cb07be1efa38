import type { MachineMark } from '../machine-mark.ts';
import type { Flight, HopLetter, RequestRow } from '../ingress.ts';
import type { Belief, RaftManager, RaftViewModel, Side } from '../raft.ts';
import type { ServiceBand, TaskMark, UpdateProgress } from '../replicas.ts';
import type { Words } from './en.ts';
import { clock, span } from './language.ts';

const UNITS = { s: '秒', min: '分钟', h: '小时', d: '天' };
const lasting = (ms: number): string => {
	const { n, unit } = span(ms);
	return `${n} ${UNITS[unit]}`;
};
const list = (names: readonly string[]): string =>
	names.length < 2 ? names.join('') : `${names.slice(0, -1).join('、')} 和 ${names.at(-1)}`;
const seconds = (ms: number): string => `${(Math.max(0, ms) / 1000).toFixed(1)} 秒`;

/** The same in Simplified Chinese: written anew, with Docker's words as they are printed. */
export const zhCN: Words = {
	clock,
	lasting,
	comma: '，',
	full: '。',
	stop: '。',
	machine: {
		kind: { manager: '管理节点', worker: '工作节点' },
		notInSwarm: '不在集群中',
		condition: { up: '', down: '已停机', off: '断电', paused: '已暂停', locked: '已锁定' },
		head(mark: MachineMark): string {
			const condition =
				mark.condition === 'down' || mark.condition === 'off' ? zhCN.machine.condition[mark.condition] : '';
			if (mark.state === 'none')
				return mark.condition === 'up' ? zhCN.machine.notInSwarm : zhCN.machine.condition[mark.condition];
			const state = mark.state.charAt(0).toUpperCase() + mark.state.slice(1);
			if (condition !== '' && mark.state !== 'down') return `${condition}，仍记为 ${state}`;
			const words = [state];
			if (mark.manager !== '') words.push(mark.manager);
			if (mark.availability !== 'active') words.push(mark.availability === 'drain' ? 'Drain' : 'Pause');
			return words.join('，');
		},
		label(mark: MachineMark): string {
			const condition =
				mark.condition === 'paused' || mark.condition === 'locked' ? zhCN.machine.condition[mark.condition] : '';
			return `${mark.machine}，${zhCN.machine.kind[mark.shape]}，${zhCN.machine.head(mark)}${condition && mark.state !== 'none' ? `，${condition}` : ''}`;
		}
	},
	raft: {
		name: 'Raft 图',
		none: { title: '还没有管理节点。', text: '会产生第一个。' },
		role: { leader: '领导者', follower: '跟随者', candidate: '候选者', stopped: '已停机', unknown: '未知' },
		roleOf(manager: RaftManager): string {
			const { condition } = manager.mark;
			return condition === 'up'
				? zhCN.raft.role[manager.role]
				: { off: '断电', paused: '已暂停', locked: '已锁定', down: '已停机' }[condition];
		},
		sub(manager: RaftManager, isShort = false): string {
			const { granted, needed, of } = manager.votes;
			switch (manager.role) {
				case 'leader':
					return granted > 0
						? `${isShort ? '' : `任期 ${manager.term}，`}${of} 票中得 ${granted} 票`
						: `任期 ${manager.term}`;
				case 'candidate':
					return `需要 ${needed} 票，已得 ${granted} 票`;
				case 'follower':
					return manager.follows === '' ? '没有领导者' : `跟随 ${manager.follows}`;
				case 'stopped':
				case 'unknown':
					return '';
			}
		},
		term: (n: number): string => `任期 ${n}`,
		remaining: (ms: number): string => seconds(ms),
		label(manager: RaftManager): string {
			const sub = zhCN.raft.sub(manager);
			const term = manager.role === 'unknown' ? '' : `，任期 ${manager.term}`;
			return `${manager.machine}，${zhCN.raft.roleOf(manager)}${sub ? `，${sub}` : ''}${term}`;
		},
		kind: { V: '请求投票', A: '追加条目', H: '心跳', S: '快照', C: '客户端请求', T: '移交领导权' },
		message: (from: string, to: string, kind: string, reply: string, lost: string): string =>
			`${from} 到 ${to}：${kind}${reply === '+' ? '，同意' : reply === '-' ? '，拒绝' : ''}${lost ? '，已丢失' : ''}`,
		log: '日志',
		logLegend: '实线：已提交，虚线：尚未提交',
		logRule: '粗线：提交位置。',
		logLearns: (names: readonly string[], leader: string, index: number): string =>
			`${list(names)} 会从 ${leader} 的下一条消息得知 ${index} 已提交。`,
		logBehind: (name: string, entries: number, knows: boolean): string =>
			`${name} 落后 ${entries} 条${knows ? '' : '，而且无从得知'}。`,
		logOlder: '更早的条目',
		logNewer: '更新的条目',
		logPart: (from: number, to: number, last: number): string => `第 ${from} 到 ${to} 条，共 ${last} 条`,
		logOnly: (name: string): string => `${name} 只知道自己的日志。`,
		logEnds: (index: number): string => `到 ${index} 为止`,
		snapshotTo: (index: number): string => `快照到 ${index}`,
		cell: (
			machine: string,
			index: number,
			term: number,
			label: string,
			state: 'committed' | 'open' | 'overwritten'
		): string =>
			`${machine}，条目 ${index}，任期 ${term}，${label}，${{ committed: '已提交', open: '尚未提交', overwritten: '已被覆盖' }[state]}`,
		gauge: (needed: number, reachable: number): string =>
			reachable >= needed
				? `需要 ${needed} 个，能联系到 ${reachable} 个`
				: `需要 ${needed} 个，只能联系到 ${reachable} 个：无法修改集群`,
		tolerate: (managers: number, tolerates: number): string =>
			tolerates === 0 ? `${managers} 个管理节点，一个也不能少` : `${managers} 个管理节点可以容忍失去 ${tolerates} 个`,
		cut: (at: number): string => `${clock(at, false)} 切断`,
		heal: '恢复网络',
		side: (side: Side): string => `${side.letter} 侧，${side.isMajority ? '多数派' : '少数派'}`,
		sideText(side: Side, of: number): string {
			if (side.managers.length === 0) return '没有管理节点';
			return side.isMajority
				? `${of} 个管理节点中的 ${side.running} 个：可以修改集群`
				: `${of} 个中 ${side.running} 个：无法修改`;
		},
		sideSentence: (side: Side): string =>
			side.isMajority
				? `${side.letter} 侧，多数派：${list(side.machines)}，可以修改集群`
				: `${side.letter} 侧，少数派：${list(side.machines)}，任务照常运行，但无法修改集群`,
		seenBy: '各管理节点的视角',
		nobody: '还没有领导者',
		cannot: '无法修改集群',
		minority: '少数派',
		belief: {
			head(belief: Belief): string {
				if (belief.role === 'stopped') return '已停机，一无所知';
				if (belief.role === 'leader') return `认为：自己是领导者，任期 ${belief.term}`;
				return belief.leader === ''
					? `认为：没有领导者，任期 ${belief.term}`
					: `认为：领导者是 ${belief.leader}，任期 ${belief.term}`;
			},
			rows: { leader: '领导者', nodes: '节点', change: '能否修改' },
			leader(belief: Belief, now: number): [string, string] {
				if (belief.role === 'leader') return ['自己', `从 ${clock(belief.since)} 起`];
				if (belief.leader === '') return ['没有', belief.role === 'candidate' ? '正在请求投票' : '等待出现'];
				return [belief.leader, `${seconds(now - belief.heardAt)}前有消息`];
			},
			nodes: (belief: Belief): [string, string] => [
				`${belief.readyNodes} Ready`,
				[...new Set(belief.otherNodes.map(({ state }) => state))]
					.map(
						(state) =>
							`${belief.otherNodes
								.filter((node) => node.state === state)
								.map(({ name }) => name)
								.join('、')} ${state}`
					)
					.join('，')
			],
			service: (running: number, wanted: number, index: number, isBehind: boolean): [string, string] => [
				`应有 ${wanted}，实有 ${running}`,
				isBehind ? `副本只到 ${index}` : `已提交到 ${index}`
			],
			change({ kind, to, have, needed }: Belief['can']): [string, string] {
				switch (kind) {
					case 'leads':
						return ['能', `联系到 ${have} 个，需要 ${needed} 个`];
					case 'passes':
						return ['能', `转交给 ${to}`];
					case 'stopped':
						return ['不能', '没有运行'];
					default:
						return ['不能', `需要 ${needed} 个，只有 ${have} 个`];
				}
			}
		},
		sentence(view: RaftViewModel): string {
			const { quorum, leader, term, seenBy } = view;
			if (view.managers.length === 0) return '还没有管理节点。docker swarm init 会产生第一个。';
			const who = leader === '' ? `没有领导者，最高任期是 ${term}` : `${leader} 是任期 ${term} 的领导者`;
			const reach = quorum.holds
				? `能联系到 ${quorum.reachable} 个`
				: `只能联系到 ${quorum.reachable} 个：无法修改集群`;
			const sides = view.partition
				? `网络已切断。${view.partition.sides.map((side) => `${zhCN.raft.sideSentence(side)}。`).join('')}`
				: '';
			return `${seenBy === '' ? '' : `${seenBy} 认为：`}${who}；共 ${quorum.of} 个管理节点，需要 ${quorum.needed} 个，${reach}。${sides}`;
		},
		table: {
			caption: '管理节点',
			head: ['管理节点', '角色', '任期', '日志到', '已提交到', '能否联系', '投票给'],
			yes: '能',
			no: '不能',
			workers: '工作节点',
			workerHead: ['工作节点', '状态'],
			messages: '途中的消息',
			messageHead: ['从', '到', '内容', '类型'],
			entries: '日志',
			entryHead: ['位置', '任期', '条目'],
			entry: { committed: '已提交', open: '尚未', overwritten: '已被覆盖' }
		}
	},
	replicas: {
		name: '副本图',
		noServices: { title: '还没有服务', text: '创建一个服务，它的任务就会出现在这里，每个节点一列。' },
		noSwarm: '这些机器不在集群中。',
		run: (band: ServiceBand): string => `应有 ${band.wanted}，实有 ${band.running}`,
		ports: (band: ServiceBand): string =>
			band.ports
				.map(
					(port) =>
						`${port.mode === 'host' ? 'host' : '*'}:${port.published} → ${port.target}${port.protocol === 'tcp' ? '' : `/${port.protocol}`}`
				)
				.join('，'),
		desired: '期望',
		actual: '实际',
		updating(update: UpdateProgress): string {
			const name =
				{
					updating: '滚动更新',
					paused: '更新已暂停，目标',
					rollback_started: '回滚',
					rollback_paused: '回滚已暂停，目标'
				}[update.state] ?? update.state;
			const parts = [
				`${name}${update.state === 'updating' || update.state === 'rollback_started' ? '到' : ''} ${update.image}`
			];
			if (update.config) {
				const { parallelism, delayMs, order } = update.config;
				parts.push(parallelism === 0 ? '同时全部更新' : `每次 ${parallelism} 个`);
				if (delayMs > 0) parts.push(`间隔 ${lasting(delayMs)}`);
				parts.push(order === 'stop-first' ? '先停旧任务' : '先起新任务');
			}
			return parts.join('，');
		},
		progress: (update: UpdateProgress, wanted: number): string =>
			`${wanted} 个中已更新 ${update.updated} 个${update.underWay > 0 ? `，${update.underWay} 个进行中` : ''}`,
		earlier: (n: number): string => `更早的 ${n} 个`,
		showHistory: '显示历史',
		hideHistory: '隐藏历史',
		earlierTasks: (n: number): string => `更早的任务 ${n} 个`,
		waiting: '还没有节点',
		state: {
			new: '新建',
			pending: 'pending',
			assigned: '已分配',
			accepted: '已接受',
			preparing: '准备中',
			ready: '就绪',
			starting: '启动中',
			running: '运行',
			complete: '已完成',
			shutdown: '已关闭',
			failed: '失败',
			rejected: '被拒绝',
			remove: '已关闭',
			orphaned: '失联',
			lost: '状态未知',
			missing: '缺失'
		},
		line(task: TaskMark, now: number, isNew: boolean): string {
			const age = now - task.since;
			const ago = age < 1000 ? '刚刚' : `${lasting(age)}前`;
			const code = /non-zero exit \((-?\d+)\)/.exec(task.err)?.[1];
			switch (task.state) {
				case 'missing':
					return '需要，但没有';
				case 'lost':
					return `节点已失联 ${lasting(age)}`;
				case 'pending':
					return task.err || '等待节点';
				case 'running':
					if (task.stopping) return '正在停止';
					return isNew ? (age < 1000 ? '新任务，刚刚' : `新任务，运行 ${lasting(age)}`) : `运行 ${lasting(age)}`;
				case 'ready':
					return task.waits ? '就绪，等旧任务' : '就绪';
				case 'failed':
					return code === undefined ? `失败 ${clock(task.since)}` : `退出码 ${code}，${ago}`;
				case 'rejected':
					return task.err || '被拒绝';
				case 'complete':
				case 'shutdown':
				case 'remove':
				case 'orphaned':
					return `${zhCN.replicas.state[task.state]}，${ago}`;
				default:
					return task.stopping ? '正在停止' : zhCN.replicas.state[task.state];
			}
		},
		label(task: TaskMark, now: number): string {
			const where = task.node === '' ? '' : `，在 ${task.node} 上`;
			return `${task.name}${task.version ? ` ${task.version}` : ''}${where}，${zhCN.replicas.line(task, now, false)}`;
		},
		why(task: TaskMark): string {
			if (task.err !== '') return task.err;
			const { replaces } = task;
			if (!replaces) return '';
			const old = replaces.node === '' ? '旧任务' : `${replaces.node} 上的任务`;
			if (replaces.state === 'failed') return `新任务：${old}失败了`;
			return replaces.state === 'rejected' ? `新任务：${old}被拒绝了` : `新任务：代替${old}`;
		},
		sentence(
			bands: readonly ServiceBand[],
			nodesUsed: (band: ServiceBand) => number,
			nodes: number,
			inSwarm: boolean
		): string {
			if (!inSwarm) return '还没有集群。docker swarm init 会建立一个。';
			if (bands.length === 0) return `${nodes} 个节点上还没有服务。`;
			return bands
				.map((band) => {
					const update = band.update
						? `；${zhCN.replicas.updating(band.update)}，${zhCN.replicas.progress(band.update, band.wanted)}`
						: '';
					return `${band.name}：应有 ${band.wanted}，实有 ${band.running}，分布在 ${nodes} 个节点中的 ${nodesUsed(band)} 个上${update}。`;
				})
				.join('');
		},
		table: {
			caption: '任务',
			head: ['任务', '节点', '状态', '期望', '从何时', '原因'],
			nodes: '节点',
			nodeHead: ['节点', '状态', '地址']
		}
	},
	ingress: {
		name: '入口网格图',
		columns: { client: '客户端', port: '发布的端口', server: '虚拟服务器', task: '任务' },
		peekClient: '客户端',
		columnsShort: { client: '客户端', port: '端口', server: '服务器', task: '任务' },
		noTask: '没有任务',
		notHere: '不在此处',
		noService: { title: '还没有发布的端口', text: '用 --publish 创建一个服务，每个节点就会在这里打开端口。' },
		noSwarm: { title: '还没有集群', text: '入口网格属于集群；docker swarm init 会建立一个。' },
		noRequests: { title: '还没有请求', text: '用 curl 访问任意节点上发布的端口。' },
		last: '最近的请求',
		answeredBy: '应答者',
		turn: (machine: string): string => `${machine} 上轮到谁`,
		here: '这个请求',
		next: '下一个',
		answers: '至今的应答',
		failures: (n: number): string => `${n} 个失败`,
		rate: (n: number): string => `最近一秒有 ${n} 个请求：只显示计数`,
		request: (n: number): string => `请求 ${n}`,
		hop: { a: '到端口', b: '到虚拟服务器', c: '到任务', d: '应答' },
		failure: { refused: '被拒绝', timeout: '超时', 'no task': '没有任务', unreachable: '无法到达' },
		under: '进行中',
		stepBack: '后退一跳',
		stepForward: '前进一跳',
		headline(flight: Flight): string {
			if (flight.stage === 'failed') {
				const target = `${flight.to}:${flight.port}`;
				switch (flight.failure) {
					case 'refused':
						return `${target} 上没有程序在监听。`;
					case 'timeout':
						return `${target} 没有应答。`;
					case 'no task':
						return `${flight.to} 收下了请求，但 ${flight.service} 没有任务能应答。`;
					default:
						return `无法到达 ${flight.to}。`;
				}
			}
			if (flight.rule === 'host') return `${flight.to} 由自己的 ${flight.service} 任务应答。`;
			if (flight.rule === 'ingress' && !flight.hadReplica)
				return `${flight.to} 上没有 ${flight.service} 任务，却照样应答。`;
			if (flight.node !== '' && flight.overlay)
				return `${flight.to} 上有 ${flight.service} 任务，应答的却是 ${flight.node}。`;
			if (flight.node !== '') return `这次正好轮到 ${flight.to} 自己的任务。`;
			return `一个发往 ${flight.to}:${flight.port} 的请求。`;
		},
		hopText(flight: Flight, hop: HopLetter): string {
			switch (hop) {
				case 'a':
					return flight.rule === 'host'
						? `端口 ${flight.port} 只在有任务的 ${flight.to} 上打开。`
						: flight.rule === 'container'
							? `端口 ${flight.port} 属于 ${flight.to} 上的一个容器。`
							: `端口 ${flight.port} 在每个节点上都打开。`;
				case 'b':
					return `${flight.to} 上的 IPVS 按轮转选出下一个任务：${flight.of} 个中的第 ${flight.chosen} 个。`;
				case 'c':
					return flight.overlay
						? `它运行在 ${flight.node} 上，所以请求要穿过 ingress 覆盖网络（VXLAN）。`
						: `它就运行在 ${flight.node} 上，所以请求不离开这台机器。`;
				case 'd':
					return `${flight.task} 在 ${flight.ms} 毫秒后应答 ${flight.status}。`;
			}
		},
		sentence(
			service: { name: string; port: number; mode: 'ingress' | 'host' } | undefined,
			nodes: number,
			requests: number,
			flight: Flight | undefined,
			failures: number
		): string {
			if (!service) return '还没有服务发布端口。';
			const where = service.mode === 'ingress' ? `在 ${nodes} 个节点上` : '只在有任务的节点上';
			const head = `${service.name} 发布在端口 ${service.port}，${where}。`;
			if (!flight) return `${head}还没有请求。`;
			return `${head}共 ${requests} 个请求${failures > 0 ? `，${failures} 个失败` : ''}。${zhCN.ingress.headline(flight)}`;
		},
		answerOf(row: RequestRow): string {
			if (row.failure !== '') return zhCN.ingress.failure[row.failure];
			if (row.task === '') return row.open ? '进行中' : '';
			return row.node === '' ? row.task : `${row.task}，${row.node}`;
		},
		rule(row: RequestRow): string {
			if (row.rule === 'host') return '本节点的端口';
			if (row.rule === 'container') return '容器的端口';
			if (row.rule !== 'ingress') return '';
			const turn = row.chosen > 0 ? `，第 ${row.chosen} 个，共 ${row.of} 个` : '';
			return `${row.hadReplica ? '每个节点都开放' : '每个节点都开放，此处没有任务'}${turn}`;
		},
		hops: (row: RequestRow): string =>
			[
				row.client,
				`${row.to}:${row.port}`,
				...(row.chosen > 0 ? ['IPVS'] : []),
				...(row.node === '' ? [] : [row.overlay ? `VXLAN，${row.node}` : row.node])
			].join(' → '),
		table: {
			caption: '请求',
			head: ['编号', '访问', '应答者', '路径', '规则', '时间'],
			ports: '发布的端口',
			portHead: ['节点', '端口', '任务'],
			portState: { open: '打开', host: '打开，仅本节点', 'host-elsewhere': '不在此处', none: '没有打开' }
		}
	}
};
