/** Variables in a Compose file: $NAME, ${NAME}, ${NAME:-default}, ${NAME:?error}. Source: docker/cli cli/compose/template. */

export type Lookup = (name: string) => string | undefined;

/** A text with a $ that begins no variable, or a variable that has to be set and is not. */
export class TemplateFault extends Error {
	override name = 'TemplateFault';
}

const VARIABLE = /\$(?:(\$)|([_a-z][_a-z0-9]*(?::?[-?][^}]*)?)|\{([_a-z][_a-z0-9]*(?::?[-?][^}]*)?)\}|())/gi;

/** @throws TemplateFault with the template or the reason */
export function substitute(template: string, lookup: Lookup): string {
	let fault: TemplateFault | undefined;
	const text = template.replace(VARIABLE, (_, escaped?: string, named?: string, braced?: string) => {
		if (escaped !== undefined) return escaped;
		const expression = named ?? braced;
		if (expression === undefined) {
			fault = new TemplateFault(template);
			return '';
		}
		try {
			// A later variable without a fault takes back the fault of an earlier one, as it does in Docker.
			fault = undefined;
			return evaluate(expression, lookup);
		} catch (error) {
			if (!(error instanceof TemplateFault)) throw error;
			fault = error;
			return '';
		}
	});
	if (fault) throw fault;
	return text;
}

/** Looks for the operators anywhere in the expression, in this order. */
function evaluate(expression: string, lookup: Lookup): string {
	for (const [operator, isMissing, isRequired] of OPERATORS) {
		const at = expression.indexOf(operator);
		if (at < 0) continue;
		const name = expression.slice(0, at);
		const rest = expression.slice(at + operator.length);
		const value = lookup(name);
		if (!isMissing(value)) return value ?? '';
		if (isRequired) throw new TemplateFault(`required variable ${name} is missing a value: ${rest}`);
		return rest;
	}
	return lookup(expression) ?? '';
}

const isUnset = (value: string | undefined): boolean => value === undefined;
const isEmpty = (value: string | undefined): boolean => value === undefined || value === '';
const OPERATORS = [
	[':-', isEmpty, false],
	['-', isUnset, false],
	[':?', isEmpty, true],
	['?', isUnset, true]
] as const;
