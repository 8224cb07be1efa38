import { goQuote } from './quote.ts';

/** The syntax tree of a template, and how error texts show its parts. Source: Go text/template/parse/node.go. */
export type Node =
	| { type: 'text'; text: string; at: number }
	| { type: 'action'; pipe: Pipe; at: number }
	| { type: 'if' | 'range' | 'with'; pipe: Pipe; body: Node[]; otherwise: Node[] | undefined; at: number }
	| { type: 'break' | 'continue'; at: number }
	| { type: 'template'; name: string; pipe: Pipe | undefined; at: number };

export interface Pipe {
	type: 'pipe';
	at: number;
	isAssign: boolean;
	declares: Variable[];
	commands: Command[];
}

export interface Command {
	type: 'command';
	at: number;
	args: Operand[];
}

export interface Variable {
	type: 'variable';
	at: number;
	/** '$x', then fields. */
	path: string[];
}

export type Operand =
	| Variable
	| Pipe
	| { type: 'field'; at: number; path: string[] }
	| { type: 'chain'; at: number; node: Operand; path: string[] }
	| { type: 'identifier'; at: number; name: string }
	| { type: 'dot'; at: number }
	| { type: 'nil'; at: number }
	| { type: 'bool'; at: number; value: boolean }
	| { type: 'number'; at: number; value: NumberConstant; text: string }
	| { type: 'string'; at: number; value: string; text: string };

export type NumberConstant =
	{ kind: 'int'; value: number } | { kind: 'float'; value: number } | { kind: 'complex'; re: number; im: number };

export function nodeText(node: Operand | Command | Node): string {
	switch (node.type) {
		case 'pipe':
			return pipeText(node);
		case 'command':
			return node.args.map((arg) => (arg.type === 'pipe' ? `(${pipeText(arg)})` : nodeText(arg))).join(' ');
		case 'variable':
			return node.path.join('.');
		case 'field':
			return node.path.map((name) => `.${name}`).join('');
		case 'chain': {
			const inner = nodeText(node.node);
			return (node.node.type === 'pipe' ? `(${inner})` : inner) + node.path.map((name) => `.${name}`).join('');
		}
		case 'identifier':
			return node.name;
		case 'dot':
			return '.';
		case 'nil':
			return 'nil';
		case 'bool':
			return String(node.value);
		case 'number':
		case 'string':
			return node.text;
		case 'text':
			return goQuote(node.text);
		case 'action':
			return `{{${pipeText(node.pipe)}}}`;
		case 'template':
			return `{{template ${goQuote(node.name)}${node.pipe ? ` ${pipeText(node.pipe)}` : ''}}}`;
		case 'break':
		case 'continue':
			return `{{${node.type}}}`;
		case 'if':
		case 'range':
		case 'with':
			return `{{${node.type} ${pipeText(node.pipe)}}}`;
		default:
			return node satisfies never;
	}
}

function pipeText({ declares, isAssign, commands }: Pipe): string {
	const names = declares.map((variable) => nodeText(variable)).join(', ');
	const start = declares.length > 0 ? `${names} ${isAssign ? '=' : ':='} ` : '';
	return start + commands.map((command) => nodeText(command)).join(' | ');
}
