import type { Task } from '../../core/api/wire/task.ts';
import { fakeEngine, runDocker, type Call } from './fake-client.ts';
import type { ApiHandler } from '../../core/api/wire/http.ts';

/** Objects that upstream's tests give to a printer directly: here an engine has them, and our client asks for them. */

export interface InspectInputs {
	getRef: Record<string, { err: string; obj: unknown }>;
	getNetwork?: Record<string, { err: string; obj: unknown }>;
	refs: string[];
}

export function inspectObjects(
	group: string,
	format: string,
	{ getRef, getNetwork = {}, refs }: InspectInputs,
	nowMs: number
): { output: string; error: string } {
	const handler: ApiHandler = function* (request) {
		const headers = { 'Api-Version': '1.50', Ostype: 'linux' };
		const [, kind = '', name = ''] = request.path
			.replace(/^\/v[\d.]+/, '')
			.replace(/\?.*$/, '')
			.split('/');
		if (kind === '_ping') return { status: 200, headers, body: 'OK' };
		// `self` is this node.
		if (kind === 'info' && getRef['self']?.err !== '<nil>' && getRef['self']) {
			return { status: 500, headers, body: { message: getRef['self'].err } };
		}
		const found = (kind === 'networks' ? getNetwork : getRef)[name];
		if (!found) return { status: 404, headers, body: { message: `no such ${kind}: ${name}` } };
		if (found.err !== '<nil>') return { status: 500, headers, body: { message: found.err } };
		return { status: 200, headers, body: found.obj };
	};
	const option = format === '' ? [] : /^\n?ID:/.test(format) ? ['--pretty'] : [`--format=${format}`];
	const { stdout, stderr } = runDocker({ argv: ['docker', group, 'inspect', ...option, ...refs], handler, nowMs });
	return { output: stdout, error: stderr.replace(/\n$/, '').replace('Error response from daemon: ', '') };
}

/** The clock of a record, which has nanoseconds: what was made within its millisecond is past. */
export function clockOf(now: string): number {
	return Date.parse(now) + 1;
}

/** Upstream's fake client has a node also for a task that has none. */
export function onSomeNode(api: readonly Call[], direct: { kind: string; tasks?: Task[] } | undefined): void {
	const listed = api.flatMap(({ method, result }) =>
		method === 'TaskList' ? ((result[0]?.['Items'] as Task[] | null | undefined) ?? []) : []
	);
	for (const task of [...listed, ...(direct?.tasks ?? [])]) task.NodeID ??= 'node';
}

export interface TaskTable {
	tasks: Task[];
	truncate: boolean;
	quiet: boolean;
	format: string;
}

/** A stack's tasks are looked up alone, so nothing else is asked for. */
export function taskTable({ tasks, truncate, quiet, format }: TaskTable, api: readonly Call[], nowMs: number): string {
	const calls: Call[] = [...api, { method: 'TaskList', result: [{ Items: tasks }, null] }];
	const options = [
		...(truncate ? [] : ['--no-trunc']),
		...(quiet ? ['--quiet'] : []),
		...(api.length === 0 ? ['--no-resolve'] : []),
		`--format=${format}`
	];
	return runDocker({ argv: ['docker', 'stack', 'ps', ...options, 'x'], handler: fakeEngine(calls), nowMs }).stdout;
}
