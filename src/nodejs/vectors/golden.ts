import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from '../../core/docker/format/template.ts';
import { describeClient, type ClientInfo } from '../../core/docker/commands/system/info.ts';
import { describeInfo, serverWarnings } from '../../core/docker/commands/system/info-text.ts';
import type { SystemInfo } from '../../core/api/wire/system.ts';
import { CLIENT_29, fakeEngine, runDocker, type Call } from './fake-client.ts';
import { formatCase, type FormatFile } from './golden-formats.ts';
import {
	clockOf,
	inspectObjects,
	onSomeNode,
	taskTable,
	type InspectInputs,
	type TaskTable
} from './golden-objects.ts';
import { judge, type VectorResult } from './vector.ts';

/** One golden file of docker/cli with what its test fed in (cli-golden/README.md). */
interface Golden {
	id: string;
	golden: string;
	upstreamTest: string;
	command: string;
	args: string[];
	flags: [string, string][];
	configFile: Record<string, string>;
	api: { method: string; args: unknown[]; result?: Record<string, unknown> | null; error?: string | null }[];
	direct: Direct[];
	now: string;
}

type Direct =
	| { kind: 'prettyPrintInfo'; info: Record<string, unknown> }
	| { kind: 'formatInfo'; info: Record<string, unknown>; format: string }
	| ({ kind: 'task table' } & TaskTable)
	| { kind: 'service inspect objects'; format: string; inputs: InspectInputs };

/** Of a command that stands by itself in upstream's test its group is noted alone. */
const BARE: Readonly<Record<string, string>> = { 'docker service': 'docker service inspect' };

/** Flags that upstream's test sets in a way its record did not see. */
const NOT_RECORDED: Readonly<Record<string, readonly string[]>> = {
	'stack-services-with-quiet-option.golden': ['--quiet']
};

/** Whether a directory holds golden files. */
export function isGoldenDirectory(directory: string): boolean {
	return readdirSync(directory).includes('formats') || readdirSync(directory).some((name) => name === 'index.json');
}

/** Runs all golden files and formatter cases of a directory. @returns the results by topic */
export function runGoldens(directory: string): { topic: string; results: VectorResult[] }[] {
	const folders = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
	return folders
		.map(({ name }) => name)
		.sort()
		.map((name) => ({ topic: name, results: name === 'formats' ? formats(directory) : goldens(directory, name) }));
}

function goldens(directory: string, folder: string): VectorResult[] {
	const names = readdirSync(join(directory, folder)).filter((name) => name.endsWith('.json'));
	return names.sort().map((name) => {
		const golden = JSON.parse(readFileSync(join(directory, folder, name), 'utf8')) as Golden;
		const expected = readFileSync(join(directory, golden.golden), 'utf8');
		return judge(`${folder}/${name.replace(/\.json$/, '')}`, () => [expected, printedBy(golden)]);
	});
}

function formats(directory: string): VectorResult[] {
	const names = readdirSync(join(directory, 'formats')).filter((name) => name.endsWith('.json'));
	return names.sort().flatMap((name) => {
		const { formatter, cases } = JSON.parse(readFileSync(join(directory, 'formats', name), 'utf8')) as FormatFile;
		return cases.map((one) =>
			judge(one.id, () => [{ output: one.output, error: one.error }, formatCase(formatter, one)])
		);
	});
}

function printedBy(golden: Golden): string {
	const wantsErrors = /stderr|-warnings?\.golden$/.test(golden.golden);
	const direct = golden.direct[0];
	const nowMs = clockOf(golden.now);
	if (direct?.kind === 'prettyPrintInfo') return info(direct.info)[wantsErrors ? 'stderr' : 'stdout'];
	if (direct?.kind === 'formatInfo') {
		// An empty list of plugins is shown as such.
		const client = direct.info['ClientInfo'] as ClientInfo | undefined;
		if (client) client.Plugins ??= [];
		const source = direct.format === 'json' ? '{{json .}}' : direct.format;
		return `${new Template(source).execute(direct.info, 'system.dockerInfo29')}\n`;
	}
	if (direct?.kind === 'service inspect objects') {
		return inspectObjects('service', direct.format, direct.inputs, nowMs).output;
	}
	const api = golden.api.map(({ method, args, result, error }): Call => ({
		method,
		args,
		result: [result ?? {}, error ? { error } : null]
	}));
	if (api.some(({ method, args }) => method === 'NodeInspect' && args?.[0] === '')) onSomeNode(api, direct);
	if (direct?.kind === 'task table' && golden.command.startsWith('(')) return taskTable(direct, api, nowMs);
	const isInterrupted = /PromptTerminate/.test(golden.upstreamTest);
	const outcome = runDocker({
		argv: argvOf(golden),
		handler: fakeEngine(api),
		nowMs,
		files: { '/root/.docker/config.json': JSON.stringify(golden.configFile) },
		...(isInterrupted
			? { interrupted: true }
			: { stdin: golden.api.some(({ method }) => method === 'VolumePrune') ? 'y\n' : 'n\n' })
	});
	return wantsErrors ? outcome.stderr : outcome.stdout;
}

function argvOf({ command, args, flags, golden }: Golden): string[] {
	const words = (BARE[command] ?? command).split(' ');
	// Lists are run as a command of their own.
	if (words.length === 2 && golden.includes('-list-')) words.push('ls');
	// Some have their flags among the arguments, too.
	const missing = NOT_RECORDED[golden.replace(/^.*\//, '')] ?? [];
	const given = args.some((arg) => arg.startsWith('--')) ? [] : flags.map(([name, value]) => `--${name}=${value}`);
	return [...words, ...missing, ...given, ...args];
}

/** What `docker info` prints of an answer. Source: docker/cli command/system/info.go, prettyPrintInfo. */
function info(whole: Record<string, unknown>): { stdout: string; stderr: string } {
	const { ServerErrors = [], ClientErrors = [] } = whole as { ServerErrors?: string[]; ClientErrors?: string[] };
	const client = whole['ClientInfo'] as ClientInfo | undefined;
	const isAnswered = whole['ID'] !== undefined;
	const server = isAnswered ? `${describeInfo(whole as unknown as SystemInfo, CLIENT_29)}\n` : '';
	const warnings = (client?.Plugins ?? []).flatMap(({ Err, Path }) =>
		Err ? [`WARNING: Plugin "${Path}" is not valid: ${Err}`] : []
	);
	const errors = [
		...warnings,
		...ClientErrors.map((text) => `ERROR: ${text}`),
		...(isAnswered ? serverWarnings(whole as unknown as SystemInfo) : []),
		...ServerErrors.map((text) => `ERROR: ${text}`)
	];
	return {
		stdout: `${describeClient(client, CLIENT_29)}\nServer:\n${server}`,
		stderr: errors.map((text) => `${text}\n`).join('')
	};
}
