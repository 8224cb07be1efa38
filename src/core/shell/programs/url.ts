export interface Url {
	/** As written, with what was left out. */
	text: string;
	scheme: string;
	host: string;
	port: number;
	/** 'http://10.0.0.1:8080' */
	origin: string;
	/** Path and query, at least '/'. */
	path: string;
	/** What goes into the Host header. */
	hostHeader: string;
}

/** 'pi6', 'http://10.0.0.1:8080/x?y' …; undefined when it is none. Fragments are cut off, user names ignored. */
export function parseUrl(text: string): Url | undefined {
	const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(?:[^@/?#]*@)?([^:/?#\s]+)(?::(\d*))?([/?][^#\s]*)?(?:#.*)?$/.exec(
		text
	);
	if (!match || (match[1] === undefined && text.includes('://'))) return undefined;
	const scheme = (match[1] ?? 'http').toLowerCase();
	const host = match[2]!.toLowerCase();
	const usual = scheme === 'https' ? 443 : 80;
	const port = match[3] ? Number(match[3]) : usual;
	if (port > 65535) return undefined;
	const path = (match[4] ?? '/').replace(/^\?/, '/?');
	const hostHeader = port === usual ? host : `${host}:${port}`;
	const origin = `${scheme}://${hostHeader}`;
	return { text: `${origin}${path}`, scheme, host, port, origin, path, hostHeader };
}
