import { fromBase64 } from '../sim/base64.ts';

/** Who asks a registry. */
export interface Credentials {
	username: string;
	password: string;
	serveraddress?: string;
}

/** What stands in X-Registry-Auth: base64 (for URLs) of JSON; undefined when it names nobody. */
export function credentialsOf(header: string): Credentials | undefined {
	if (header === '') return undefined;
	let found: Partial<Credentials>;
	try {
		found = JSON.parse(fromBase64(header.replaceAll('-', '+').replaceAll('_', '/'))) as Partial<Credentials>;
	} catch {
		// Whoever cannot be read is nobody. Source: moby v20.10.24 and v28.2.2 api/server/router/image/image_routes.go.
		return undefined;
	}
	if (!found.username) return undefined;
	return { username: found.username, password: found.password ?? '' };
}
