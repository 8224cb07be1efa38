import { byteLength } from '../../sim/files.ts';
import type { LiveSection } from './haproxy.ts';

/** What HAProxy answers itself when no server can; its own words. */
export const UNAVAILABLE =
	'HTTP/1.0 503 Service Unavailable\r\nCache-Control: no-cache\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n';

/** `stats uri`: which servers there are, whether they are up, and how many connections each has had. */
export function statisticsPage(sections: readonly LiveSection[]): string {
	const row = (cells: readonly string[], colour: string): string =>
		`<tr style="background:${colour}">${cells.map((cell) => `<td style="padding:.2em .8em">${cell}</td>`).join('')}</tr>`;
	const tables = sections
		.filter(({ servers }) => servers.length > 0)
		.map(
			({ name, servers }) =>
				`<h2>${name}</h2>\n<table>\n<tr><th>Server</th><th>Address</th><th>Status</th><th>Sessions</th></tr>\n${servers
					.map((server) =>
						row(
							[
								server.name,
								`${server.host}:${server.port}`,
								server.checkMs === undefined ? 'no check' : server.isUp ? 'UP' : 'DOWN',
								String(server.sessions)
							],
							server.isUp ? '#c0ffc0' : '#ff9090'
						)
					)
					.join('\n')}\n</table>`
		);
	const body = `<!DOCTYPE html>\n<html><head><title>Statistics Report for HAProxy</title></head>\n<body>\n<h1>HAProxy</h1>\n${tables.join('\n')}\n</body></html>\n`;
	return `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nCache-Control: no-cache\r\nContent-Length: ${byteLength(body)}\r\nConnection: close\r\n\r\n${body}`;
}
