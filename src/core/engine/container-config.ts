import type { ContainerConfig, ContainerCreateRequest } from '../api/wire/container.ts';
import type { EndpointSettings } from '../api/wire/network.ts';
import type { ContainerRecord, NetworkWish } from './container-record.ts';
import { imageConfig } from './image-content.ts';
import type { StoredImage } from './images.ts';

const PREDEFINED_MODES = ['bridge', 'host', 'none'];
const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What a container is run with: the image's configuration under the request's. */
export function mergeConfig(
	id: string,
	machine: string,
	request: ContainerCreateRequest,
	image: StoredImage
): ContainerConfig {
	const base = imageConfig(image.source);
	const entrypoint = request.Entrypoint && request.Entrypoint.length > 0 ? request.Entrypoint : undefined;
	const command = request.Cmd && request.Cmd.length > 0 ? request.Cmd : undefined;
	const given = new Set((request.Env ?? []).map((text) => text.split('=')[0]));
	const env = [...(request.Env ?? []), ...(base.Env ?? []).filter((text) => !given.has(text.split('=')[0]))];
	const exposed = { ...base.ExposedPorts, ...request.ExposedPorts };
	const health =
		request.Healthcheck?.Test?.[0] === undefined
			? mergeHealth(base.Healthcheck, request.Healthcheck)
			: request.Healthcheck;
	const stopSignal = request.StopSignal || base.StopSignal;
	return {
		Hostname: request.Hostname || (request.HostConfig?.NetworkMode === 'host' ? machine : id.slice(0, 12)),
		Domainname: request.Domainname ?? '',
		User: request.User || base.User,
		AttachStdin: request.AttachStdin ?? false,
		AttachStdout: request.AttachStdout ?? false,
		AttachStderr: request.AttachStderr ?? false,
		...(Object.keys(exposed).length > 0 ? { ExposedPorts: exposed } : {}),
		Tty: request.Tty ?? false,
		OpenStdin: request.OpenStdin ?? false,
		StdinOnce: request.StdinOnce ?? false,
		Env: env,
		Cmd: command ?? (entrypoint ? null : base.Cmd),
		...(health ? { Healthcheck: health } : {}),
		Image: request.Image ?? '',
		Volumes:
			request.Volumes && Object.keys(request.Volumes).length > 0
				? { ...base.Volumes, ...request.Volumes }
				: base.Volumes,
		WorkingDir: request.WorkingDir || base.WorkingDir,
		Entrypoint: entrypoint ?? base.Entrypoint,
		OnBuild: null,
		// Go writes the keys of a map in order.
		Labels: Object.fromEntries(
			Object.entries({ ...base.Labels, ...request.Labels }).sort(([a], [b]) => (a < b ? -1 : 1))
		),
		...(stopSignal ? { StopSignal: stopSignal } : {}),
		...(request.StopTimeout === undefined ? {} : { StopTimeout: request.StopTimeout })
	};
}

function mergeHealth(
	base: ContainerConfig['Healthcheck'],
	given: ContainerConfig['Healthcheck']
): ContainerConfig['Healthcheck'] {
	if (!base || !given) return given && Object.keys(given).length > 0 ? given : base;
	return {
		...base,
		...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== 0))
	};
}

/** Networks of `docker run`: those of NetworkingConfig, or the one of NetworkMode. */
export function wishesOf(request: ContainerCreateRequest): NetworkWish[] {
	const mode = request.HostConfig?.NetworkMode;
	const main = mode === undefined || mode === '' || mode === 'default' ? 'bridge' : mode;
	const configs = Object.entries(request.NetworkingConfig?.EndpointsConfig ?? {});
	const wishes = configs.map(([name, settings]) => wishOf(name === 'default' ? 'bridge' : name, settings));
	if (!wishes.some(({ network }) => network === main)) wishes.unshift(wishOf(main, null));
	return wishes.filter(({ network }) => !network.startsWith('container:'));
}

export function wishOf(network: string, settings: Partial<EndpointSettings> | null | undefined): NetworkWish {
	const address = settings?.IPAMConfig?.IPv4Address;
	const links = settings?.Links ?? [];
	const linkLocalIps = settings?.IPAMConfig?.LinkLocalIPs ?? [];
	const gatewayPriority = settings?.GwPriority ?? 0;
	return {
		network,
		aliases: settings?.Aliases ?? null,
		...(address ? { address } : {}),
		...(links.length > 0 ? { links: [...links] } : {}),
		...(linkLocalIps.length > 0 ? { linkLocalIps: [...linkLocalIps] } : {}),
		...(gatewayPriority === 0 ? {} : { gatewayPriority })
	};
}

/** On networks with names a container answers to the beginning of its ID, too. Source: recordings, docker inspect. */
export function withOwnAlias(id: string, wishes: NetworkWish[]): NetworkWish[] {
	return wishes.map((wish) =>
		PREDEFINED_MODES.includes(wish.network) ? wish : { ...wish, aliases: [...(wish.aliases ?? []), id.slice(0, 12)] }
	);
}

/** Source: recordings, docker exec … env: PATH, HOSTNAME, what is configured, HOME. */
export function environment(record: ContainerRecord): Map<string, string> {
	const env = new Map<string, string>();
	const put = (text: string): void => {
		const at = text.indexOf('=');
		if (at > 0) env.set(text.slice(0, at), text.slice(at + 1));
	};
	put(DEFAULT_PATH);
	env.set('HOSTNAME', record.config.Hostname);
	if (record.config.Tty) env.set('TERM', 'xterm');
	for (const text of record.config.Env ?? []) put(text);
	if (!env.has('HOME')) env.set('HOME', '/root');
	return env;
}
