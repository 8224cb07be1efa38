import { ApiError } from '../api/error.ts';
import type { HostConfig } from '../api/wire/container.ts';
import type { Files } from '../sim/files.ts';

/**
 * No machine here has a GPU, nor a driver that could give one out; a device has to be in the machine's /dev.
 * Source: moby v28.2.2 daemon/errors.go (incompatibleDeviceRequest), oci/devices_linux.go.
 * @throws ApiError when a container that is to start asks for what is not there
 */
export function refuseMissingDevices(hostConfig: HostConfig, machine: Files): void {
	const requests = (hostConfig['DeviceRequests'] ?? []) as { Driver?: string; Capabilities?: string[][] | null }[];
	for (const { Driver = '', Capabilities } of requests) {
		const wanted = (Capabilities ?? []).map((all) => `[${all.join(' ')}]`).join(' ');
		throw new ApiError('system', `could not select device driver "${Driver}" with capabilities: [${wanted}]`);
	}
	const devices = (hostConfig['Devices'] ?? []) as { PathOnHost: string }[];
	for (const { PathOnHost: path } of devices) {
		if (machine.exists(path)) continue;
		throw new ApiError(
			'system',
			`error gathering device information while adding custom device "${path}": no such file or directory`
		);
	}
}
