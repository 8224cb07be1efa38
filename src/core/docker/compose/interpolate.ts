import { CliError, quote } from '../errors.ts';
import { substitute, TemplateFault, type Lookup } from './template.ts';
import { Float } from './yaml/scalar.ts';
import { emptyMap, isMap, type Yaml, type YamlMap } from './yaml/read.ts';

/** Replaces variables in every text of a file. @throws CliError that names the place */
export function interpolate(file: YamlMap, lookup: Lookup): YamlMap {
	const result = emptyMap();
	for (const key of Object.keys(file).sort()) result[key] = inside(file[key]!, [key], lookup);
	return result;
}

function inside(value: Yaml, path: readonly string[], lookup: Lookup): Yaml {
	if (typeof value === 'string') return text(value, path, lookup);
	if (Array.isArray(value)) return value.map((item) => inside(item, [...path, '[]'], lookup));
	if (!isMap(value)) return value;
	const result = emptyMap();
	for (const key of Object.keys(value).sort()) result[key] = inside(value[key]!, [...path, key], lookup);
	return result;
}

function text(value: string, path: readonly string[], lookup: Lookup): Yaml {
	let replaced: string;
	try {
		replaced = substitute(value, lookup);
	} catch (error) {
		if (!(error instanceof TemplateFault)) throw error;
		throw new CliError(
			`invalid interpolation format for ${path.join('.')}: ${quote(error.message)}; you may need to escape any $ with another $`
		);
	}
	if (replaced === value) return value;
	const cast = CASTS.find(([pattern]) => matches(pattern.split('.'), path))?.[1];
	if (!cast) return replaced;
	try {
		return cast(replaced);
	} catch (error) {
		if (!(error instanceof CliError)) throw error;
		throw new CliError(
			`error while interpolating ${path.join('.')}: failed to cast to expected type: ${error.message}`
		);
	}
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
	// A key may hold dots itself: the path is compared as Docker writes it.
	const parts = path.join('.').split('.');
	return pattern.length === parts.length && pattern.every((part, i) => part === '*' || part === parts[i]);
}

type Cast = (text: string) => Yaml;

const toInt: Cast = (value) => {
	if (!/^[-+]?\d+$/.test(value)) throw new CliError(`strconv.Atoi: parsing ${quote(value)}: invalid syntax`);
	if (Math.abs(Number(value)) > 2 ** 63) {
		throw new CliError(`strconv.Atoi: parsing ${quote(value)}: value out of range`);
	}
	return Number(value);
};

const toFloat: Cast = (value) => {
	if (!/^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(value)) {
		throw new CliError(`strconv.ParseFloat: parsing ${quote(value)}: invalid syntax`);
	}
	return new Float(Number(value));
};

const toBoolean: Cast = (value) => {
	if (['y', 'yes', 'true', 'on'].includes(value.toLowerCase())) return true;
	if (['n', 'no', 'false', 'off'].includes(value.toLowerCase())) return false;
	throw new CliError(`invalid boolean: ${value}`);
};

/** Where a text that came from variables becomes something else. Source: docker/cli cli/compose/loader/interpolate.go. */
const CASTS: readonly (readonly [string, Cast])[] = [
	['services.*.configs.[].mode', toInt],
	['services.*.secrets.[].mode', toInt],
	['services.*.healthcheck.retries', toInt],
	['services.*.healthcheck.disable', toBoolean],
	['services.*.deploy.replicas', toInt],
	['services.*.deploy.update_config.parallelism', toInt],
	['services.*.deploy.update_config.max_failure_ratio', toFloat],
	['services.*.deploy.rollback_config.parallelism', toInt],
	['services.*.deploy.rollback_config.max_failure_ratio', toFloat],
	['services.*.deploy.restart_policy.max_attempts', toInt],
	['services.*.deploy.placement.max_replicas_per_node', toInt],
	['services.*.ports.[].target', toInt],
	['services.*.ports.[].published', toInt],
	['services.*.ulimits.*', toInt],
	['services.*.ulimits.*.hard', toInt],
	['services.*.ulimits.*.soft', toInt],
	['services.*.privileged', toBoolean],
	['services.*.oom_score_adj', toInt],
	['services.*.read_only', toBoolean],
	['services.*.stdin_open', toBoolean],
	['services.*.tty', toBoolean],
	['services.*.volumes.[].read_only', toBoolean],
	['services.*.volumes.[].volume.nocopy', toBoolean],
	['networks.*.external', toBoolean],
	['networks.*.internal', toBoolean],
	['networks.*.attachable', toBoolean],
	['volumes.*.external', toBoolean],
	['secrets.*.external', toBoolean],
	['configs.*.external', toBoolean]
];
