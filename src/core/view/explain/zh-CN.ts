import type { Sentences } from '../explain.ts';
import { CLASSIC_ZH_CN } from './classic-zh-CN.ts';
import { exitCode, shortId, taskName, withoutDigest } from './names.ts';

const list = (names: readonly string[]): string =>
	names.length < 2 ? names.join('') : `${names.slice(0, -1).join('、')} 和 ${names.at(-1)}`;
const duration = (ms: number): string => (ms < 1000 ? `${ms} 毫秒` : `${Number((ms / 1000).toFixed(1))} 秒`);
const MESSAGE = { V: '投票请求', A: '日志条目', H: '心跳', S: '快照', C: '客户端请求', T: '领导权', D: '消息' };
const REPLY = { V: '选票', A: '确认', H: '心跳回应', S: '确认', C: '回应', T: '回应', D: '回应' };
const NAMELESS = '新节点';
const DROPPED = { partition: '网络被切断', loss: '链路会丢失消息', down: '机器已停机' };

function fault(text: string): string {
	const words = text.trim().split(/\s+/);
	const rest = (from: number): string => words.slice(from).join(' ');
	switch (words[0]) {
		case 'stop':
			return `你停掉了 ${rest(1)}`;
		case 'start':
			return `你重新启动了 ${rest(1)}`;
		case 'pause':
			return `你暂停了 ${rest(1)}`;
		case 'resume':
			return `你让 ${rest(1)} 继续运行`;
		case 'power':
			return words[1] === 'off' ? `你切断了 ${rest(2)} 的电源` : `你恢复了 ${rest(2)} 的电源`;
		case 'kill':
			return words[1] === 'task' ? `你结束了 ${rest(2)} 的容器` : `你结束了 ${rest(1)} 的 Docker 守护进程`;
		case 'partition':
			return '你切断了网络';
		case 'heal':
			return '你恢复了网络';
		case 'drop':
			return `你让 ${rest(1)} 的消息丢失`;
		case 'delay':
			return `你放慢了链路 ${rest(1)}`;
		case 'block':
			return `你关闭了 ${words[1] ?? ''} 的 ${words[2] ?? ''} 端口`;
		case 'unblock':
			return `你重新打开了 ${words[1] ?? ''} 的 ${words[2] ?? ''} 端口`;
		default:
			return `你执行了 ${text}`;
	}
}

function roleReason(why: string): string {
	if (why === 'election timeout') return '，因为等待的时间里没有收到领导者的消息';
	if (why === 'transfer') return '，因为领导者移交了领导权';
	if (why === 'higher term') return '，因为遇到了更高的任期';
	if (why === 'quorum not active') return '，因为联系不到多数管理节点';
	return '';
}

/** Docker's and Raft's own texts inside a sentence stay as they are: a learner meets them in the terminal, too. */
export const EXPLAIN_ZH_CN: Sentences = {
	machine({ where, power, paused, daemon }) {
		if (power === 'off') return `${where} 断电了`;
		if (paused) return `${where} 已暂停`;
		return daemon !== 'down' ? `${where} 已启动` : `${where} 的 Docker 守护进程已停止`;
	},
	fault: ({ text }) => fault(text),
	'net.partition': ({ sides }) => `网络被切断：${sides.map((side) => list(side)).join(' | ')}`,
	'net.heal': () => '网络恢复完整',
	'net.link': ({ a, b, delayMs, loss }) =>
		`${a} 与 ${b} 之间的链路${delayMs === 0 && loss === 0 ? '恢复正常' : [delayMs > 0 ? `慢了 ${duration(delayMs)}` : '', loss > 0 ? `丢失 ${Math.round(loss * 100)}%` : ''].filter(Boolean).join('，')}`,
	'net.send': ({ from, to, kind, what, reply }) =>
		`${from} 向 ${to} 发送${reply === '-' ? '拒绝' : reply ? REPLY[kind] : MESSAGE[kind]}${what ? `：${what}` : ''}`,
	'net.recv': ({ from, to }) => `${from} 的消息到达 ${to}`,
	'net.drop': ({ from, to, why }) => `${from} 发往 ${to} 的消息丢失：${DROPPED[why]}`,
	command: ({ where, line }) => `你在 ${where} 上执行了 ${line.split('\n')[0]!}`,
	'command.end': ({ where, line, code }) =>
		`${where} 上的 ${line.split('\n')[0]!} 结束了${code === 0 ? '' : `，退出码 ${code}`}`,
	'lesson.step': ({ number }) => `第 ${number} 步开始`,
	'check.pass': ({ index }) => `目标 ${index + 1} 已达成`,
	'raft.role'({ where, role, term, leader, why }) {
		if (role === 'leader') return `${where} 在任期 ${term} 成为领导者`;
		if (role === 'candidate') return `${where} 在任期 ${term} 发起选举${roleReason(why)}`;
		return leader === ''
			? `${where} 在任期 ${term} 是跟随者，还不知道领导者${roleReason(why)}`
			: `${where} 在任期 ${term} 跟随 ${leader}`;
	},
	'raft.stop': ({ where, why }) => `${where} 不再参与 Raft${why ? `（${why}）` : ''}`,
	'raft.timer': ({ where, timeoutMs }) => `${where} 最多等待 ${duration(timeoutMs)} 领导者的消息`,
	'raft.vote': ({ where, candidate, term, granted, why }) =>
		granted ? `${where} 在任期 ${term} 投票给 ${candidate}` : `${where} 在任期 ${term} 拒绝投票给 ${candidate}：${why}`,
	'raft.votes': ({ where, term, granted, rejected, needed }) =>
		`${where} 在任期 ${term} 得到 ${granted} 票，需要 ${needed} 票${rejected > 0 ? `，被拒绝 ${rejected} 次` : ''}`,
	'raft.append': ({ where, entries }) =>
		entries.length === 1
			? `${where} 把条目 ${entries[0]!.index}（${entries[0]!.label}）写入日志`
			: `${where} 把 ${entries.length} 个条目写入日志，直到 ${entries.at(-1)?.index ?? 0}`,
	'raft.load': ({ where, snapshot, entries }) => {
		const last = entries.at(-1)?.index ?? snapshot;
		return last === 0 ? `${where} 以空日志启动` : `${where} 在磁盘上找到自己的日志，直到条目 ${last}`;
	},
	'raft.truncate': ({ where, fromIndex }) => `${where} 丢弃从 ${fromIndex} 起的条目，由另一个领导者的条目取代`,
	'raft.commit': ({ where, index }) => `${where} 得知直到 ${index} 的条目都已提交`,
	'raft.members': ({ where, voters }) => `在 ${where} 看来有 ${voters.length} 个管理节点：${list(voters)}`,
	'raft.snapshot': ({ where, index }) => `${where} 把直到 ${index} 的条目存入快照`,
	'raft.peer': ({ where, peer, active }) => `${where} ${active ? '收到' : '收不到'} ${peer} 的消息`,
	'raft.ignored': ({ where, from, what, why }) => `${where} 忽略 ${from} 的 ${what}：${why}`,
	'store.apply': ({ where, index, label }) => `${where} 应用条目 ${index}（${label}）`,
	'store.reset': ({ where }) => `${where} 上的集群副本已清空`,
	'node.state'({ node, was, gone }) {
		const name = node.hostname || NAMELESS;
		if (gone) return `${name} 不再是集群的节点`;
		if (was === 'none') return node.hostname ? `${name} 成为集群的节点` : `${NAMELESS}获准加入集群`;
		return `${name} 变为 ${node.state.charAt(0).toUpperCase()}${node.state.slice(1)}${node.message ? `：${node.message}` : ''}`;
	},
	'node.spec': ({ node, what }) => `${node.hostname || NAMELESS} 被修改：${what}`,
	'service.change'({ service, what, detail }) {
		const more = detail ? `：${withoutDigest(detail)}` : '';
		switch (what) {
			case 'created':
				return `服务 ${service.name} 已创建`;
			case 'removed':
				return `服务 ${service.name} 已删除`;
			case 'scaled':
				return `服务 ${service.name} 的副本数改变${more}`;
			case 'rolled back':
				return `服务 ${service.name} 回滚${more}`;
			case 'updated':
				return `服务 ${service.name} 已更新${more}`;
		}
	},
	'task.state'({ task, service, node, was, wasDesired }) {
		const name = taskName(task, service);
		const on = node ? ` 在 ${node} 上` : '';
		const of = node ? `${node} 上的 ` : '';
		if (was === task.state) {
			if (wasDesired === task.desired) return `${of}${name} 处于 ${task.state}${task.err ? `：${task.err}` : ''}`;
			if (task.desired === 'running') return `${of}${name} 可以启动了`;
			return task.desired === 'ready' || task.desired === 'complete' ? `需要 ${of}${name}` : `${of}${name} 应当停止`;
		}
		switch (task.state) {
			case 'new':
				return `新任务 ${name} 产生了`;
			case 'pending':
				return `${name} 等待节点`;
			case 'assigned':
				return `${name} 分配给 ${node || '一个节点'}`;
			case 'accepted':
				return `${node || '节点'} 接受 ${name}`;
			case 'preparing':
				return `${node || '节点'} 正在准备 ${name}`;
			case 'ready':
				return `${name}${on}准备就绪`;
			case 'starting':
				return `${name}${on}启动`;
			case 'running':
				return `${name}${on}运行`;
			case 'complete':
				return `${name}${on}完成了`;
			case 'failed': {
				const code = exitCode(task.err);
				return `${name}${on}失败了${code ? `，退出码 ${code}` : task.err ? `：${task.err}` : ''}`;
			}
			case 'rejected':
				return `${node || '节点'} 拒绝了 ${name}${task.err ? `：${task.err}` : ''}`;
			case 'orphaned':
				return `${name} 失联：它的节点消失太久`;
			default:
				return `${name}${on}停止了`;
		}
	},
	'task.gone': ({ task, service, node }) => `${node ? `${node} 上的 ` : ''}${taskName(task, service)} 从历史中移除`,
	'scheduler.assign': ({ task, node, why }) => `调度器为 ${task} 选择了 ${node}：${why}`,
	'scheduler.wait': ({ task, err }) => `${task} 保持 pending：${err}`,
	restart({ task, delayMs, why }) {
		const after = delayMs > 0 ? `${duration(delayMs)}后` : '';
		const reason = {
			failed: '它失败了',
			'node down': '它的节点停机了',
			'node drained': '它的节点被排空',
			'node gone': '它的节点不在了',
			finished: '它结束了',
			rejected: '它被拒绝了'
		}[why];
		return `${after}由新任务代替 ${task}：${reason}`;
	},
	'dispatcher.register': ({ where, node }) => `${node} 向 ${where} 报到`,
	'engine.swarm'({ where, state, manager }) {
		switch (state) {
			case 'active':
				return `${where} 作为${manager ? '管理节点' : '工作节点'}加入了集群`;
			case 'inactive':
				return `${where} 不在集群中`;
			case 'pending':
				return `${where} 正要加入集群`;
			case 'locked':
				return `${where} 已锁定，需要解锁密钥`;
			case 'error':
				return `${where} 无法参与集群`;
		}
	},
	'api.request': ({ where, method, path }) => `${where} 收到请求 ${method} ${path}`,
	'api.response': ({ where, status, method, path }) => `${where} 对 ${method} ${path} 应答 ${status}`,
	container({ where, name, id, state, exitCode: code }) {
		const what = `${where} 上的容器 ${name || shortId(id)}`;
		switch (state) {
			case 'created':
				return `${what} 已创建`;
			case 'running':
				return `${what} 运行`;
			case 'paused':
				return `${what} 已暂停`;
			case 'exited':
				return `${what} 结束了，退出码 ${code}`;
			case 'removed':
				return `${what} 已删除`;
		}
	},
	image({ where, image, state }) {
		if (state === 'pulling') return `${where} 正在拉取 ${image}`;
		return state === 'pulled' ? `${where} 有了镜像 ${image}` : `${where} 找不到镜像 ${image}`;
	},
	'ingress.ports': ({ where, ports }) =>
		ports.length === 0
			? `${where} 没有发布端口`
			: `${where} 发布了 ${list(ports.map(({ port, service }) => `${port}（${service}）`))}`,
	'ingress.backends': ({ where, service, tasks }) => `${where} 上 ${service} 的虚拟服务器有 ${tasks.length} 个任务`,
	'ingress.request': ({ n, client, to, port }) => `请求 ${n} 从 ${client} 发往 ${to}:${port}`,
	'ingress.accept': ({ n, where, port, service, rule }) =>
		`${where} 收下请求 ${n}：端口 ${port} ${rule === 'ingress' ? `在每个节点上都属于 ${service}` : rule === 'host' ? `属于它自己的 ${service} 任务` : '属于一个容器'}`,
	'ingress.balance': ({ n, where, order, chosen, task }) =>
		`${where} 上的 IPVS 把请求 ${n} 交给 ${task}，轮转中 ${order.length} 个的第 ${chosen + 1} 个`,
	'ingress.forward': ({ n, from, to, overlay }) =>
		overlay ? `请求 ${n} 穿过 ingress 覆盖网络，从 ${from} 到 ${to}` : `请求 ${n} 留在 ${to} 上`,
	'ingress.reply': ({ n, task, node, status }) =>
		`${node} 上的 ${task} ${status > 0 ? `以 ${status} ` : ''}应答请求 ${n}`,
	'ingress.fail'({ n, where, port, why }) {
		const reason = {
			refused: `${where}:${port} 上没有程序在监听`,
			timeout: `${where}:${port} 没有应答`,
			'no task': '没有任务能应答',
			unreachable: `无法到达 ${where}`
		}[why];
		return `请求 ${n} 失败：${reason}`;
	},
	...CLASSIC_ZH_CN
};
