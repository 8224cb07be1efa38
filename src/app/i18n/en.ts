const units = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** Everything the page says in English. Machine words (Ready, Leader, Running) are Docker's and stand in no language. */
export const en = {
	product: 'swarmlab',
	skip: { lesson: 'To the lesson', terminal: 'To the terminal', diagram: 'To the diagram' },
	top: {
		contents: 'Contents',
		sandbox: 'Sandbox',
		lesson: 'Lesson',
		backToLesson: 'Back to the lesson',
		save: 'Save recording',
		asLesson: 'Save as the beginning of a lesson',
		saved: 'Saved',
		open: 'Open a recording',
		language: 'Language',
		theme: { label: 'Theme', system: 'As the system', light: 'Light', dark: 'Dark' },
		keys: 'Keyboard',
		more: 'Menu',
		cluster: (managers: number, workers: number, docker: string, seed: number | string): string =>
			`${units(managers, 'manager')}, ${units(workers, 'worker')} | Docker ${docker} | seed ${seed}`,
		machines: (machines: number, docker: string, seed: number | string): string =>
			`${units(machines, 'machine')} | Docker ${docker} | seed ${seed}`,
		minutes: (n: number): string => `${n} min`,
		steps: (n: number): string => units(n, 'step')
	},
	pane: {
		lesson: 'Lesson',
		terminal: 'Terminal',
		diagram: 'Diagram',
		time: 'Time',
		explanation: 'Explanation',
		lessonWidth: 'Width of the lesson',
		terminalHeight: 'Height of the terminal',
		peekWidth: 'Width of the side diagrams',
		split: 'One terminal more beside it',
		splitFull: 'No room for one more, or no machine',
		closeColumn: (machine: string): string => `Close the terminal of ${machine}`,
		enlarge: 'Whole bench',
		shrink: 'Back to its place',
		fold: 'Fold the lesson',
		unfold: 'Unfold the lesson'
	},
	diagram: {
		replicas: 'Replicas',
		raft: 'Raft',
		ingress: 'Ingress',
		classic: 'Swarm',
		schedule: 'Scheduling',
		discovery: 'Discovery',
		short: {
			replicas: 'Replicas',
			raft: 'Raft',
			ingress: 'Ingress',
			classic: 'Swarm',
			schedule: 'Scheduling',
			discovery: 'Discovery'
		},
		asText: 'As text',
		focus: (name: string): string => `Show ${name} large`,
		term: (n: number): string => `term ${n}`,
		request: (n: number): string => `request ${n}`
	},
	seenBy: {
		label: 'Whose view of the cluster',
		by: (name: string): string => `Seen by: ${name}`,
		swarm: 'the swarm',
		swarmText: 'what is so, known or not',
		each: 'each manager',
		eachText: 'and what each of them believes',
		as: (machine: string): string => `As ${machine} believes`,
		asText: 'its own copy of the store, and what it has heard from others',
		asDown: 'it is down: this is what it knew last',
		back: 'Back to the swarm'
	},
	command: {
		click: 'click to type',
		again: 'again, or',
		running: 'running…',
		exit: (code: number): string => `exit ${code}`,
		down: (machine: string): string => `${machine} is down`,
		run: 'Run',
		inside: 'Typed into the program that it starts',
		typeInside: 'click to send',
		afterCommand: 'once it runs',
		typedInto: (machine: string): string => `Typed into ${machine}.`,
		label: (machine: string, command: string): string => `${machine}: ${command}`,
		fault: 'fault',
		act: 'click to do it',
		waitsForAnswer: 'after your answer',
		copied: 'Copied'
	},
	goals: {
		title: 'Goals',
		notYet: 'Not yet',
		notYetSay: 'Not yet.',
		underWay: 'under way',
		done: 'reached',
		progress: (reached: number, wanted: number): string => `${reached} of ${wanted}`,
		stepDone: 'That is the step.',
		lessonDone: 'That was the last step. The machines are yours: go on as you like.'
	},
	step: {
		of: (n: number, all: number): string => `Step ${n} of ${all}`,
		back: 'Back',
		hint: 'Hint',
		next: (title: string): string => `Next: ${title}`,
		nextAnyway: 'Next anyway',
		nextLesson: (title: string): string => `Next lesson: ${title}`,
		challenge: 'Challenge',
		again: 'Start the step again',
		state: { todo: 'to do', here: 'here', done: 'done', assisted: 'done, assisted', challenge: 'challenge' },
		progress: 'Steps of this lesson',
		jumpTitle: (title: string): string => `Go to “${title}”?`,
		againTitle: (title: string): string => `Start “${title}” again?`,
		jumpText:
			'The machines start anew, and the commands of the steps before it are played. What you did on them is given up.',
		jumpYes: 'Start anew',
		jumpNo: 'Stay here',
		list: 'All steps',
		notTranslated: 'This step is not translated yet.'
	},
	predict: {
		before: 'Before you run it',
		sure: 'How sure?',
		levels: { guess: 'guess', fairly: 'fairly', certain: 'certain' },
		keep: 'Keep my answer',
		skip: 'Skip',
		notScored: 'You see the answer when it happens. Not scored.',
		kept: 'You predicted',
		asItHappened: 'as it happened',
		otherWay: 'it went another way',
		youSaid: 'You said',
		happened: 'It happened',
		why: 'Why',
		skipped: 'Skipped'
	},
	hint: {
		title: (n: number): string => `Hint ${n}`,
		where: (n: number): string => `Hint ${n}, where to look`,
		more: 'Next hint',
		showSolution: 'Show the solution',
		solutionLine: (n: number, of: number): string => `Solution, line ${n} of ${of}`,
		nextLine: 'Show the next line',
		assisted: 'marks the step as assisted',
		nothingThere: 'That is not in the diagram yet.',
		assistedBefore: 'Showing it marks the step as assisted.'
	},
	intended: 'An error that belongs here',
	terminal: {
		label: (machine: string): string => `Terminal of ${machine}`,
		leaves: 'leaves',
		then: 'then',
		newOutput: 'new output',
		down: 'down',
		noPower: 'no power',
		paused: 'paused',
		machines: 'Machines',
		fromStep: 'From the step',
		input: (machine: string): string => `Command for ${machine}`,
		send: 'Run',
		trapsPasted: (traps: readonly { sign: string; wants: string }[]): string =>
			`To a shell these are letters: ${traps
				.map(({ sign, wants }) => {
					if (sign === 'nothing') return 'a sign without width (it wants none)';
					return sign === 'blank' ? 'a special blank (it wants a plain one)' : `${sign} (it wants ${wants})`;
				})
				.join(', ')}.`,
		replace: 'Replace',
		behind: 'Time waits: the terminal is still drawing.',
		starting: (machines: number): string => `Starting ${units(machines, 'machine')}`,
		replaying: (done: number, commands: number): string => `Replaying ${units(commands, 'command')}, ${done} done`
	},
	web: {
		tab: 'browser',
		machine: 'Machine',
		port: 'Port',
		path: 'Path',
		go: 'Open',
		reload: 'Load again',
		loading: 'Waiting for an answer',
		empty: 'A browser beside the cluster. Choose a machine and a port, and open the page.',
		noPage: 'There is no page.',
		pageOf: (host: string): string => `Page of ${host}`,
		answered: (n: number, task: string, node: string): string => `request ${n}, answered by ${task} on ${node}`,
		took: (ms: number): string => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`),
		failures: {
			refused: (host: string): string => `${host} refused the connection.`,
			timeout: (host: string): string => `${host} did not answer in time.`,
			unreachable: (host: string): string => `Nobody on this network has the address ${host}.`,
			reset: (host: string): string => `${host} broke the connection off.`,
			empty: (host: string): string => `${host} sent nothing that a browser can show.`,
			'unknown host': (host: string): string => `Nobody knows the name ${host}.`,
			'no address': (text: string): string => `${text} is no address that this browser can open. It speaks HTTP only.`,
			redirects: (host: string): string => `${host} sent the browser around in a circle.`
		}
	},
	time: {
		virtual: 'virtual time',
		play: 'Play',
		pause: 'Pause',
		step: 'One event forward',
		speed: 'Speed',
		speedOf: (speed: string): string => `Speed ${speed}`,
		collapsed: 'Over 10× heartbeats and flights are counts.',
		timeline: 'Timeline',
		/** Of its text twin. */
		head: ['Time', 'What happened', 'Because'],
		older: 'Show earlier ones',
		summary: (clock: string, leader: string, term: number, commands: number, faults: number): string =>
			`${clock}. ${leader === '' ? 'No leader' : `${leader} leads in term ${term}`}. ${units(commands, 'command')}, ${units(faults, 'fault')}.`,
		term: (n: number): string => `term ${n}`,
		nobody: 'nobody leads',
		paused: 'paused',
		waiting: 'waits for the terminal'
	},
	explanation: {
		because: 'because',
		and: ', because',
		chain: 'Show the chain',
		chainTitle: 'From the first cause to this',
		nothing: 'Nothing has happened yet. Type a command in a terminal.',
		latest: 'Back to the latest',
		close: 'Close'
	},
	fault: {
		title: 'Break it',
		mend: 'Mend it',
		role: { manager: 'manager', worker: 'worker', machine: 'machine' },
		terminal: 'Open its terminal',
		stop: 'Stop the Docker daemon',
		start: 'Start the Docker daemon',
		powerOff: 'Cut the power',
		powerOn: 'Give it power',
		pause: 'Pause the machine',
		unpause: 'Let the machine go on',
		partition: 'Cut it from the network',
		heal: 'Heal the network',
		menu: (machine: string): string => `Menu of ${machine}`,
		comma: ', '
	},
	sandbox: {
		title: 'Choose your machines',
		lead: 'They start as bare Docker hosts, or already joined to one swarm.',
		kind: 'Swarm',
		kinds: { mode: 'swarm mode', rc1: 'classic, 2014', '1.2.5': 'classic, 2016' },
		clientOnly: 'no Docker',
		managers: 'Managers',
		survives: ['survives no loss', 'survives the loss of 1', 'survives the loss of 2'],
		workers: 'Workers',
		start: 'They start',
		formed: 'as one swarm',
		apart: 'apart',
		docker: 'Docker',
		seed: 'Seed',
		seedText: 'The same seed gives the same elections, every time.',
		seedError: 'A seed is a whole number, 0 to 4294967295.',
		go: 'Start the sandbox',
		orPress: 'or press',
		goOn: 'Go on with the sandbox',
		last: 'Last session:',
		lastCommands: (commands: number): string => units(commands, 'input'),
		comma: ', ',
		replay: 'Go on with it',
		needed: (needed: number, of: number): string => `${needed} of ${of} needed to decide`,
		mayFail: ['no manager may fail', 'one manager may fail', 'two managers may fail'],
		preview: (managers: number, workers: number): string =>
			`${units(managers, 'manager')} and ${units(workers, 'worker')}`
	},
	recording: {
		unreadable: (file: string): string => `${file} is not a Swarmlab recording. Nothing here was changed.`,
		why: {
			json: 'It is not JSON, or a part of it is missing.',
			shape: (field: string): string => `The part “${field}” is missing or not what it should be.`,
			version: (found: number, known: number): string =>
				`It was made by version ${found} of the format; this page reads version ${known}.`,
			era: (era: string): string => `It wants Docker ${era}, which this page does not have.`,
			size: 'It is larger than any recording can be.'
		},
		fileName: 'swarmlab-recording.json',
		dismiss: 'Dismiss'
	},
	stopped: {
		title: (clock: string): string => `The simulation stopped at ${clock}.`,
		text: 'Nothing is lost: every command up to here is kept.',
		replay: 'Replay to here',
		save: 'Save for a report',
		loading: 'The simulation could not be loaded. Load the page again.'
	},
	contents: {
		title: 'Learn Docker Swarm by breaking one',
		lead: 'A whole cluster runs in this page: managers, workers, network, Docker. Type real commands, pull the plug on a machine, and watch why what happens happens.',
		first: 'Begin here',
		nextLesson: 'The next lesson',
		begin: 'Begin',
		resume: 'Resume',
		resumeWord: 'resume',
		goOnWord: 'go on',
		again: 'again',
		where: (lesson: string, step: number, of: number): string => `${lesson}, step ${step} of ${of}`,
		sandbox: 'Open an empty sandbox',
		saveProgress: 'Save my progress as a file',
		progressFile: 'swarmlab-progress.json',
		progressRead: (n: number): string => `The progress of ${units(n, 'lesson')} has been taken over.`,
		glossary: 'Glossary',
		only: 'Kept in this browser only. No account, no tracking.',
		legend: 'What the cells mean',
		cells: {
			done: 'done',
			assisted: 'done with the solution shown',
			here: 'you are here',
			todo: 'to do',
			challenge: 'challenge: no commands given'
		}
	},
	resume: {
		left: (title: string): string => `You were at “${title}” when you left.`,
		goOn: 'Go on where you left'
	},
	term: {
		other: (name: string): string => `in Chinese: ${name}`,
		all: 'All words',
		title: 'Words of this lesson'
	},
	experiment: {
		title: 'Experiment',
		start: 'Measure',
		again: 'Measure again',
		stop: 'Stop',
		progress: (done: number, of: number): string => `${done} of ${of} worlds measured`,
		done: (of: number): string => `All ${of} worlds have been measured.`,
		stopped: (done: number, of: number): string => `Stopped after ${done} of ${of} worlds.`,
		failed: 'The worlds could not be measured. Load the page again.',
		idle: 'Nothing has been measured yet. Your own swarm is not touched.',
		asTable: 'As a table',
		worlds: 'worlds',
		range: (least: string, most: string): string => `${least} to ${most}`,
		legend: 'Dot: the middle of all worlds. Line: from the least to the most.',
		onPaper: (caption: string): string => `Experiment, on the page: ${caption}`,
		kinds: {
			agreement: {
				x: 'managers',
				y: 'milliseconds until a change is agreed',
				series: ['milliseconds'],
				parameter: 'Cable between neighbours',
				value: (value: number): string => (value === 0 ? 'one room' : `${value} ms`),
				place: (x: number): string => String(x)
			},
			elections: {
				x: 'lost messages',
				y: 'elections begun in ten minutes',
				series: ['elections'],
				parameter: 'Managers',
				value: (value: number): string => String(value),
				place: (x: number): string => `${x} %`
			},
			split: {
				x: 'managers left | right of the cut',
				y: 'changes made, of three tried on each side',
				series: ['left side', 'right side'],
				parameter: 'Managers',
				value: (value: number): string => String(value),
				place: (x: number, parameter: number): string => `${x} | ${parameter - x}`
			}
		}
	},
	print: { yourAnswer: 'Your answer:', answers: 'Answers', links: 'Links' },
	storageRefused: 'This browser keeps nothing here. Save a file before you leave.',
	live: {
		noLeader: 'No leader: nothing can be changed.',
		goal: (goal: string): string => `Goal reached: ${goal}`,
		ended: (machine: string, code: number): string => `${machine}: the command ended with exit code ${code}`
	},
	keys: {
		title: 'Keys',
		single: 'Single letters act when no field and no terminal has focus.',
		enabled: 'Single-letter keys',
		reader: 'Terminals for screen readers',
		rows: [
			['Space', 'play, pause'],
			['.', 'one event forward'],
			['[ ]', 'previous, next step'],
			['1 2 3', 'Replicas, Raft, Ingress'],
			['X', 'diagrams as text'],
			['F', 'whole bench; Esc back'],
			['T, then 1–9', 'terminal of the n-th machine'],
			['L D M E', 'to the lesson, diagram, time bar, explanation'],
			['Enter', 'on a command: type; again: run'],
			['H', 'next hint'],
			['Esc Esc, then Tab', 'leave the terminal'],
			['Ctrl+Shift+C, V', 'copy, paste in the terminal'],
			['?', 'this table']
		],
		close: 'Close'
	},
	emptyDiagram: 'No machines yet.'
};

/** The shape every language has to fill; a missing key is a type error. */
export type Messages = typeof en;
