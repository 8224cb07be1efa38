import type { Annotations } from '../objects.ts';
import { SwarmError } from '../swarm.ts';

const NAME = /^[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*$/;
const NAME_LENGTH_MAX = 63;
const FILE_NAME = /^[a-zA-Z0-9]+(?:[a-zA-Z0-9-_.]*[a-zA-Z0-9])?$/;
const FILE_NAME_LENGTH_MAX = 64;
/** swarmkit api/validation/secrets.go, controlapi/config.go */
const SECRET_BYTES = 500 * 1024;
const CONFIG_BYTES = 1000 * 1024;

export function invalid(message: string): SwarmError {
	return new SwarmError('InvalidArgument', message);
}

/** A part of a request that Go has as a pointer, and that was left out. Source: swarmkit controlapi, errInvalidArgument. */
export function required(part: object | number | string | undefined | null): void {
	if (part === undefined || part === null || part === '') throw invalid('invalid argument');
}

/** Names of services and networks. Source: swarmkit controlapi/common.go, validateAnnotations. */
export function validateAnnotations({ name }: Annotations): void {
	if (!name) throw invalid('meta: name must be provided');
	if (!NAME.test(name)) throw invalid('name must be valid as a DNS name component');
	if (name.length > NAME_LENGTH_MAX) throw invalid('name must be 63 characters or fewer');
}

/** Names of secrets and configs. */
export function validateFileAnnotations({ name }: Annotations): void {
	if (!name) throw invalid('name must be provided');
	if (name.length > FILE_NAME_LENGTH_MAX || !FILE_NAME.test(name)) {
		throw invalid(
			'invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end character must be [a-zA-Z0-9]'
		);
	}
}

/** Bytes of base64 text. */
function bytesOf(data: string | undefined): number {
	const digits = (data ?? '').replace(/=+$/, '').length;
	return Math.floor((digits * 3) / 4);
}

export function validateSecretSpec(spec: { annotations: Annotations; data?: string; driver?: { name: string } }): void {
	required(spec);
	validateFileAnnotations(spec.annotations);
	if (spec.driver) {
		if (!spec.driver.name) throw invalid('secret driver must have a name');
		return;
	}
	const bytes = bytesOf(spec.data);
	if (bytes === 0 || bytes >= SECRET_BYTES) {
		throw invalid('secret data must be larger than 0 and less than 512000 bytes');
	}
}

export function validateConfigSpec(spec: { annotations: Annotations; data?: string }): void {
	required(spec);
	validateFileAnnotations(spec.annotations);
	const bytes = bytesOf(spec.data);
	if (bytes === 0 || bytes >= CONFIG_BYTES) {
		throw invalid('config data must be larger than 0 and less than 1024000 bytes');
	}
}
