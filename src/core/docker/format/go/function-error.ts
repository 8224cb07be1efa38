/** What a function called by a template returned as its error. */
export class FunctionError extends Error {
	override name = 'FunctionError';
}
