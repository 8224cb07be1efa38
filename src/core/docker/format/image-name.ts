import { CliError } from '../errors.ts';

/** Image references. Source: distribution/reference (familiar names, default tag). */
export interface ImageReference {
	/** Without docker.io/ and library/. */
	readonly familiar: string;
	/** With registry: 'docker.io/library/nginx' */
	readonly full: string;
	/** 'docker.io', 'registry:5000' */
	readonly domain: string;
	readonly tag: string | undefined;
	readonly digest: string | undefined;
}

/** Parses 'nginx:1.27', 'hypriot/rpi-whoami', 'host:5000/x@sha256:…'; undefined for what is no reference. */
export function parseImage(text: string): ImageReference | undefined {
	const match = /^([^@]+?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text);
	if (!match) return undefined;
	const name = match[1]!;
	const slash = name.indexOf('/');
	const first = slash < 0 ? '' : name.slice(0, slash);
	const hasDomain = isDomain(first);
	if (hasDomain && !DOMAIN.test(first)) return undefined;
	const domain = hasDomain && first !== 'index.docker.io' ? first : 'docker.io';
	let path = hasDomain ? name.slice(slash + 1) : name;
	if (!/^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/.test(path))
		return undefined;
	if (domain === 'docker.io' && !path.includes('/')) path = `library/${path}`;
	const familiar = domain === 'docker.io' ? path.replace(/^library\//, '') : `${domain}/${path}`;
	return { familiar, full: `${domain}/${path}`, domain, tag: match[2], digest: match[3] };
}

/** What stands before the first slash is a registry, or a name at Docker Hub. */
function isDomain(first: string): boolean {
	return first !== '' && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
}

const LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = new RegExp(String.raw`^(?:${LABEL}(?:\.${LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$`);

/** @throws CliError `invalid reference format`, with the reason where Docker gives one */
export function parseReference(text: string): ImageReference {
	const image = parseImage(text);
	if (image) return image;
	if (/^[0-9a-f]{64}$/.test(text))
		throw new CliError(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
	throw new CliError(imageFault(text) ?? 'invalid reference format');
}

/** As tables show an image: without the digest when there is a tag. */
export function familiarImage(text: string, truncate = true): string {
	const image = parseImage(text);
	if (!image || !truncate) return text;
	if (image.tag !== undefined) return `${image.familiar}:${image.tag}`;
	return image.digest === undefined ? text : `${image.familiar}@${image.digest}`;
}

/** 'nginx' as 'nginx:latest'. */
export function withDefaultTag(text: string): string {
	const image = parseImage(text);
	if (!image || image.tag !== undefined || image.digest !== undefined) return text;
	return `${image.familiar}:latest`;
}

/** What is wrong with a text that should name an image; undefined when nothing is. Texts: distribution/reference. */
export function imageFault(text: string): string | undefined {
	if (/^[0-9a-f]{64}$/.test(text) || parseImage(text)) return undefined;
	const slash = text.indexOf('/');
	const first = slash < 0 ? '' : text.slice(0, slash);
	const hasDomain = isDomain(first);
	const rest = hasDomain ? text.slice(slash + 1) : text;
	const remote = rest.split(':')[0]!;
	if (remote.toLowerCase() === remote) return 'invalid reference format';
	return `invalid reference format: repository name (${hasDomain || remote.includes('/') ? remote : `library/${remote}`}) must be lowercase`;
}
