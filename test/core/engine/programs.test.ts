import { describe, expect, it } from 'vitest';
import type { Process } from '../../../src/core/sim/process.ts';
import { createDatabase, type Reply } from '../../../src/core/engine/programs/redis-commands.ts';
import { Lab } from './fixture.ts';

const IMAGES = ['nginx', 'redis', 'httpd', 'hypriot/rpi-whoami', 'traefik/whoami', 'nigelpoulton/tu-demo:v2'];

function serve(image: string, port: number): { lab: Lab; id: string } {
	const lab = new Lab(['wrk1'], { images: IMAGES });
	const body = { Image: image, HostConfig: { PortBindings: { [`${port}/tcp`]: [{ HostIp: '', HostPort: '8088' }] } } };
	const { Id } = lab.api(lab.first, 'POST', '/containers/create?name=app', body).body as { Id: string };
	lab.api(lab.first, 'POST', '/containers/app/start');
	return { lab, id: Id };
}

function output(lab: Lab): string {
	const stream = lab.api(lab.first, 'GET', '/containers/app/logs?stdout=1&stderr=1').stream!;
	let text = '';
	for (let chunk = lab.do(stream.read()); chunk; chunk = lab.do(stream.read())) text += chunk.text;
	return text;
}

function stop(lab: Lab): number {
	lab.api(lab.first, 'POST', '/containers/app/stop');
	return (lab.api(lab.first, 'GET', '/containers/app/json').body as { State: { ExitCode: number } }).State.ExitCode;
}

function* talk(lab: Lab, path: string): Process<string> {
	const connection = yield* lab.net.connect('wrk1', 'wrk1', 'tcp/8088');
	yield* connection.write(path);
	let text = '';
	for (let chunk = yield* connection.read(); chunk !== undefined; chunk = yield* connection.read()) text += chunk;
	return text;
}

describe('what images do', () => {
	it('hypriot/rpi-whoami says the container’s name, and leaves with 2 as Go programs do', () => {
		const { lab, id } = serve('hypriot/rpi-whoami', 8000);
		expect(lab.do(lab.get('wrk1', 'wrk1', 8088))).toEqual({ status: 200, body: `I'm ${id.slice(0, 12)}\n` });
		expect(stop(lab)).toBe(2);
	});

	it('traefik/whoami answers with name, addresses and the request', () => {
		const { lab, id } = serve('traefik/whoami', 80);
		const { body } = lab.do(lab.get('wrk1', 'wrk1', 8088));
		expect(body.split('\n').slice(0, 5)).toEqual([
			`Hostname: ${id.slice(0, 12)}`,
			'IP: 127.0.0.1',
			'IP: 172.17.0.2',
			expect.stringMatching(/^RemoteAddr: /),
			'GET / HTTP/1.1'
		]);
		expect(body).toContain('User-Agent: curl/7.88.1\n');
	});

	it('nginx serves its page, 404 for others, and logs both', () => {
		const { lab } = serve('nginx', 80);
		expect(lab.do(lab.get('wrk1', 'wrk1', 8088)).body).toContain('<h1>Welcome to nginx!</h1>');
		const missing = lab.do(talk(lab, 'GET /nope HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
		expect(missing).toMatch(/^HTTP\/1\.1 404 Not Found\r\nServer: nginx\//);
		expect(missing).toContain('<center><h1>404 Not Found</h1></center>');
		const log = output(lab);
		expect(log).toContain('/docker-entrypoint.sh: Configuration complete; ready for start up\n');
		expect(log).toMatch(/\[16\/Jun\/2025:09:00:\d\d \+0000\] "GET \/ HTTP\/1\.1" 200 \d+ "-" "curl\/7\.88\.1" "-"\n/);
		expect(log).toMatch(/"GET \/nope HTTP\/1\.1" 404 /);
		expect(stop(lab)).toBe(0);
	});

	it('serves what was written into its folder', () => {
		const { lab, id } = serve('nginx', 80);
		lab.first.disk.containers.get(id)!.files.write('/usr/share/nginx/html/index.html', 'hello\n');
		expect(lab.do(lab.get('wrk1', 'wrk1', 8088)).body).toBe('hello\n');
	});

	it('httpd says that it works', () => {
		const { lab } = serve('httpd', 80);
		expect(lab.do(lab.get('wrk1', 'wrk1', 8088)).body).toBe('<html><body><h1>It works!</h1></body></html>\n');
		expect(output(lab)).toContain('configured -- resuming normal operations');
		expect(stop(lab)).toBe(0);
	});

	it('tu-demo says its version', () => {
		const { lab, id } = serve('nigelpoulton/tu-demo:v2', 80);
		expect(lab.do(lab.get('wrk1', 'wrk1', 8088)).body).toBe(`tu-demo v2 on ${id.slice(0, 12)}\n`);
		expect(output(lab)).toBe('tu-demo v2\nlistening on port 80\n');
	});

	it('redis speaks inline and RESP', () => {
		const { lab } = serve('redis', 6379);
		expect(lab.do(talk(lab, 'PING\r\nSET k v\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\nINCR n\r\nNOPE\r\nQUIT\r\n'))).toBe(
			"+PONG\r\n+OK\r\n$1\r\nv\r\n:1\r\n-ERR unknown command 'NOPE', with args beginning with: \r\n+OK\r\n"
		);
		expect(output(lab)).toContain('Ready to accept connections');
		expect(stop(lab)).toBe(0);
	});
});

describe('redis commands', () => {
	const cases: [string, Reply][] = [
		['PING', { type: 'status', text: 'PONG' }],
		['SET a 1', { type: 'status', text: 'OK' }],
		['INCRBY a 4', { type: 'integer', value: 5 }],
		['GET nokey', { type: 'bulk', text: undefined }],
		['RPUSH l x y', { type: 'integer', value: 2 }],
		[
			'LRANGE l 0 -1',
			{
				type: 'array',
				items: [
					{ type: 'bulk', text: 'x' },
					{ type: 'bulk', text: 'y' }
				]
			}
		],
		['GET l', { type: 'error', text: 'WRONGTYPE Operation against a key holding the wrong kind of value' }],
		['INCR l', { type: 'error', text: 'WRONGTYPE Operation against a key holding the wrong kind of value' }],
		['GET', { type: 'error', text: "ERR wrong number of arguments for 'get' command" }],
		['SET s text', { type: 'status', text: 'OK' }],
		['INCR s', { type: 'error', text: 'ERR value is not an integer or out of range' }],
		['KEYS *', { type: 'array', items: ['a', 'l', 's'].map((text) => ({ type: 'bulk', text })) }],
		['DEL a l nokey', { type: 'integer', value: 2 }],
		['EXPIRE s 10', { type: 'integer', value: 1 }],
		['TTL s', { type: 'integer', value: 10 }],
		['DBSIZE', { type: 'integer', value: 1 }]
	];
	const database = createDatabase({ version: '8', nowMs: () => 0, startedMs: 0 });
	it.each(cases)('%s', (line, reply) => {
		expect(database.run(line.split(' '))).toEqual(reply);
	});
});
