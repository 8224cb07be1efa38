import type { Config } from '../../core/api/wire/config.ts';
import type { ContainerSummary } from '../../core/api/wire/container.ts';
import type { Network } from '../../core/api/wire/network.ts';
import type { Node } from '../../core/api/wire/node.ts';
import type { Secret } from '../../core/api/wire/secret.ts';
import type { Service } from '../../core/api/wire/service.ts';
import type { SystemInfo } from '../../core/api/wire/system.ts';
import type { Task } from '../../core/api/wire/task.ts';
import type { Volume } from '../../core/api/wire/volume.ts';
import type { Column } from '../../core/docker/command.ts';
import { configColumns } from '../../core/docker/commands/config/ls.ts';
import { v28_2 } from '../../core/era/v28.2.ts';
import { containerColumns } from '../../core/docker/commands/container/ls.ts';
import { networkColumns } from '../../core/docker/commands/network/ls.ts';
import { nodeColumns } from '../../core/docker/commands/node/ls.ts';
import { secretColumns } from '../../core/docker/commands/secret/ls.ts';
import { serviceColumns } from '../../core/docker/commands/service/ls.ts';
import { taskColumns } from '../../core/docker/commands/service/task-table.ts';
import { volumeColumns } from '../../core/docker/commands/volume/ls.ts';
import { CliError } from '../../core/docker/errors.ts';
import { renderList } from '../../core/docker/format/list.ts';
import { CLIENT_29 } from './fake-client.ts';
import { clockOf, inspectObjects, type InspectInputs } from './golden-objects.ts';

/** docker/cli's formatters, each with what its tests gave it: objects, a template and what came out. */
export interface FormatFile {
	formatter: string;
	cases: FormatCase[];
}

export interface FormatCase {
	id: string;
	format: string;
	truncate: boolean;
	inputs: Record<string, unknown>;
	output: string;
	error: string;
	now: string;
}

type Outcome = { output: string; error: string };
type Items<T> = { Items: T[] | null };

export function formatCase(formatter: string, one: FormatCase): Outcome {
	const { inputs, format, truncate } = one;
	const nowMs = clockOf(one.now);
	const group = /^(\w+) inspect$/.exec(formatter)?.[1];
	if (group !== undefined) return inspectObjects(group, format, inputs as unknown as InspectInputs, nowMs);
	const items = <T>(name: string): T[] => (inputs[name] as Items<T>).Items ?? [];
	switch (formatter) {
		case 'config ls':
			return list(
				format,
				configColumns,
				'*config.configContext',
				items<Config>('configs').map((object) => ({ object, nowMs }))
			);
		case 'secret ls':
			return list(
				format,
				secretColumns,
				'*secret.secretContext',
				items<Secret>('secrets').map((object) => ({ object, nowMs }))
			);
		case 'network ls':
			return list(
				format,
				networkColumns,
				'*network.networkContext',
				items<Network>('networks').map((network) => ({ network, truncate }))
			);
		case 'volume ls':
			return list(format, volumeColumns, '*formatter.volumeContext', (inputs['volumes'] as Volume[] | null) ?? []);
		case 'service ls / stack services':
			return list(format, serviceColumns, '*service.serviceContext', items<Service>('services'));
		case 'container ls':
			return list(
				format,
				containerColumns,
				'*formatter.ContainerContext',
				((inputs['containers'] as ContainerSummary[] | null) ?? []).map((container) => ({
					container,
					truncate,
					era: v28_2,
					nowMs
				}))
			);
		case 'node ls': {
			const { Swarm: self } = (inputs['info'] as { Info: SystemInfo }).Info;
			const rows = items<Node>('nodes').map((node) => ({
				node,
				isSelf: node.ID === self.NodeID,
				tlsOfSwarm: self.Cluster?.TLSInfo
			}));
			return list(format, nodeColumns, '*node.nodeContext', rows);
		}
		case 'task table (service ps / node ps / stack ps)': {
			const { names, nodes } = inputs as { names: Record<string, string>; nodes: Record<string, string> };
			const rows = items<Task>('tasks').map((task) => ({
				task,
				name: names[task.ID] ?? '',
				node: nodes[task.ID] ?? '',
				truncate,
				nowMs
			}));
			return list(format, taskColumns, '*task.taskContext', rows);
		}
		default:
			throw new Error(`no formatter ${formatter}`);
	}
}

function list<T>(format: string, columns: readonly Column<T>[], typeName: string, rows: readonly T[]): Outcome {
	try {
		const options = { format, columns, typeName, rows, table: '' };
		return { output: renderList(CLIENT_29, options), error: '' };
	} catch (error) {
		if (error instanceof CliError) return { output: '', error: error.message };
		throw error;
	}
}
