import type { Language } from './lesson-types.ts';
import type { Snapshot } from './snapshot.ts';

/** A goal that could be set: what has become true between two moments. */
export interface Suggestion {
	goal: string;
	/** An expression of a check (CEL). */
	that: string;
}

/** How a goal is worded. `name` stands for what it is about, `n` for how many. */
const WORDS: Readonly<Record<string, Readonly<Record<Language, (name: string, n: number | string) => string>>>> = {
	runs: { en: (s, n) => `\`${s}\` runs ${n} tasks`, 'zh-CN': (s, n) => `\`${s}\` 运行 ${n} 个任务` },
	image: { en: (s, n) => `\`${s}\` has the image \`${n}\``, 'zh-CN': (s, n) => `\`${s}\` 用的是镜像 \`${n}\`` },
	gone: { en: (s) => `\`${s}\` is gone`, 'zh-CN': (s) => `\`${s}\` 没有了` },
	exists: { en: (s) => `\`${s}\` is there`, 'zh-CN': (s) => `有了 \`${s}\`` },
	nodes: { en: (_, n) => `The swarm has ${n} nodes`, 'zh-CN': (_, n) => `集群有 ${n} 个节点` },
	managers: { en: (_, n) => `The swarm has ${n} managers`, 'zh-CN': (_, n) => `集群有 ${n} 个管理节点` },
	availability: { en: (s, n) => `\`${s}\` is set to ${n}`, 'zh-CN': (s, n) => `\`${s}\` 设成了 ${n}` },
	state: { en: (s, n) => `The swarm says that \`${s}\` is ${n}`, 'zh-CN': (s, n) => `集群说 \`${s}\` 是 ${n}` },
	off: { en: (s) => `Docker does not run on \`${s}\``, 'zh-CN': (s) => `\`${s}\` 上的 Docker 没有运行` },
	on: { en: (s) => `Docker runs on \`${s}\``, 'zh-CN': (s) => `\`${s}\` 上的 Docker 在运行` },
	leader: { en: () => 'Another manager leads', 'zh-CN': () => '领导者换了一个' },
	lock: { en: () => 'The swarm is locked', 'zh-CN': () => '集群上了锁' },
	answered: { en: (s) => `\`${s}\` has answered`, 'zh-CN': (s) => `\`${s}\` 回答过请求` }
};

/** What could be asked of somebody who is to get from the one state to the other; nothing where nothing has changed. */
export function suggestGoals(before: Snapshot, after: Snapshot, language: Language): Suggestion[] {
	const goals: Suggestion[] = [];
	const add = (word: keyof typeof WORDS, that: string, name = '', n: number | string = 0): void => {
		goals.push({ goal: WORDS[word]![language](name, n), that });
	};
	for (const [name, service] of Object.entries(after.services)) {
		const was = before.services[name];
		if (was?.running !== service.running || was.desired !== service.desired)
			add('runs', `${member('services', name)}.running == ${service.running}`, name, service.running);
		if (was && was.image !== service.image)
			add('image', `${member('services', name)}.image == '${service.image}'`, name, service.image);
	}
	for (const kind of ['services', 'networks'] as const) {
		for (const name of Object.keys(before[kind])) if (!after[kind][name]) add('gone', `!('${name}' in ${kind})`, name);
	}
	for (const name of Object.keys(after.networks))
		if (!before.networks[name] && name !== 'ingress') add('exists', `'${name}' in networks`, name);
	for (const kind of ['secrets', 'configs'] as const) {
		for (const name of after[kind]) if (!before[kind].includes(name)) add('exists', `'${name}' in ${kind}`, name);
		for (const name of before[kind]) if (!after[kind].includes(name)) add('gone', `!('${name}' in ${kind})`, name);
	}
	if (after.swarm.nodes !== before.swarm.nodes)
		add('nodes', `swarm.nodes == ${after.swarm.nodes}`, '', after.swarm.nodes);
	if (after.swarm.managers !== before.swarm.managers)
		add('managers', `swarm.managers == ${after.swarm.managers}`, '', after.swarm.managers);
	if (after.swarm.autolock && !before.swarm.autolock) add('lock', 'swarm.autolock');
	if (before.swarm.leader && after.swarm.leader && after.swarm.leader !== before.swarm.leader)
		add('leader', "swarm.leader != '' && swarm.leader != before.swarm.leader");
	for (const [name, node] of Object.entries(after.nodes)) {
		const was = before.nodes[name];
		if (!was) continue;
		if (was.availability !== node.availability)
			add('availability', `${member('nodes', name)}.availability == '${node.availability}'`, name, node.availability);
		if (was.state !== node.state) add('state', `${member('nodes', name)}.state == '${node.state}'`, name, node.state);
	}
	for (const [name, machine] of Object.entries(after.machines)) {
		if (before.machines[name]?.up === machine.up) continue;
		add(machine.up ? 'on' : 'off', `${machine.up ? '' : '!'}${member('machines', name)}.up`, name);
	}
	const answered = (of: Snapshot, service: string): number =>
		of.requests.filter((request) => request.ok && request.service === service).length;
	for (const name of Object.keys(after.services)) {
		if (answered(after, name) === answered(before, name)) continue;
		const filter = `requests.filter(r, r.ok && r.service == '${name}').size()`;
		add('answered', `${filter} > before.${filter}`, name);
	}
	return goals;
}

/** `services.web`, or `services['my-web']`: a dash would be a minus. */
function member(map: string, name: string): string {
	return /^[a-z_]\w*$/i.test(name) ? `${map}.${name}` : `${map}['${name}']`;
}
