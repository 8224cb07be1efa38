import type { Messages } from './en.ts';

/** 页面上的全部中文。命令输出里的词（Ready、Leader、Running）保持 Docker 原文。 */
export const zhCN: Messages = {
	product: 'swarmlab',
	skip: { lesson: '跳到课程', terminal: '跳到终端', diagram: '跳到图示' },
	top: {
		contents: '目录',
		sandbox: '沙盒',
		lesson: '课程',
		backToLesson: '回到课程',
		save: '保存录制',
		asLesson: '存成课程草稿',
		saved: '已保存',
		open: '打开录制文件',
		language: '语言',
		theme: { label: '主题', system: '跟随系统', light: '浅色', dark: '深色' },
		keys: '键盘',
		more: '菜单',
		cluster: (managers, workers, docker, seed) =>
			`${managers} 管理 + ${workers} 工作 | Docker ${docker} | seed ${seed}`,
		machines: (machines, docker, seed) => `${machines} 台机器 | Docker ${docker} | seed ${seed}`,
		minutes: (n) => `${n} 分钟`,
		steps: (n) => `${n} 步`
	},
	pane: {
		lesson: '课程',
		terminal: '终端',
		diagram: '图示',
		time: '时间',
		explanation: '说明',
		lessonWidth: '课程栏宽度',
		terminalHeight: '终端高度',
		peekWidth: '侧边图示宽度',
		split: '在旁边再开一个终端',
		splitFull: '没有位置，或没有别的机器了',
		closeColumn: (machine) => `关闭 ${machine} 的终端`,
		enlarge: '占满工作区',
		shrink: '恢复原位',
		fold: '收起课程',
		unfold: '展开课程'
	},
	diagram: {
		replicas: '副本',
		raft: 'Raft',
		ingress: '入口网格',
		classic: 'Swarm 架构',
		schedule: '调度',
		discovery: '发现服务',
		short: {
			replicas: '副本',
			raft: 'Raft',
			ingress: '入口',
			classic: '架构',
			schedule: '调度',
			discovery: '发现'
		},
		asText: '文字版',
		focus: (name) => `放大：${name}`,
		term: (n) => `任期 ${n}`,
		request: (n) => `请求 ${n}`
	},
	seenBy: {
		label: '谁眼中的集群',
		by: (name: string): string => `视角：${name}`,
		swarm: '整个集群',
		swarmText: '实际情况，不管有没有节点知道',
		each: '各管理节点',
		eachText: '并列出每个管理节点的看法',
		as: (machine: string): string => `${machine} 眼中的集群`,
		asText: '它自己的那份数据，以及从别处听到的消息',
		asDown: '它已停机：这是它最后知道的情况',
		back: '回到整个集群'
	},
	command: {
		click: '点击输入',
		again: '再点一次，或按',
		running: '运行中…',
		exit: (code) => `退出码 ${code}`,
		down: (machine) => `${machine} 已停机`,
		run: '运行',
		inside: '输入到它启动的程序里',
		typeInside: '点击发送',
		afterCommand: '等它运行起来',
		typedInto: (machine) => `已输入到 ${machine}。`,
		label: (machine, command) => `${machine}：${command}`,
		fault: '故障',
		act: '点击执行',
		waitsForAnswer: '先作答',
		copied: '已复制'
	},
	goals: {
		title: '目标',
		notYet: '还没有',
		notYetSay: '还没有。',
		underWay: '进行中',
		done: '已达到',
		progress: (reached, wanted) => `${wanted} 个中已有 ${reached} 个`,
		stepDone: '这一步完成了。',
		lessonDone: '这是最后一步。机器留给你，可以继续随意尝试。'
	},
	step: {
		of: (n, all) => `第 ${n} 步，共 ${all} 步`,
		back: '上一步',
		hint: '提示',
		next: (title) => `下一步：${title}`,
		nextAnyway: '先往下走',
		nextLesson: (title) => `下一课：${title}`,
		challenge: '挑战',
		again: '重新开始这一步',
		state: { todo: '未做', here: '当前', done: '已完成', assisted: '已完成，有协助', challenge: '挑战' },
		progress: '本课的步骤',
		jumpTitle: (title) => `转到“${title}”？`,
		againTitle: (title) => `重新开始“${title}”？`,
		jumpText: '机器会重新启动，并自动执行之前各步的命令。你在这些机器上做过的操作不会保留。',
		jumpYes: '重新开始',
		jumpNo: '留在这里',
		list: '所有步骤',
		notTranslated: '这一步还没有中文版。'
	},
	predict: {
		before: '运行之前',
		sure: '有多大把握？',
		levels: { guess: '猜的', fairly: '比较有', certain: '确定' },
		keep: '记下我的答案',
		skip: '跳过',
		notScored: '发生时你就会看到答案，不计分。',
		kept: '你的预测',
		asItHappened: '与结果一致',
		otherWay: '结果并非如此',
		youSaid: '你的答案',
		happened: '实际结果',
		why: '原因',
		skipped: '已跳过'
	},
	hint: {
		title: (n) => `提示 ${n}`,
		where: (n) => `提示 ${n}：看哪里`,
		more: '下一条提示',
		showSolution: '查看答案',
		solutionLine: (n, of) => `答案，第 ${n} 行，共 ${of} 行`,
		nextLine: '显示下一行',
		assisted: '这一步会标为“有协助”',
		nothingThere: '图里还没有它。',
		assistedBefore: '查看答案后，这一步会标为“有协助”。'
	},
	intended: '这里本该出现的错误',
	terminal: {
		label: (machine) => `${machine} 的终端`,
		leaves: '离开',
		then: '再按',
		newOutput: '有新输出',
		down: '已停机',
		noPower: '断电',
		paused: '已暂停',
		machines: '机器',
		fromStep: '本步命令',
		input: (machine) => `给 ${machine} 的命令`,
		send: '运行',
		trapsPasted: (traps) =>
			`命令行会把这些符号当成文字：${traps
				.map(({ sign, wants }) => {
					if (sign === 'nothing') return '看不见的零宽字符（应当没有）';
					return sign === 'blank' ? '特殊空格（应为普通空格）' : `${sign}（应为 ${wants}）`;
				})
				.join('、')}。`,
		replace: '替换',
		behind: '时间在等待：终端还没画完。',
		starting: (machines) => `正在启动 ${machines} 台机器`,
		replaying: (done, commands) => `正在重放 ${commands} 条命令，已完成 ${done} 条`
	},
	web: {
		tab: '浏览器',
		machine: '机器',
		port: '端口',
		path: '路径',
		go: '打开',
		reload: '重新加载',
		loading: '正在等待回答',
		empty: '集群旁边的一个浏览器。选一台机器和一个端口，打开页面。',
		noPage: '没有页面。',
		pageOf: (host) => `${host} 的页面`,
		answered: (n, task, node) => `请求 ${n}，由 ${node} 上的 ${task} 回答`,
		took: (ms) => (ms < 1000 ? `${ms} 毫秒` : `${(ms / 1000).toFixed(1)} 秒`),
		failures: {
			refused: (host) => `${host} 拒绝了连接。`,
			timeout: (host) => `${host} 没有及时回答。`,
			unreachable: (host) => `这个网络上没有谁的地址是 ${host}。`,
			reset: (host) => `${host} 中断了连接。`,
			empty: (host) => `${host} 发来的内容浏览器无法显示。`,
			'unknown host': (host) => `没有人知道 ${host} 这个名字。`,
			'no address': (text) => `${text} 不是这个浏览器能打开的地址，它只支持 HTTP。`,
			redirects: (host) => `${host} 让浏览器绕了圈子。`
		}
	},
	time: {
		virtual: '虚拟时间',
		play: '播放',
		pause: '暂停',
		step: '前进一个事件',
		speed: '速度',
		speedOf: (speed) => `速度 ${speed}`,
		collapsed: '超过 10× 时，心跳和请求只显示计数。',
		timeline: '时间线',
		head: ['时间', '发生了什么', '原因'],
		older: '显示更早的',
		summary: (clock, leader, term, commands, faults) =>
			`${clock}。${leader === '' ? '没有领导者' : `${leader} 在任期 ${term} 领导`}。${commands} 条命令，${faults} 次故障。`,
		term: (n) => `任期 ${n}`,
		nobody: '没有领导者',
		paused: '已暂停',
		waiting: '等待终端'
	},
	explanation: {
		because: '因为',
		and: '，因为',
		chain: '查看因果链',
		chainTitle: '从最初的原因到这里',
		nothing: '还没有发生任何事。在终端里输入一条命令。',
		latest: '回到最新',
		close: '关闭'
	},
	fault: {
		title: '制造故障',
		mend: '修复',
		role: { manager: '管理节点', worker: '工作节点', machine: '机器' },
		terminal: '打开它的终端',
		stop: '停止 Docker 守护进程',
		start: '启动 Docker 守护进程',
		powerOff: '切断电源',
		powerOn: '恢复供电',
		pause: '暂停机器',
		unpause: '让机器继续',
		partition: '把它与网络断开',
		heal: '恢复网络',
		menu: (machine) => `${machine} 的菜单`,
		comma: '，'
	},
	sandbox: {
		title: '选择机器',
		lead: '可以从独立的 Docker 主机开始，也可以一开始就是一个集群。',
		kind: 'Swarm',
		kinds: { mode: 'Swarm 模式', rc1: '独立版，2014 年', '1.2.5': '独立版，2016 年' },
		clientOnly: '没有 Docker',
		managers: '管理节点',
		survives: ['不能失去任何一个', '可以失去 1 个', '可以失去 2 个'],
		workers: '工作节点',
		start: '初始状态',
		formed: '已组成集群',
		apart: '各自独立',
		docker: 'Docker',
		seed: '种子',
		seedText: '种子相同，选举过程每次都相同。',
		seedError: '种子是 0 到 4294967295 之间的整数。',
		go: '启动沙盒',
		orPress: '或按',
		goOn: '继续当前沙盒',
		last: '上次的会话：',
		lastCommands: (commands) => `${commands} 次输入`,
		comma: '，',
		replay: '继续上次',
		needed: (needed, of) => `${of} 个中需要 ${needed} 个才能决定`,
		mayFail: ['一个都不能失效', '可以失效一个', '可以失效两个'],
		preview: (managers, workers) => `${managers} 个管理节点，${workers} 个工作节点`
	},
	recording: {
		unreadable: (file) => `${file} 不是 Swarmlab 的录制文件。这里的内容没有改动。`,
		why: {
			json: '它不是 JSON，或者缺了一部分。',
			shape: (field) => `“${field}”部分缺失，或者内容不对。`,
			version: (found, known) => `它使用格式版本 ${found}，本页面只读版本 ${known}。`,
			era: (era) => `它需要 Docker ${era}，本页面没有这个版本。`,
			size: '它比任何录制文件都大。'
		},
		fileName: 'swarmlab-recording.json',
		dismiss: '知道了'
	},
	stopped: {
		title: (clock) => `模拟在 ${clock} 停止了。`,
		text: '什么都没有丢失：到此为止的每条命令都保留着。',
		replay: '重放到这里',
		save: '保存以便报告',
		loading: '模拟无法加载。重新打开页面即可。'
	},
	contents: {
		title: '把集群弄坏，学会 Docker Swarm',
		lead: '整个集群就在这个页面里运行：管理节点、工作节点、网络、Docker。敲真实的命令，拔掉一台机器的电源，看清每件事为什么发生。',
		first: '从这里开始',
		nextLesson: '下一课',
		begin: '开始',
		resume: '继续',
		resumeWord: '继续',
		goOnWord: '接着学',
		again: '再学一遍',
		where: (lesson, step, of) => `${lesson}，第 ${step} 步，共 ${of} 步`,
		sandbox: '打开一个空的沙盒',
		saveProgress: '把我的进度存成文件',
		progressFile: 'swarmlab-progress.json',
		progressRead: (n) => `已读入 ${n} 课的进度。`,
		glossary: '术语表',
		only: '只保存在这个浏览器里。没有账号，不做跟踪。',
		legend: '各种格子的含义',
		cells: {
			done: '已完成',
			assisted: '看过答案后完成',
			here: '你在这里',
			todo: '未做',
			challenge: '挑战：不给命令'
		}
	},
	resume: {
		left: (title) => `上次离开时，你在“${title}”。`,
		goOn: '从上次的地方继续'
	},
	term: {
		other: (name) => `英文：${name}`,
		all: '全部术语',
		title: '本课的术语'
	},
	experiment: {
		title: '实验',
		start: '开始测量',
		again: '重新测量',
		stop: '停止',
		progress: (done: number, of: number): string => `已测 ${done} 个世界，共 ${of} 个`,
		done: (of: number): string => `${of} 个世界都测完了。`,
		stopped: (done: number, of: number): string => `测了 ${done} 个世界后停止，共 ${of} 个。`,
		failed: '无法测量。重新加载页面可再试一次。',
		idle: '还没有测量。你自己的集群不受影响。',
		asTable: '看表格',
		worlds: '世界数',
		range: (least: string, most: string): string => `${least} 到 ${most}`,
		legend: '圆点：所有世界的中位数。竖线：从最小到最大。',
		onPaper: (caption: string): string => `实验（在网页上进行）：${caption}`,
		kinds: {
			agreement: {
				x: '管理节点数',
				y: '一次修改达成一致所需的毫秒数',
				series: ['毫秒'],
				parameter: '相邻节点之间的线路',
				value: (value: number): string => (value === 0 ? '同一机房' : `${value} 毫秒`),
				place: (x: number): string => String(x)
			},
			elections: {
				x: '丢失的消息',
				y: '十分钟内发起的选举次数',
				series: ['选举次数'],
				parameter: '管理节点数',
				value: (value: number): string => String(value),
				place: (x: number): string => `${x}%`
			},
			split: {
				x: '断开处左边 | 右边的管理节点数',
				y: '每边各试三次，成功的修改次数',
				series: ['左边', '右边'],
				parameter: '管理节点数',
				value: (value: number): string => String(value),
				place: (x: number, parameter: number): string => `${x} | ${parameter - x}`
			}
		}
	},
	print: { yourAnswer: '你的答案：', answers: '答案', links: '链接' },
	storageRefused: '这个浏览器不会在本页保存任何内容。离开前先保存文件。',
	live: {
		noLeader: '没有领导者：无法修改集群。',
		goal: (goal) => `目标达到：${goal}`,
		ended: (machine, code) => `${machine}：命令结束，退出码 ${code}`
	},
	keys: {
		title: '按键',
		single: '没有焦点在输入框或终端时，单个字母键才有效。',
		enabled: '单字母快捷键',
		reader: '终端适配屏幕阅读器',
		rows: [
			['Space', '播放，暂停'],
			['.', '前进一个事件'],
			['[ ]', '上一步，下一步'],
			['1 2 3', '副本、Raft、入口网格'],
			['X', '图示的文字版'],
			['F', '占满工作区；Esc 返回'],
			['T，再按 1–9', '第 n 台机器的终端'],
			['L D M E', '到课程、图示、时间栏、说明'],
			['Enter', '在命令上：输入；再按：运行'],
			['H', '下一条提示'],
			['Esc Esc，再按 Tab', '离开终端'],
			['Ctrl+Shift+C、V', '在终端里复制、粘贴'],
			['?', '这张表']
		],
		close: '关闭'
	},
	emptyDiagram: '还没有机器。'
};
