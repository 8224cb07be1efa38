import type { CommandContext } from '../../context.ts';
import { atLeast } from '../../../era/era.ts';
import type { Service, ServiceSpec } from '../../../api/wire/service.ts';
import type { Process } from '../../../sim/process.ts';

/**
 * A service with its spec as it is stored, for looking at it or for sending it back changed. Clients of 28 know a
 * privilege that older engines leave out, and write it (recordings/stack.jsonl, service inspect and scale).
 */
export function* fetchService(context: CommandContext, name: string, insertDefaults = false): Process<Service> {
	const service = yield* context.engine.get<Service>(`/services/${name}`, {
		insertDefaults: String(insertDefaults)
	});
	if (context.era.commandLine === 'cobra')
		for (const key of ['Spec', 'PreviousSpec'] as const) if (service[key]) service[key] = completeSpec(service[key]);
	if (atLeast(context.era.id, '28.2')) {
		for (const spec of [service.Spec, service.PreviousSpec]) if (spec) completePrivileges(spec);
	}
	return service;
}

/** What the engines of 1.12 leave out and the types of newer clients always write. Source: moby api/types/swarm. */
function completeSpec(spec: ServiceSpec): ServiceSpec {
	const { Name, Labels = null, TaskTemplate, ...rest } = spec;
	const complete = { Name, Labels, TaskTemplate: { ...TaskTemplate }, ...rest };
	complete.TaskTemplate.ForceUpdate ??= 0;
	for (const key of ['UpdateConfig', 'RollbackConfig'] as const) {
		const config = complete[key];
		if (config) complete[key] = { ...config, MaxFailureRatio: config.MaxFailureRatio ?? 0, Order: config.Order ?? '' };
	}
	return complete;
}

function completePrivileges(spec: ServiceSpec): void {
	const container = spec.TaskTemplate.ContainerSpec;
	if (!container?.Privileges || 'NoNewPrivileges' in container.Privileges) return;
	container.Privileges = { ...container.Privileges, NoNewPrivileges: false };
}
