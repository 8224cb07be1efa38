import { ApiError } from '../api/error.ts';
import type { ContainerCreateRequest } from '../api/wire/container.ts';
import type { Mount } from '../api/wire/service.ts';

/** Options of a bind, each kind at most once. Source: moby volume/mounts/linux_parser.go, linuxValidMountMode. */
const MODES = [
	['rw', 'ro'],
	['z', 'Z'],
	['shared', 'rshared', 'slave', 'rslave', 'private', 'rprivate'],
	['nocopy'],
	['consistent', 'cached', 'delegated']
] as const;
const PROPAGATIONS: readonly string[] = MODES[2];

/** A bind as it was meant; the old syntax is a shorter way to say a mount. */
export interface Bind {
	/** '' for a volume that nobody named. */
	source: string;
	target: string;
	mode: string;
}

/** @throws ApiError (500, as recorded) for what is no bind at all */
export function parseBind(text: string): Bind {
	const invalid = new ApiError('system', `invalid volume specification: '${text}'`);
	const parts = text.split(':');
	const [first = '', second = '', mode = ''] = parts;
	if (first === '' || parts.length > 3) throw invalid;
	if (parts.length === 1) return { source: '', target: first, mode: '' };
	if (parts.length === 2 && isMode(second)) throw invalid;
	if (parts.length === 3 && !isMode(mode)) throw new ApiError('system', `invalid mode: ${mode}`);
	return { source: first, target: second, mode };
}

export function isMode(text: string): boolean {
	const seen = new Set<number>();
	for (const option of text.split(',')) {
		const kind = MODES.findIndex((options) => (options as readonly string[]).includes(option));
		if (kind < 0 || seen.has(kind)) return false;
		seen.add(kind);
	}
	return true;
}

/**
 * Refuses binds and mounts that cannot be. Source: the refusals of a real 20.10 (testdata/real-engine), moby
 * volume/mounts/linux_parser.go for their order.
 * @param exists whether the machine has a path
 * @throws ApiError
 */
export function checkMounts(request: ContainerCreateRequest, exists: (path: string) => boolean): void {
	const { Mounts, Binds, Tmpfs } = request.HostConfig ?? {};
	for (const mount of Mounts ?? []) {
		const fault = mountFault(mount, exists);
		if (fault !== undefined)
			throw new ApiError('invalid', `invalid mount config for type "${mount.Type ?? ''}": ${fault}`);
	}
	for (const target of Object.keys((Tmpfs as Record<string, string> | null | undefined) ?? {})) {
		const fault = targetFault(target);
		if (fault !== undefined) throw new ApiError('invalid', fault);
	}
	const taken = new Set<string>();
	const take = (target: string): void => {
		if (taken.has(target)) throw new ApiError('invalid', `Duplicate mount point: ${target}`);
		taken.add(target);
	};
	for (const text of Binds ?? []) {
		const bind = parseBind(text);
		const fault = bindFault(bind);
		if (fault !== undefined) {
			const type = bind.source.startsWith('/') ? 'bind' : 'volume';
			throw new ApiError(
				'system',
				`invalid volume specification: '${text}': invalid mount config for type "${type}": ${fault}`
			);
		}
		take(bind.target);
	}
	for (const { Target = '' } of Mounts ?? []) take(Target);
	for (const target of Object.keys((Tmpfs as Record<string, string> | null | undefined) ?? {})) take(target);
}

function mountFault(mount: Mount, exists: (path: string) => boolean): string | undefined {
	const { Type: type, Source: source = '', Target: target = '' } = mount;
	const given = mount as unknown as Record<string, unknown>;
	const has = (field: string): boolean => given[field] !== undefined && given[field] !== null;
	if (target === '') return 'field Target must not be empty';
	const fault = targetFault(target);
	if (fault !== undefined) return fault;
	const unwanted = (...fields: string[]): string | undefined => {
		const field = fields.find(has);
		return field && `field ${field} must not be specified`;
	};
	switch (type) {
		case 'bind': {
			if (source === '') return 'field Source must not be empty';
			const propagation = (given['BindOptions'] as { Propagation?: string } | undefined)?.Propagation ?? '';
			if (propagation !== '' && !PROPAGATIONS.includes(propagation)) return `invalid propagation mode: ${propagation}`;
			if (has('VolumeOptions')) return unwanted('VolumeOptions');
			if (!source.startsWith('/')) return absolute(source);
			return exists(source) ? undefined : `bind source path does not exist: ${source}`;
		}
		case 'volume':
			if (has('BindOptions')) return unwanted('BindOptions');
			return source === '' && mount.ReadOnly ? 'must not set ReadOnly mode when using anonymous volumes' : undefined;
		case 'tmpfs':
			return unwanted('BindOptions') ?? (source === '' ? undefined : 'field Source must not be specified');
		default:
			return 'mount type unknown';
	}
}

function bindFault({ source, target, mode }: Bind): string | undefined {
	const fault = targetFault(target);
	if (fault !== undefined) return fault;
	const options = mode.split(',');
	if (source.startsWith('/'))
		return options.includes('nocopy') ? 'field VolumeOptions must not be specified' : undefined;
	return options.some((option) => PROPAGATIONS.includes(option))
		? 'field BindOptions must not be specified'
		: undefined;
}

function targetFault(target: string): string | undefined {
	if (/^\/+$/.test(target)) return "invalid specification: destination can't be '/'";
	return target.startsWith('/') ? undefined : absolute(target);
}

const absolute = (path: string): string => `invalid mount path: '${path}' mount path must be absolute`;
