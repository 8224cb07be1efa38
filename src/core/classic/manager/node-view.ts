import type { NodeContainer } from '../scheduler/node.ts';
import { hostPortOf } from './container-config.ts';
import type { KnownContainer } from './engine-reading.ts';

/** A container as the scheduler's filters look at it: stopped ones keep their ports. */
export function nodeContainer({ id, names, info }: KnownContainer): NodeContainer {
	const asked = Object.values(info.HostConfig.PortBindings ?? {}).flatMap((bindings) =>
		(bindings ?? []).map(hostPortOf)
	);
	const open = Object.values(info.NetworkSettings.Ports).flatMap((bindings) => (bindings ?? []).map(hostPortOf));
	return {
		id,
		names,
		labels: info.Config.Labels ?? {},
		ports: [...asked, ...open],
		isOnHostNetwork: info.HostConfig.NetworkMode === 'host',
		exposed: Object.keys(info.Config.ExposedPorts ?? {})
	};
}
