import { ApiError } from '../api/error.ts';
import type { ContainerConfig, ContainerCreateRequest, MountPoint } from '../api/wire/container.ts';
import type { Mount } from '../api/wire/service.ts';
import { atLeast, type Era } from '../era/era.ts';
import { Files } from '../sim/files.ts';
import { applyLayers } from './image-layer.ts';
import type { ContainerRecord } from './container-record.ts';
import { allFiles } from './container-view.ts';
import { imageConfig } from './image-content.ts';
import type { StoredImage } from './images.ts';
import { parseBind } from './mount-checks.ts';
import { checkVolumeDriver, checkVolumeName, type Volumes } from './volumes.ts';

/** Where mounts come from. */
interface Disks {
	machine: Files;
	volumes: Volumes;
}

/** The tree of a new container: what the image has, and the files that Docker writes into every container. */
export function rootFiles(clock: { readonly wallMs: number }, image: StoredImage, config: ContainerConfig): Files {
	const { source } = image;
	const directories =
		source.userland === 'none'
			? ['/etc/', '/dev/', '/proc/', '/sys/']
			: [
					'/bin/',
					'/dev/',
					'/etc/',
					'/home/',
					'/opt/',
					'/proc/',
					'/root/',
					'/run/',
					'/srv/',
					'/sys/',
					'/tmp/',
					'/usr/',
					'/var/'
				];
	const files = new Files(clock, Object.fromEntries(directories.map((path) => [path, ''])));
	files.write('/dev/null', '');
	if (source.userland !== 'none') files.write('/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n');
	for (const [path, content] of Object.entries(source.files ?? {})) {
		files.mkdir(path.slice(0, path.lastIndexOf('/')), { parents: true });
		if (!path.endsWith('/')) files.write(path, content);
	}
	applyLayers(files, source);
	files.write('/etc/hostname', `${config.Hostname}\n`);
	files.write('/etc/hosts', '127.0.0.1\tlocalhost\n');
	files.write('/etc/resolv.conf', 'nameserver 127.0.0.11\noptions ndots:0\n');
	if (config.WorkingDir !== '') files.mkdir(config.WorkingDir, { parents: true });
	return files;
}

/** Source: moby libnetwork/etchosts; recordings, networks.jsonl (20.10). Newer daemons write the addresses shorter. */
const HOSTS: readonly string[] = [
	'127.0.0.1\tlocalhost\n',
	'::1\tlocalhost ip6-localhost ip6-loopback\n',
	'fe00::\tip6-localnet\n',
	'ff00::\tip6-mcastprefix\n',
	'ff02::1\tip6-allnodes\n',
	'ff02::2\tip6-allrouters\n'
];
const HOSTS_BEFORE_28 = HOSTS.map((line) => line.replace(/^f[ef]00::/, (address) => `${address}0`));

/** /etc/hosts as it is when the container runs. */
export function writeHosts(record: ContainerRecord, addresses: readonly string[], era: Era): void {
	const own = addresses.map((address) => `${address}\t${record.config.Hostname}\n`);
	const extra = (record.hostConfig.ExtraHosts ?? []).map((entry) => {
		const colon = entry.indexOf(':');
		return `${entry.slice(colon + 1)}\t${entry.slice(0, colon)}\n`;
	});
	record.files.write('/etc/hosts', [...(atLeast(era.id, '28.2') ? HOSTS : HOSTS_BEFORE_28), ...extra, ...own].join(''));
}

/** Volumes and bind mounts, put into the container's tree. @throws ApiError */
export function mountAll(
	disks: Disks,
	request: ContainerCreateRequest,
	image: StoredImage,
	files: Files
): MountPoint[] {
	const points = new Map<string, MountPoint>();
	for (const bind of request.HostConfig?.Binds ?? []) {
		const { source, target, mode } = parseBind(bind);
		if (source.startsWith('/')) {
			// The old syntax makes a missing directory; --mount refuses it.
			if (!disks.machine.exists(source)) disks.machine.mkdir(source, { parents: true });
			points.set(target, bindMount(disks, source, target, mode !== 'ro', mode, files));
		} else points.set(target, volumeMount(disks, source, target, mode !== 'ro', mode === '' ? 'z' : mode, {}, files));
	}
	for (const mount of request.HostConfig?.Mounts ?? []) points.set(mount.Target ?? '', mountPoint(disks, mount, files));
	const wanted = [...Object.keys(imageConfig(image.source).Volumes ?? {}), ...Object.keys(request.Volumes ?? {})];
	for (const target of wanted)
		if (!points.has(target)) points.set(target, volumeMount(disks, '', target, true, '', {}, files));
	return [...points.values()];
}

function mountPoint(disks: Disks, mount: Mount, files: Files): MountPoint {
	const { Type: type = 'volume', Source: source = '', Target: target = '', ReadOnly: readOnly = false } = mount;
	if (!target.startsWith('/'))
		throw new ApiError('invalid', `invalid mount target, must be an absolute path: ${target}`);
	if (type === 'bind') {
		if (!disks.machine.exists(source)) {
			throw new ApiError('invalid', `invalid mount config for type "bind": bind source path does not exist: ${source}`);
		}
		return bindMount(disks, source, target, !readOnly, '', files);
	}
	if (type === 'tmpfs') {
		files.mkdir(target, { parents: true });
		return { Type: 'tmpfs', Source: '', Destination: target, Mode: '', RW: true, Propagation: '' };
	}
	return volumeMount(disks, source, target, !readOnly, 'z', mount.VolumeOptions ?? {}, files);
}

function bindMount(disks: Disks, source: string, target: string, rw: boolean, mode: string, files: Files): MountPoint {
	graft(files, target, disks.machine, source);
	return { Type: 'bind', Source: source, Destination: target, Mode: mode, RW: rw, Propagation: 'rprivate' };
}

function volumeMount(
	disks: Disks,
	name: string,
	target: string,
	rw: boolean,
	mode: string,
	options: Record<string, unknown>,
	files: Files
): MountPoint {
	const labels = options['Labels'] as Record<string, string> | undefined;
	const isNew = name === '';
	if (!isNew) checkVolumeName(name);
	const own = isNew ? disks.volumes.newName() : name;
	checkVolumeDriver(own, (options['DriverConfig'] as { Name?: string } | null | undefined)?.Name);
	const volume = disks.volumes.ensure(own, {
		anonymous: isNew,
		...(labels ? { labels } : {})
	});
	// An empty volume takes over what the image has at its place.
	if (volume.files.list('/').length === 0 && files.isDirectory(target)) {
		for (const [path, content] of allFiles(files, target)) {
			const inside = path.slice(target.length);
			if (files.isDirectory(path)) volume.files.mkdir(inside, { parents: true });
			else volume.files.write(inside, content);
		}
	}
	graft(files, target, volume.files, '/');
	return {
		Type: 'volume',
		Name: volume.name,
		Source: `/var/lib/docker/volumes/${volume.name}/_data`,
		Destination: target,
		Driver: 'local',
		Mode: mode,
		RW: rw,
		Propagation: ''
	};
}

function graft(files: Files, target: string, source: Files, path: string): void {
	// A config may ask for a volume in the place of the root; it stays what it is.
	if (/^\/*$/.test(target)) return;
	// Engines before 19.03 are not asked whether it begins at the root.
	const place = target.startsWith('/') ? target : `/${target}`;
	const parent = place.replace(/\/[^/]*\/?$/, '') || '/';
	files.mkdir(parent, { parents: true });
	files.graft(place.replace(/\/$/, ''), source, path);
}
