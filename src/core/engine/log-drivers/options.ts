import { LOG_DRIVERS } from './table.ts';

/** Options that an engine does not take for a log driver; the message is the engine's. */
export class LogOptionError extends Error {
	override name = 'LogOptionError';
}

/** Taken by every driver: how lines wait, and the copy that is kept of what goes away. */
const BUILT_IN = ['mode', 'max-buffer-size'];
const CACHE = ['cache-disabled', 'cache-max-size', 'cache-max-file', 'cache-compress'];

/** @throws LogOptionError. Source of order and wordings: lab 20.10, every option with every driver. */
export function refuseLogOptions(name: string, options: Readonly<Record<string, string>>): void {
	if (name === 'none') return;
	const mode = options['mode'] ?? '';
	if (!['', 'blocking', 'non-blocking'].includes(mode))
		throw new LogOptionError(`logger: logging mode not supported: ${mode}`);
	if (options['max-buffer-size'] !== undefined) {
		if (mode !== 'non-blocking')
			throw new LogOptionError("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
	}
	const driver = LOG_DRIVERS.get(name);
	if (!driver) throw new LogOptionError(`error looking up logging plugin ${name}: plugin "${name}" not found`);
	const lacking = driver.needs && !(driver.needs.option in options) ? driver.needs.says : undefined;
	if (lacking !== undefined) throw new LogOptionError(lacking);
	const known = [...driver.options, ...BUILT_IN, ...CACHE];
	const unknown = Object.keys(options)
		.sort()
		.find((key) => !known.includes(key));
	if (unknown !== undefined)
		throw new LogOptionError(driver.unknown?.(unknown) ?? `unknown log opt '${unknown}' for ${name} log driver`);
	const fault = driver.fault?.(options);
	if (fault !== undefined) throw new LogOptionError(fault);
}
