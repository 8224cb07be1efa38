/**
 * Whether a text names an image: [registry/]path[:tag][@digest], path in lower case.
 * Source: distribution/reference, ParseNormalizedNamed.
 */
export function isImageReference(text: string): boolean {
	// 64 hexadecimal digits alone would be an ID.
	if (/^[a-f0-9]{64}$/.test(text)) return false;
	const slash = text.indexOf('/');
	const first = slash < 0 ? '' : text.slice(0, slash);
	const hasDomain = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
	if (hasDomain && !DOMAIN.test(first)) return false;
	const rest = hasDomain ? text.slice(slash + 1) : text;
	return REST.test(rest);
}

const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = new RegExp(`^(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const TAG = '[\\w][\\w.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REST = new RegExp(`^${PATH_PART}(?:/${PATH_PART})*(?::${TAG})?(?:@${DIGEST})?$`);
