/** Something that befalls the world, parsed from the words after `fault`. */
export type Fault =
	| { type: 'stop' | 'start' | 'kill daemon' | 'power off' | 'power on' | 'pause' | 'resume'; machine: string }
	| { type: 'partition'; sides: string[][] }
	| { type: 'heal' }
	/** Loss of messages of a kind ('raft', 'call') or on a link, 0..1. */
	| { type: 'drop'; what: 'raft' | 'call' | { a: string; b: string }; loss: number }
	| { type: 'block'; machine: string; port: number }
	| { type: 'delay'; a: string; b: string; ms: number }
	| { type: 'kill task'; task: string };

/** One line for each form, for `fault` without words and for errors. */
export const FAULT_USAGE: readonly string[] = [
	'fault stop NODE              stop the Docker daemon, as systemctl stop docker does',
	'fault start NODE             start it again; also gives power back',
	'fault kill NODE              kill the Docker daemon; its containers run on',
	'fault power off NODE         cut the power',
	'fault power on NODE          switch it on again',
	'fault pause NODE             freeze the machine',
	'fault resume NODE            let it go on',
	'fault partition A B | C D    cut the network in two or more sides',
	'fault heal                   mend the network: cuts, losses and delays',
	'fault drop raft|call|A-B 30% lose messages of a kind, or on a link',
	'fault block NODE 7946        a firewall on the machine drops 2377, 4789 or 7946, or 443 (images)',
	'fault delay A-B 200ms        slow a link down',
	'fault kill task web.2        end the container of a task'
];

/** What was typed is no fault, or names nothing that is there. The message is one line, in the style of the shell. */
export class FaultError extends Error {
	override name = 'FaultError';
}

/**
 * @param machines names that may stand for NODE; `leader` stands for the present one (`leader` argument, '' for none)
 * @throws FaultError
 */
export function parseFault(text: string, machines: readonly string[], leader: string): Fault {
	const words = text.trim().split(/\s+/);
	const verb = words[0] ?? '';
	const node = (word: string | undefined): string => {
		if (word === undefined) throw new FaultError(`fault: ${verb}: which machine? There are: ${machines.join(' ')}`);
		if (word === 'leader') {
			if (!leader) throw new FaultError('fault: there is no leader');
			return leader;
		}
		if (!machines.includes(word)) throw new FaultError(`fault: no machine ${word}. There are: ${machines.join(' ')}`);
		return word;
	};
	const only = (count: number): void => {
		if (words.length > count) throw new FaultError(`fault: ${verb}: one word too many: ${words[count]!}`);
	};
	switch (verb) {
		case 'stop':
		case 'start':
		case 'pause':
		case 'resume':
			only(2);
			return { type: verb, machine: node(words[1]) };
		case 'power':
			only(3);
			if (words[1] !== 'off' && words[1] !== 'on') throw new FaultError('fault: power: off or on?');
			return { type: `power ${words[1]}`, machine: node(words[2]) };
		case 'kill':
			if (words[1] === 'task') {
				only(3);
				if (!words[2]) throw new FaultError('fault: kill task: which task? As in web.2');
				return { type: 'kill task', task: words[2] };
			}
			only(2);
			return { type: 'kill daemon', machine: node(words[1]) };
		case 'heal':
			only(1);
			return { type: 'heal' };
		case 'partition': {
			const sides = text
				.trim()
				.slice('partition'.length)
				.split('|')
				.map((side) => side.trim().split(/\s+/).filter(Boolean).map(node));
			if (sides.some((side) => side.length === 0))
				throw new FaultError('fault: partition: a side is empty. As in: partition mgr1 | mgr2 mgr3');
			const all = sides.flat();
			const twice = all.find((name, i) => all.indexOf(name) !== i);
			if (twice) throw new FaultError(`fault: partition: ${twice} stands on two sides`);
			if (sides.length === 1 && all.length === machines.length)
				throw new FaultError('fault: partition: nobody is left for the other side');
			return { type: 'partition', sides };
		}
		case 'drop': {
			only(3);
			const loss = /^(\d+(?:\.\d+)?)%$/.exec(words[2] ?? '');
			if (!loss || Number(loss[1]) > 100) throw new FaultError('fault: drop: how much? As in: drop raft 30%');
			const what = words[1] === 'raft' || words[1] === 'call' ? words[1] : link(words[1], node);
			return { type: 'drop', what, loss: Number(loss[1]) / 100 };
		}
		case 'block': {
			only(3);
			const machine = node(words[1]);
			if (!/^(443|2377|4789|7946)$/.test(words[2] ?? ''))
				throw new FaultError('fault: block: which port? 2377, 4789, 7946, or 443');
			return { type: 'block', machine, port: Number(words[2]) };
		}
		case 'delay': {
			only(3);
			const ms = /^(\d+)(ms|s)$/.exec(words[2] ?? '');
			if (!ms) throw new FaultError('fault: delay: how long? As in: delay mgr1-mgr2 200ms');
			return { type: 'delay', ...link(words[1], node), ms: Number(ms[1]) * (ms[2] === 's' ? 1000 : 1) };
		}
		default:
			throw new FaultError(verb ? `fault: no fault called ${verb}\n${FAULT_USAGE.join('\n')}` : FAULT_USAGE.join('\n'));
	}
}

function link(word: string | undefined, node: (word: string) => string): { a: string; b: string } {
	const parts = (word ?? '').split('-');
	if (parts.length !== 2) throw new FaultError(`fault: ${word ?? ''} is no link. As in: mgr1-mgr2`);
	return { a: node(parts[0]!), b: node(parts[1]!) };
}
