import type { ClusterView } from '../view/cluster.ts';

/**
 * What a lesson cannot know when it is written: `{{worker-token}}`. A blank in a command is filled from what the
 * cluster's managers and machines tell; what differs from world to world would otherwise have to be copied by hand.
 */
interface BlankRow {
	/** What stands after the name, for messages. '' for nothing. */
	argument: '' | 'TASK' | 'SERVICE';
	/** '' while there is none. */
	value(view: ClusterView, machine: string, argument: string): string;
}

const BLANKS: Readonly<Record<string, BlankRow>> = {
	'worker-token': { argument: '', value: (view) => view.bestStore()?.swarm?.workerToken ?? '' },
	'manager-token': { argument: '', value: (view) => view.bestStore()?.swarm?.managerToken ?? '' },
	'unlock-key': { argument: '', value: (view) => view.bestStore()?.swarm?.unlockKey ?? '' },
	/** The last token that the standalone Swarm's hub gave out. */
	'cluster-token': { argument: '', value: (view) => view.classic.tokens.at(-1) ?? '' },
	/** `{{task web.1}}`: the name of the container of the running task, `web.1.<task ID>`. */
	task: {
		argument: 'TASK',
		value: (view, machine, name) => runningTask(view, machine, (task) => task === name)?.name ?? ''
	},
	/** `{{container redis1}}`: the short ID of a container of the service on the machine of the prompt. */
	container: {
		argument: 'SERVICE',
		value: (view, machine, name) =>
			runningTask(view, machine, (task) => task.startsWith(`${name}.`))?.id.slice(0, 12) ?? ''
	}
};

/** Go templates look alike (`{{json .}}`, `{{end}}`); only these names are ours. */
const BLANK = new RegExp(`\\{\\{ *(${Object.keys(BLANKS).join('|')})(?: +([\\w.-]+))? *\\}\\}`, 'g');

function runningTask(
	view: ClusterView,
	machine: string,
	fits: (task: string) => boolean
): { id: string; name: string } | undefined {
	const containers = [...(view.machines.get(machine)?.containers.values() ?? [])];
	return containers.find(
		({ name, state, taskId }) => state === 'running' && taskId && fits(name.split('.').slice(0, 2).join('.'))
	);
}

/** The command as it is typed; a blank that cannot be filled yet stays as it is. */
export function fillCommand(text: string, machine: string, view: ClusterView): string {
	return text.replace(
		BLANK,
		(blank, name: string, argument = '') => BLANKS[name]!.value(view, machine, String(argument)) || blank
	);
}

/** The command as it is shown: long values cut in the middle, as articles do. */
export function showCommand(text: string, machine: string, view: ClusterView): string {
	return text.replace(BLANK, (blank) => {
		const value = fillCommand(blank, machine, view);
		return value !== blank && value.length > 44 ? `${value.slice(0, 16)}…${value.slice(-8)}` : value;
	});
}

/** Whether a line that ran is this command, whatever its blanks were. Blanks of space count as one. */
export function isSameCommand(line: string, text: string): boolean {
	const plain = (command: string): string => command.replace(/\\\n/g, ' ').replace(/\s+/g, ' ').trim();
	const shown = plain(text);
	let pattern = '';
	let from = 0;
	for (const blank of shown.matchAll(BLANK)) {
		pattern += `${escapeRegex(shown.slice(from, blank.index))}\\S+`;
		from = blank.index + blank[0].length;
	}
	pattern += escapeRegex(shown.slice(from));
	return new RegExp(`^${pattern}$`).test(plain(line));
}

function escapeRegex(text: string): string {
	return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

/** What is wrong with the blanks of a command, undefined when nothing is. */
export function blankProblem(text: string): string | undefined {
	const known = Object.entries(BLANKS).map(([id, { argument }]) => `{{${argument ? `${id} ${argument}` : id}}}`);
	for (const [blank, name = '', argument] of text.matchAll(
		/\{\{ *([a-z]+(?:-[a-z]+)*)(?: +([A-Za-z][\w.-]*))? *\}\}/g
	)) {
		const row = BLANKS[name];
		const isTemplate = !row && !name.includes('-');
		if (!isTemplate && (argument !== undefined) !== ((row?.argument ?? '') !== ''))
			return `no blank \`${blank}\`. Allowed: ${known.join(', ')}.`;
		if (!isTemplate && !row) return `no blank \`${blank}\`. Allowed: ${known.join(', ')}.`;
	}
	return undefined;
}
