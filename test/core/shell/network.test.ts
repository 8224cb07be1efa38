import { expect, test } from 'vitest';
import type { Connection } from '../../../src/core/sim/net.ts';
import { Net } from '../../../src/core/sim/net.ts';
import { sleep, type Process } from '../../../src/core/sim/process.ts';
import { Sim } from '../../../src/core/sim/sim.ts';
import { EPOCH_MS, Runner, Terminal, TestMachine, type Outcome } from './machine.ts';

/** pi6 and pi1; on pi1 servers of several kinds. Texts of curl 7.88.1 as recorded against a real server. */
function world(): { pi6: TestMachine; pi1: TestMachine; run: (line: string) => Outcome; requests: string[] } {
	const sim = new Sim(3, EPOCH_MS);
	const net = new Net(sim);
	const pi6 = new TestMachine(sim, net, 'pi6', '192.168.178.24');
	const pi1 = new TestMachine(sim, net, 'pi1', '192.168.178.25');
	const requests: string[] = [];
	const serve = (port: number, handler: (connection: Connection, request: string) => Process<void>): void => {
		net.find('pi1')!.listen(`tcp/${port}`, pi1.scope, function* (connection) {
			let request = '';
			while (!request.includes('\r\n\r\n')) {
				const text = yield* connection.read();
				if (text === undefined) return 0;
				request += text;
			}
			requests.push(request);
			yield* handler(connection, request);
			connection.close();
			return 0;
		});
	};
	serve(80, function* (connection, request) {
		const path = request.split(' ')[1]!;
		if (path === '/slow') yield* sleep(5000);
		if (path === '/moved')
			return yield* connection.write('HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n');
		if (path === '/chunks')
			return yield* connection.write(
				'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na\n\r\n3\r\nbc\n\r\n0\r\n\r\n'
			);
		const body = `I'm 0123456789ab ${path}\n`;
		const status = path === '/404' ? '404 Not Found' : '200 OK';
		yield* connection.write(
			`HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${request.startsWith('HEAD') ? '' : body}`
		);
	});
	serve(81, function* () {});
	serve(82, function* () {
		yield* sleep(100_000);
	});
	serve(83, function* (connection) {
		yield* connection.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc');
	});
	const runner = new Runner(pi6);
	return { pi6, pi1, run: (line) => runner.run(line), requests };
}

test('curl prints what the server says', () => {
	const { run, requests } = world();
	expect(run('curl -s http://192.168.178.25')).toMatchObject({ code: 0, stdout: "I'm 0123456789ab /\n", stderr: '' });
	expect(run('curl -s pi1/a/b?c=d')).toMatchObject({ code: 0, stdout: "I'm 0123456789ab /a/b?c=d\n" });
	expect(requests[0]).toBe('GET / HTTP/1.1\r\nHost: 192.168.178.25\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n');
	expect(requests[1]).toContain('Host: pi1\r\n');
	expect(run('curl -s http://pi1/chunks').stdout).toBe('a\nbc\n');
	expect(run('for i in {1..3}; do curl -s http://pi1; done').stdout).toBe("I'm 0123456789ab /\n".repeat(3));
});

test('on a terminal there is no progress meter', () => {
	const { pi6 } = world();
	const terminal = new Terminal(pi6);
	expect(terminal.type('curl http://192.168.178.25\r')).toContain("\x1b[?2004l\rI'm 0123456789ab /\r\n\x1b[?2004h");
});

test('into a pipe there is one, on standard error', () => {
	const { run } = world();
	const { stdout, stderr } = run('curl http://pi1 | cat');
	expect(stdout).toBe("I'm 0123456789ab /\n");
	expect(stderr).toMatch(
		/^ {2}% Total {4}% Received % Xferd {2}Average Speed {3}Time {4}Time {5}Time {2}Current\n {33}Dload {2}Upload {3}Total {3}Spent {4}Left {2}Speed\n\r {2}0 {5}0 {4}0 {5}0 {4}0 {5}0 {6}0 {6}0 --:--:-- --:--:-- --:--:-- {5}0\r100 {4}19 {2}100 {4}19 {4}0 {5}0 {3}\d{4} {6}0 --:--:-- --:--:-- --:--:-- {2}\d{4}\n$/
	);
});

test('curl fails in curl’s words', () => {
	const { run, pi1 } = world();
	const cases: [string, number, string | RegExp][] = [
		[
			'curl -sS http://pi1:99',
			7,
			/^curl: \(7\) Failed to connect to pi1 port 99 after \d+ ms: Couldn't connect to server\n$/
		],
		[
			'curl -sS localhost',
			7,
			"curl: (7) Failed to connect to localhost port 80 after 0 ms: Couldn't connect to server\n"
		],
		[
			'curl -sS http://192.168.178.99',
			7,
			"curl: (7) Failed to connect to 192.168.178.99 port 80 after 3070 ms: Couldn't connect to server\n"
		],
		['curl -sS http://nobody', 6, 'curl: (6) Could not resolve host: nobody\n'],
		['curl -sS http://pi1:81', 52, 'curl: (52) Empty reply from server\n'],
		[
			'curl -sS -m 2 http://pi1:82',
			28,
			'curl: (28) Operation timed out after 2000 milliseconds with 0 bytes received\n'
		],
		[
			'curl -sS --max-time 1.5 http://pi1/slow',
			28,
			'curl: (28) Operation timed out after 1500 milliseconds with 0 bytes received\n'
		],
		['curl -sS http://pi1:83', 18, /curl: \(18\) transfer closed with 97 bytes remaining to read\n/],
		['curl -fsS http://pi1/404', 22, 'curl: (22) The requested URL returned error: 404\n'],
		['curl -fs http://pi1/404', 22, ''],
		['curl -s http://pi1:99', 7, ''],
		['curl', 2, "curl: try 'curl --help' or 'curl --manual' for more information\n"],
		[
			'curl --nope pi1',
			2,
			"curl: option --nope: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n"
		],
		[
			'curl -o',
			2,
			"curl: option -o: requires parameter\ncurl: try 'curl --help' or 'curl --manual' for more information\n"
		],
		[
			'curl -m abc pi1',
			2,
			"curl: option -m: expected a proper numerical parameter\ncurl: try 'curl --help' or 'curl --manual' for more information\n"
		],
		['curl foo://x', 1, 'curl: (1) Protocol "foo" not supported or disabled in libcurl\n'],
		['curl http://', 3, 'curl: (3) URL using bad/illegal format or missing URL\n'],
		['curl http://pi1:99999', 3, 'curl: (3) URL using bad/illegal format or missing URL\n'],
		['curl --compressed pi1', 2, 'curl: swarmlab does not simulate --compressed\n']
	];
	for (const [line, code, stderr] of cases) {
		const outcome = run(line);
		expect(outcome.code, line).toBe(code);
		if (typeof stderr === 'string') expect(outcome.stderr, line).toBe(stderr);
		else expect(outcome.stderr, line).toMatch(stderr);
	}
	pi1.net.find('pi1')!.isUp = false;
	expect(run('curl -sS --connect-timeout 3 http://pi1').stderr).toMatch(
		/^curl: \(28\) Failed to connect to pi1 port 80 after 3000 ms: Timeout was reached\n$/
	);
	expect(run('curl -sS -m 3 http://pi1').stderr).toBe('curl: (28) Connection timed out after 3000 milliseconds\n');
	expect(run('curl -sS http://pi1').code).toBe(28);
	console.log(`${cases.length + 3} failures of curl`);
});

test('curl with headers, heads, redirects, data and files', () => {
	const { run, requests, pi6 } = world();
	expect(run('curl -si http://pi1').stdout).toBe(
		"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 19\r\n\r\nI'm 0123456789ab /\n"
	);
	expect(run('curl -sI http://pi1').stdout).toBe(
		'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 19\r\n\r\n'
	);
	expect(requests.at(-1)).toContain('HEAD / HTTP/1.1');
	expect(run('curl -sL http://pi1/moved').stdout).toBe("I'm 0123456789ab /x\n");
	run(`curl -s -X PUT -H 'X-A: b' -H 'Accept:' -d '{"a":1}' http://pi1/p`);
	expect(requests.at(-1)).toBe(
		'PUT /p HTTP/1.1\r\nHost: pi1\r\nUser-Agent: curl/7.88.1\r\nContent-Length: 7\r\nContent-Type: application/x-www-form-urlencoded\r\nX-A: b\r\n\r\n{"a":1}'
	);
	run('curl -s -d a=1 -d b=2 pi1');
	expect(requests.at(-1)).toMatch(/^POST \/ .*a=1&b=2$/s);
	run('curl -s -o out http://pi1; curl -sO http://pi1/dir/page');
	expect(pi6.files.read('/root/out')).toBe("I'm 0123456789ab /\n");
	expect(pi6.files.read('/root/page')).toBe("I'm 0123456789ab /dir/page\n");
	expect(run(`curl -s -o /dev/null -w '%{http_code} %{size_download}\\n' http://pi1/404`).stdout).toBe('404 22\n');
	expect(run('curl -sv http://192.168.178.25:80/').stderr).toBe(
		[
			'* ' + '  Trying 192.168.178.25:80...',
			'* Connected to 192.168.178.25 (192.168.178.25) port 80 (#0)',
			'> GET / HTTP/1.1',
			'> Host: 192.168.178.25',
			'> User-Agent: curl/7.88.1',
			'> Accept: */*',
			'> ',
			'< HTTP/1.1 200 OK',
			'< Content-Type: text/plain',
			'< Content-Length: 19',
			'< ',
			'{ [19 bytes data]',
			'* Connection #0 to host 192.168.178.25 left intact',
			''
		].join('\n')
	);
	expect(run('curl -s "http://pi1/[1-3]"').stdout).toBe(
		"I'm 0123456789ab /1\nI'm 0123456789ab /2\nI'm 0123456789ab /3\n"
	);
});

test('ping counts, waits and gives up in ping’s words', () => {
	const { run, pi1 } = world();
	const two = run('ping -c 2 pi1');
	expect(two.code).toBe(0);
	expect(two.stdout).toMatch(
		/^PING pi1 \(192\.168\.178\.25\) 56\(84\) bytes of data\.\n64 bytes from pi1 \(192\.168\.178\.25\): icmp_seq=1 ttl=64 time=\d\.\d\d\d? ms\n64 bytes from .*icmp_seq=2 ttl=64 time=.* ms\n\n--- pi1 ping statistics ---\n2 packets transmitted, 2 received, 0% packet loss, time 1000ms\nrtt min\/avg\/max\/mdev = [\d.]+\/[\d.]+\/[\d.]+\/[\d.]+ ms\n$/
	);
	expect(run('ping -c1 192.168.178.25').stdout).toContain('64 bytes from 192.168.178.25: icmp_seq=1 ttl=64 time=');
	expect(run('ping -c 1 nobody')).toMatchObject({ code: 2, stderr: 'ping: nobody: Name or service not known\n' });
	expect(run('ping')).toMatchObject({ code: 1, stderr: 'ping: usage error: Destination address required\n' });
	expect(run('ping -c abc pi1')).toMatchObject({ stderr: "ping: invalid argument: 'abc'\n" });
	pi1.net.find('pi1')!.isUp = false;
	expect(run('ping -c 2 -W 1 pi1')).toMatchObject({
		code: 1,
		stdout:
			'PING pi1 (192.168.178.25) 56(84) bytes of data.\n\n--- pi1 ping statistics ---\n2 packets transmitted, 0 received, 100% packet loss, time 1000ms\n\n'
	});
	expect(run('ping -c 1 192.168.178.99').stdout).toContain(
		'From 192.168.178.24 icmp_seq=1 Destination Host Unreachable\n\n--- 192.168.178.99 ping statistics ---\n1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms\n'
	);
});
