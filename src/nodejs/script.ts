import { parseDuration } from '../core/lesson/duration.ts';
import { isIncomplete } from '../core/lesson/shell-lines.ts';
import { classicShape, DEFAULT_NETWORK, numberedMachines, type ClusterShape } from '../core/world/cluster-shape.ts';
import { UsageError } from './arguments.ts';

/** One step of a script: what `swarmlab exec` and `swarmlab conformance` do one after the other. */
export type ScriptStep = { line: number } & (
	| { type: 'cluster'; shape: ClusterShape }
	| { type: 'wait'; ms: number }
	| { type: 'fault'; text: string }
	/** For the next command only: it runs on a terminal, is interrupted, gets keys. */
	| { type: 'tty' }
	| { type: 'interrupt'; ms: number }
	| { type: 'keys'; ms: number; text: string }
	/** For the rest of the file: only for clients of this version and later. */
	| { type: 'since'; version: string }
	| { type: 'command'; machine: string; command: string }
	| { type: 'problem'; text: string }
);

const PROMPT = /^(?:root@([a-z][a-z0-9-]*) ?\$? |([a-z][a-z0-9-]*)\$ )(.*)$/;
const DIRECTIVE = /^# ?(cluster|machines|classic|wait|fault|tty|interrupt|keys|since)(?: (.*))?$/;

/**
 * Reads lines `mgr1$ docker node ls` (a command that is not complete goes on in the next line) and directives:
 * `# cluster 3m3w`, `# machines a b c`, `# classic rc1` (the standalone Swarm's machines), `# wait 30s`, `# fault stop mgr1`; `# tty`, `# interrupt 5s`,
 * `# keys 1s exit\r` for the command that follows; `# since 28.2`. Other lines that begin with # are comments.
 */
export function parseScript(text: string): ScriptStep[] {
	const lines = text.split('\n');
	const steps: ScriptStep[] = [];
	for (let i = 0; i < lines.length; i++) {
		const line = i + 1;
		const content = lines[i]!;
		if (content.trim() === '') continue;
		const directive = DIRECTIVE.exec(content);
		if (directive) {
			steps.push({ line, ...parseDirective(directive[1]!, (directive[2] ?? '').trim()) });
			continue;
		}
		if (content.startsWith('#')) continue;
		const prompt = PROMPT.exec(content);
		if (!prompt) {
			steps.push({ line, type: 'problem', text: `no prompt such as \`mgr1$ \` before: ${content}` });
			continue;
		}
		let command = prompt[3]!;
		while (isIncomplete(command) && i + 1 < lines.length) command += `\n${lines[++i]!.replace(/^> /, '')}`;
		steps.push({ line, type: 'command', machine: prompt[1] ?? prompt[2]!, command });
	}
	return steps;
}

type Parsed = ScriptStep extends infer S ? (S extends { line: number } ? Omit<S, 'line'> : never) : never;

function parseDirective(name: string, words: string): Parsed {
	switch (name) {
		case 'cluster':
			try {
				return { type: 'cluster', shape: formedShape(words) };
			} catch (error) {
				return { type: 'problem', text: (error as UsageError).message };
			}
		case 'machines':
			return { type: 'cluster', shape: looseMachines(words.split(/\s+/)) };
		case 'classic':
			if (words === 'rc1' || words === '1.2.5') return { type: 'cluster', shape: classicShape(words) };
			return { type: 'problem', text: '`# classic` is followed by rc1 or 1.2.5' };
		case 'fault':
			return { type: 'fault', text: words };
		case 'tty':
			return { type: 'tty' };
		case 'since':
			return { type: 'since', version: words };
		default: {
			const [duration = '', ...rest] = words.split(' ');
			const ms = parseDuration(duration);
			if (ms === undefined) return { type: 'problem', text: `${duration} is no duration such as 30s` };
			if (name === 'keys') return { type: 'keys', ms, text: JSON.parse(`"${rest.join(' ')}"`) as string };
			return { type: name as 'wait' | 'interrupt', ms };
		}
	}
}

/** '3m2w' → a formed swarm. @throws UsageError */
export function formedShape(text: string): ClusterShape {
	const match = /^(\d+)m(?:(\d+)w)?$/.exec(text);
	const managers = Number(match?.[1]);
	const workers = Number(match?.[2] ?? 0);
	if (!match || managers < 1 || managers > 7 || workers > 30)
		throw new UsageError(`${text} is no cluster such as 3m2w (1 to 7 managers)`);
	return { machines: numberedMachines(managers, workers), formed: true, network: DEFAULT_NETWORK };
}

/** Machines with Docker that are no swarm yet. */
function looseMachines(names: readonly string[]): ClusterShape {
	const machines = names.map((name, i) => ({
		name,
		role: /^m/.test(name) ? ('manager' as const) : ('worker' as const),
		host: i + 1
	}));
	return { machines, formed: false, network: DEFAULT_NETWORK };
}
