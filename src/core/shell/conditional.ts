import type { TestExpression } from 'unbash';
import { joinPath, type Stat } from '../sim/files.ts';
import type { Process } from '../sim/process.ts';
import { evaluateArithmetic, expandPattern, expandRegex, expandText } from './expand.ts';
import type { Interpreter } from './interpreter.ts';
import { matches } from './pattern.ts';
import { POSIX_CLASSES } from './posix-regex.ts';
import { ShellError } from './shell-error.ts';
import { entryOf } from '../sim/table.ts';

export const UNARY_TESTS = new Set(
	'-a -b -c -d -e -f -g -h -k -L -n -N -o -O -G -p -r -R -s -S -t -u -v -w -x -z'.split(' ')
);
export const BINARY_TESTS = new Set('= == != < > -eq -ne -lt -le -gt -ge -nt -ot -ef'.split(' '));
const ARITHMETIC_TESTS = new Set(['-eq', '-ne', '-lt', '-le', '-gt', '-ge']);

/** [[ … ]] */
export function* evaluateConditional(shell: Interpreter, node: TestExpression): Process<boolean> {
	switch (node.type) {
		case 'TestLogical':
			for (const operand of node.operands) {
				const value = yield* evaluateConditional(shell, operand);
				if (value !== (node.operator === '&&')) return value;
			}
			return node.operator === '&&';
		case 'TestNot': {
			const value = yield* evaluateConditional(shell, node.operand);
			return node.negations.length % 2 === 1 ? !value : value;
		}
		case 'TestGroup':
			return yield* evaluateConditional(shell, node.expression);
		case 'TestUnary':
			return testUnary(shell, node.operator, yield* expandText(shell, node.operand));
		case 'TestBinary': {
			const left = yield* expandText(shell, node.left);
			const ignoreCase = shell.options.has('nocasematch');
			if (node.operator === '=~') return matchRegex(shell, left, yield* expandRegex(shell, node.right), ignoreCase);
			if (node.operator === '=' || node.operator === '==' || node.operator === '!=') {
				return matches(left, yield* expandPattern(shell, node.right), { ignoreCase }) === (node.operator !== '!=');
			}
			const right = yield* expandText(shell, node.right);
			if (!ARITHMETIC_TESTS.has(node.operator)) return testBinary(shell, left, node.operator, right);
			return compare(yield* evaluateArithmetic(shell, left), node.operator, yield* evaluateArithmetic(shell, right));
		}
	}
}

function matchRegex(shell: Interpreter, text: string, source: string, ignoreCase: boolean): boolean {
	const posix = source.replace(/\[:(\w+):\]/g, (whole, name: string) => entryOf(POSIX_CLASSES, name) ?? whole);
	let regex: RegExp;
	try {
		regex = new RegExp(posix, ignoreCase ? 'is' : 's');
	} catch {
		throw new ShellError(`[[: ${source}: invalid regular expression`, 2);
	}
	const match = regex.exec(text);
	shell.variables.setArray('BASH_REMATCH', match ? match.map((group) => group ?? '') : []);
	return match !== null;
}

export function testUnary(shell: Interpreter, operator: string, operand: string): boolean {
	switch (operator) {
		case '-z':
			return operand === '';
		case '-n':
			return operand !== '';
		case '-v':
			return /^\d+$/.test(operand)
				? shell.positional[Number(operand) - 1] !== undefined
				: shell.variables.get(operand) !== undefined;
		case '-o':
			return shell.options.has(operand);
		case '-t':
			return shell.descriptors.get(Number(operand))?.terminal !== undefined;
		default: {
			const stat = statOf(shell, operand, operator !== '-h' && operator !== '-L');
			return stat !== undefined && testFile(operator, stat);
		}
	}
}

function testFile(operator: string, stat: Stat): boolean {
	switch (operator) {
		case '-f':
			return stat.kind === 'file';
		case '-d':
			return stat.kind === 'directory';
		case '-h':
		case '-L':
			return stat.kind === 'symlink';
		case '-c':
			return stat.kind === 'device';
		case '-s':
			return stat.size > 0;
		case '-x':
			return stat.kind === 'directory' || (stat.mode & 0o111) !== 0;
		case '-u':
			return (stat.mode & 0o4000) !== 0;
		case '-g':
			return (stat.mode & 0o2000) !== 0;
		case '-k':
			return (stat.mode & 0o1000) !== 0;
		case '-b':
		case '-p':
		case '-S':
		case '-N':
		case '-R':
			return false;
		default:
			// -a -e -r -w -O -G: it is there, and root may do anything.
			return true;
	}
}

export function testBinary(shell: Interpreter, left: string, operator: string, right: string): boolean {
	switch (operator) {
		case '=':
		case '==':
			return left === right;
		case '!=':
			return left !== right;
		case '<':
			return left < right;
		case '>':
			return left > right;
		case '-nt':
		case '-ot':
		case '-ef': {
			const a = statOf(shell, left, true);
			const b = statOf(shell, right, true);
			if (operator === '-ef') return a !== undefined && a.inode === b?.inode;
			const [newer, older] = operator === '-nt' ? [a, b] : [b, a];
			return newer !== undefined && (older === undefined || newer.mtimeMs > older.mtimeMs);
		}
		default:
			return compare(BigInt(left), operator, BigInt(right));
	}
}

function compare(a: bigint, operator: string, b: bigint): boolean {
	switch (operator) {
		case '-eq':
			return a === b;
		case '-ne':
			return a !== b;
		case '-lt':
			return a < b;
		case '-le':
			return a <= b;
		case '-gt':
			return a > b;
		default:
			return a >= b;
	}
}

function statOf(shell: Interpreter, path: string, follow: boolean): Stat | undefined {
	if (path === '') return undefined;
	try {
		return shell.machine.files.stat(joinPath(shell.cwd, path), { follow });
	} catch {
		return undefined;
	}
}
