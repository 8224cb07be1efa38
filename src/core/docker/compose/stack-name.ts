import { CliError } from '../errors.ts';

/** The label that ties everything of a stack together. */
export const NAMESPACE_LABEL = 'com.docker.stack.namespace';

/** A stack's name, and what it makes of names and labels. */
export class StackName {
	/** @throws CliError for an empty name */
	constructor(readonly name: string) {
		if (name.replace(/^[\s"']+/, '') === '') throw new CliError(`invalid stack name: ${JSON.stringify(name)}`);
	}

	scope(name: string): string {
		return `${this.name}_${name}`;
	}

	descope(name: string): string {
		return name.startsWith(`${this.name}_`) ? name.slice(this.name.length + 1) : name;
	}

	labels(labels: ReadonlyMap<string, string> | undefined): Record<string, string> {
		return { ...Object.fromEntries(labels ?? []), [NAMESPACE_LABEL]: this.name };
	}

	/** Of a list request. */
	get filter(): string {
		return `${NAMESPACE_LABEL}=${this.name}`;
	}
}
