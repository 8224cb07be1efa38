import { atLeast, type EraId } from '../era/era.ts';
import { ApiError } from '../api/error.ts';
import { createRng } from '../sim/rng.ts';

/** A name of an image, taken apart. */
export interface ImageReference {
	/** 'docker.io' unless written. */
	domain: string;
	/** 'library/nginx', 'hypriot/rpi-whoami' */
	path: string;
	/** '' when neither written nor defaulted (a bare digest). */
	tag: string;
	/** 'sha256:…', '' when not written. */
	digest: string;
}

const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const DOMAIN = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?::[0-9]+)?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const ID = /^[0-9a-f]{64}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * Takes a reference apart and fills in what Docker fills in: docker.io, library/, latest.
 * @throws ApiError `invalid reference format` (400), also with `: repository name must be lowercase`
 * Source: recordings api-errors.txt; distribution/reference, normalized names.
 */
export function parseReference(text: string, era: EraId = '20.10'): ImageReference {
	if (ID.test(text)) {
		throw new ApiError('invalid', `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
	}
	const [, rest = '', digest = ''] = /^([^@]*)(?:@(.*))?$/s.exec(text) ?? [];
	const slash = rest.indexOf('/');
	const first = slash < 0 ? '' : rest.slice(0, slash);
	const hasDomain = /[.:]/.test(first) || first === 'localhost' || (first !== first.toLowerCase() && first !== '');
	const domain = hasDomain ? (first === 'index.docker.io' ? 'docker.io' : first) : 'docker.io';
	const remainder = hasDomain ? rest.slice(slash + 1) : rest;
	const colon = remainder.lastIndexOf(':');
	const name = colon < 0 ? remainder : remainder.slice(0, colon);
	const tag = colon < 0 ? '' : remainder.slice(colon + 1);
	const path = domain === 'docker.io' && !name.includes('/') ? `library/${name}` : name;
	const invalid = (): ApiError => new ApiError('invalid', 'invalid reference format');
	if (name === '' || (text.includes('@') && !DIGEST.test(digest))) throw invalid();
	if (!DOMAIN.test(domain) || (colon >= 0 && !TAG.test(tag))) throw invalid();
	if (path !== path.toLowerCase()) {
		const which = atLeast(era, '28.2') ? `repository name (${path})` : 'repository name';
		throw new ApiError('invalid', `invalid reference format: ${which} must be lowercase`);
	}
	if (!path.split('/').every((component) => COMPONENT.test(component))) throw invalid();
	return { domain, path, tag: tag === '' && digest === '' ? 'latest' : tag, digest };
}

/**
 * A name whose tag, or digest, is given apart; what the name itself has makes way for it.
 * @throws ApiError (400)
 * Source: moby v20.10.24 daemon/images/image_pull.go, PullImage.
 */
export function parseTagged(name: string, tag: string, era: EraId): ImageReference {
	const reference = parseReference(name, era);
	if (tag === '') return reference;
	if (DIGEST.test(tag)) return { ...reference, tag: '', digest: tag };
	if (!TAG.test(tag)) throw new ApiError('invalid', 'invalid tag format');
	return { ...reference, tag };
}

/** What an image is asked for by: its whole ID ('sha256:…'), or a name. @throws ApiError (400) for neither. */
export function parseAnyReference(text: string, era: EraId): string | ImageReference {
	if (ID.test(text)) return `sha256:${text}`;
	return DIGEST.test(text) ? text : parseReference(text, era);
}

/** 'docker.io/library/nginx' */
export function canonicalName(reference: ImageReference): string {
	return `${reference.domain}/${reference.path}`;
}

/** 'nginx', 'hypriot/rpi-whoami': what people read. */
export function familiarName(reference: Pick<ImageReference, 'domain' | 'path'>): string {
	if (reference.domain !== 'docker.io') return `${reference.domain}/${reference.path}`;
	return reference.path.startsWith('library/') ? reference.path.slice('library/'.length) : reference.path;
}

/** 'nginx:latest', 'nginx:latest@sha256:…' */
export function familiarReference(reference: ImageReference): string {
	const tag = reference.tag === '' ? '' : `:${reference.tag}`;
	const digest = reference.digest === '' ? '' : `@${reference.digest}`;
	return familiarName(reference) + tag + digest;
}

/** 64 hexadecimal digits that depend on the text alone: ids of images and layers are equal on all machines. */
export function stableHex(text: string): string {
	return createRng(`digest of ${text}`).hex(64);
}
