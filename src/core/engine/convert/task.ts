import { compact, listOrNone, nonEmpty, nonZero } from '../../api/compact.ts';
import type * as api from '../../api/wire/task.ts';
import type { Network, Task } from '../../swarm/objects.ts';
import { stateName } from '../../swarm/task-state.ts';
import { labelsToApi, metaToApi, versionToApi } from './meta.ts';
import { swarmNetworkToApi } from './network.ts';
import { portToApi } from './service.ts';
import { genericToApi, taskSpecToApi } from './task-spec.ts';

/**
 * Source: moby daemon/cluster/convert/task.go, TaskFromGRPC.
 * @param network finds a network by ID: SwarmKit keeps a copy of it in each task, our store the ID alone
 */
export function taskToApi(task: Task, network: (id: string) => Network | undefined): api.Task {
	return compact<api.Task>({
		ID: task.id,
		...metaToApi(task.meta),
		Name: nonEmpty(task.annotations?.name),
		Labels: labelsToApi(task.annotations ?? { name: '' }),
		Spec: taskSpecToApi(task.spec),
		ServiceID: nonEmpty(task.serviceId),
		Slot: nonZero(task.slot),
		NodeID: nonEmpty(task.nodeId),
		Status: statusToApi(task.status),
		DesiredState: stateName(task.desiredState),
		NetworksAttachments: listOrNone(
			task.networks?.map((attachment) => {
				const found = network(attachment.networkId);
				return compact<api.NetworkAttachment>({
					Network: found && swarmNetworkToApi(found),
					Addresses: listOrNone(attachment.addresses)
				});
			})
		),
		GenericResources: listOrNone(task.assignedGenericResources?.map(genericToApi)),
		JobIteration: task.jobIteration && versionToApi(task.jobIteration)
	});
}

function statusToApi(status: Task['status']): api.TaskStatus {
	const { container, portStatus } = status;
	return compact<api.TaskStatus>({
		Timestamp: nonEmpty(status.timestamp),
		State: stateName(status.state),
		Message: nonEmpty(status.message),
		Err: nonEmpty(status.err),
		ContainerStatus: container && {
			ContainerID: container.containerId,
			PID: container.pid ?? 0,
			ExitCode: container.exitCode ?? 0
		},
		PortStatus: portStatus && portStatus.ports.length > 0 ? { Ports: portStatus.ports.map(portToApi) } : {}
	});
}
