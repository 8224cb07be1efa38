import type { Mount } from '../../api/wire/service.ts';
import { ValueError } from '../errors.ts';
import { parseBytes } from '../format/go-values.ts';
import { cutPair, splitCsv } from './csv.ts';

/** A mount while it is being read; the API's `Mount` when it is whole. */
interface Draft {
	Type: string;
	Source?: string;
	Target?: string;
	ReadOnly?: boolean;
	Consistency?: string;
	BindOptions?: {
		Propagation?: string;
		NonRecursive?: boolean;
		ReadOnlyNonRecursive?: boolean;
		ReadOnlyForceRecursive?: boolean;
	};
	VolumeOptions?: {
		NoCopy?: boolean;
		Subpath?: string;
		Labels?: Record<string, string>;
		DriverConfig?: { Name?: string; Options?: Record<string, string> };
	};
	ImageOptions?: { Subpath?: string };
	TmpfsOptions?: { SizeBytes?: number; Mode?: number };
}

/** 'type=volume,source=data,target=/data'. @throws ValueError */
export function parseMount(text: string): Mount {
	const mount: Draft = { Type: 'volume' };
	for (const field of splitCsv(text)) {
		const pair = cutPair(field);
		const key = pair.key.toLowerCase();
		if (pair.value === undefined) {
			if (key === 'readonly' || key === 'ro') mount.ReadOnly = true;
			else if (key === 'bind-nonrecursive') (mount.BindOptions ??= {}).NonRecursive = true;
			else if (key === 'volume-nocopy')
				mount.VolumeOptions = { DriverConfig: {}, ...mount.VolumeOptions, NoCopy: true };
			else throw new ValueError(`invalid field '${field}' must be a key=value pair`);
			continue;
		}
		setField(mount, key, pair.value, field);
	}
	if (mount.Type === '') throw new ValueError('type is required');
	if (mount.Target === undefined || mount.Target === '') throw new ValueError('target is required');
	if (mount.VolumeOptions && mount.Type !== 'volume') {
		throw new ValueError(`cannot mix 'volume-*' options with mount type '${mount.Type}'`);
	}
	if (mount.ImageOptions && mount.Type !== 'image') {
		throw new ValueError(`cannot mix 'image-*' options with mount type '${mount.Type}'`);
	}
	if (mount.BindOptions && mount.Type !== 'bind') {
		throw new ValueError(`cannot mix 'bind-*' options with mount type '${mount.Type}'`);
	}
	if (mount.TmpfsOptions && mount.Type !== 'tmpfs') {
		throw new ValueError(`cannot mix 'tmpfs-*' options with mount type '${mount.Type}'`);
	}
	checkRecursion(mount);
	return ordered(mount);
}

/** Source: docker/cli opts/mount.go. */
function checkRecursion({ BindOptions: options, ReadOnly: isReadOnly }: Draft): void {
	const need = (how: string, what: string): never => {
		throw new ValueError(`option 'bind-recursive=${how}' requires '${what}' to be specified in conjunction`);
	};
	if (options?.ReadOnlyNonRecursive && !isReadOnly) need('writable', 'readonly');
	if (!options?.ReadOnlyForceRecursive) return;
	if (!isReadOnly) need('readonly', 'readonly');
	if (options.Propagation !== 'rprivate') need('readonly', 'bind-propagation=rprivate');
}

function setField(mount: Draft, key: string, value: string, field: string): void {
	switch (key) {
		case 'type':
			mount.Type = value.toLowerCase();
			return;
		case 'source':
		case 'src':
			mount.Source = value;
			return;
		case 'target':
		case 'dst':
		case 'destination':
			mount.Target = value;
			return;
		case 'readonly':
		case 'ro':
			mount.ReadOnly = boolValue(key, value);
			return;
		case 'consistency':
			mount.Consistency = value.toLowerCase();
			return;
		case 'bind-propagation':
			(mount.BindOptions ??= {}).Propagation = value.toLowerCase();
			return;
		case 'bind-nonrecursive':
			(mount.BindOptions ??= {}).NonRecursive = boolValue(key, value);
			return;
		case 'bind-recursive':
			setRecursive(mount, value);
			return;
		case 'volume-subpath':
			mount.VolumeOptions = { DriverConfig: {}, ...mount.VolumeOptions, Subpath: value };
			return;
		case 'image-subpath':
			(mount.ImageOptions ??= {}).Subpath = value;
			return;
		case 'volume-nocopy':
			mount.VolumeOptions = { DriverConfig: {}, ...mount.VolumeOptions, NoCopy: boolValue(key, value) };
			return;
		case 'volume-label': {
			const label = cutPair(value);
			const options = (mount.VolumeOptions = { DriverConfig: {}, ...mount.VolumeOptions });
			if (label.key !== '') (options.Labels ??= {})[label.key] = label.value ?? '';
			return;
		}
		case 'volume-driver':
			((mount.VolumeOptions ??= {}).DriverConfig ??= {}).Name = value;
			return;
		case 'volume-opt': {
			const option = cutPair(value);
			const driver = ((mount.VolumeOptions ??= {}).DriverConfig ??= {});
			if (option.key !== '') (driver.Options ??= {})[option.key] = option.value ?? '';
			return;
		}
		case 'tmpfs-size':
			(mount.TmpfsOptions ??= {}).SizeBytes = sizeValue(key, value);
			return;
		case 'tmpfs-mode':
			if (!/^[0-7]+$/.test(value)) throw new ValueError(`invalid value for ${key}: ${value}`);
			(mount.TmpfsOptions ??= {}).Mode = parseInt(value, 8);
			return;
		default:
			throw new ValueError(`unexpected key '${key}' in '${field}'`);
	}
}

function boolValue(key: string, value: string): boolean {
	if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value)) return true;
	if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(value)) return false;
	throw new ValueError(`invalid value for ${key}: ${value}`);
}

function sizeValue(key: string, value: string): number {
	try {
		return parseBytes(value);
	} catch (error) {
		if (error instanceof ValueError) throw new ValueError(`invalid value for ${key}: ${value}`);
		throw error;
	}
}

/** The fields in the order the API documents them, whatever order they were typed in. */
function ordered(mount: Draft): Mount {
	const keys = [
		'Type',
		'Source',
		'Target',
		'ReadOnly',
		'Consistency',
		'BindOptions',
		'VolumeOptions',
		'ImageOptions',
		'TmpfsOptions'
	] as const;
	const result: Record<string, unknown> = {};
	for (const key of keys) if (mount[key] !== undefined) result[key] = mount[key];
	return result;
}

/** How what is mounted below takes part. Source: docker/cli opts/mount.go. */
function setRecursive(mount: Draft, value: string): void {
	switch (value) {
		case 'enabled':
			return;
		case 'disabled':
			(mount.BindOptions ??= {}).NonRecursive = true;
			return;
		case 'writable':
			(mount.BindOptions ??= {}).ReadOnlyNonRecursive = true;
			return;
		case 'readonly':
			(mount.BindOptions ??= {}).ReadOnlyForceRecursive = true;
			return;
		default:
			throw new ValueError(
				`invalid value for bind-recursive: ${value} (must be "enabled", "disabled", "writable", or "readonly")`
			);
	}
}
