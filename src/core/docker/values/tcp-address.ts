import { quote, ValueError } from '../errors.ts';

/**
 * An address of a TCP port as Docker's client takes it: 'host', 'host:port', ':port', '[::1]:port', a path behind it.
 * @param rest without 'tcp://'
 * @param given as it was typed, for messages
 * @returns 'host:port' and the path
 * @throws ValueError. Source: docker/cli opts/hosts.go, ParseTCPAddr, with Go's url.Parse and net.SplitHostPort
 */
export function parseTcpAddress(rest: string, given: string, defaults: { host: string; port: string }): string {
	const [, authority = '', path = ''] = /^([^/?#]*)([^?#]*)/.exec(rest) ?? [];
	const address = authority.slice(authority.lastIndexOf('@') + 1);
	const wrong = whatUrlsForbid(address);
	if (wrong !== undefined) throw new ValueError(`parse ${quote(`tcp://${rest}`)}: ${wrong}`);
	const found = splitHostPort(address) ?? splitHostPort(joinHostPort(address, defaults.port));
	if (!found) throw new ValueError(`invalid bind address format: ${given}`);
	return joinHostPort(found.host || defaults.host, found.port || defaults.port) + path;
}

/** Where a node of a swarm listens, as --listen-addr takes it. @returns 'host:port' @throws ValueError */
export function parseNodeAddress(text: string): string {
	const rest = text.startsWith('tcp://') ? text.slice(6) : text;
	if (rest.includes('://')) throw new ValueError(`invalid proto, expected tcp: ${text}`);
	return rest === '' ? '0.0.0.0:2377' : parseTcpAddress(rest, text, { host: '0.0.0.0', port: '2377' });
}

/** What Go's url.Parse says of a host with a port; undefined if it takes it. */
function whatUrlsForbid(address: string): string | undefined {
	const close = address.lastIndexOf(']');
	if (address.startsWith('[') && close < 0) return "missing ']' in host";
	const colon = address.startsWith('[') ? close + 1 : address.lastIndexOf(':');
	const port = colon < 0 ? '' : address.slice(colon);
	if (port !== '' && !/^:\d*$/.test(port)) return `invalid port ${quote(port)} after host`;
	const escape = /%.{0,2}/s.exec(address);
	const odd = /[\0-\x20\\^`{|}\x7f]/.exec(address);
	if (escape && !(odd && odd.index < escape.index)) return `invalid URL escape ${quote(escape[0])}`;
	return odd ? `invalid character ${quote(odd[0])} in host name` : undefined;
}

function splitHostPort(address: string): { host: string; port: string } | undefined {
	const found = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(address);
	return found ? { host: found[1] ?? found[2]!, port: found[3]! } : undefined;
}

function joinHostPort(host: string, port: string): string {
	return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
