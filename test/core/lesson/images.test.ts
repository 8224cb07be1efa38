import { describe, expect, test } from 'vitest';
import { parseImages } from '../../../src/core/lesson/images.ts';
import { numberedMachines } from '../../../src/core/world/cluster-shape.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';

const TABLE = `
example/web:v1,latest:
  port: 80
  log: [starting, listening]
  replies:
    /: "hello from {container}"
    /broken: { status: 500, body: "oh no" }
  access: '"{method} {path}" {status}'
example/proxy:v1:
  needs: { names: [api], says: "host not found: {name}", code: 7 }
example/job:v1:
  ends: { after: 3s, says: "out of luck", code: 3 }
`;

function machine(): (command: string) => string {
	const world = wholeWorld({
		version: 1,
		seed: 1,
		era: '28.2',
		cluster: {
			machines: numberedMachines(1, 0),
			formed: true,
			network: '10.0.0.',
			images: parseImages(TABLE, 'images.yaml')
		},
		lesson: '',
		inputs: [],
		end: 0
	});
	return (command) => {
		let output = '';
		world.run('mgr1', command, ({ stdout, stderr }) => (output = stdout + stderr));
		world.sim.runUntil(world.sim.now + 20_000);
		return output;
	};
}

test('an image from a table answers, logs and ends as the table says', () => {
	const run = machine();
	run('docker service create --name web -p 80:80 example/web');
	expect(run('curl -s localhost')).toMatch(/^hello from [0-9a-f]{12}$/);
	expect(run("curl -s -o /dev/null -w '%{http_code}' localhost/broken")).toBe('500');
	expect(run('docker logs $(docker ps -q)')).toBe('starting\nlistening\n"GET /" 200\n"GET /broken" 500\n');
	expect(run('docker run example/job:v1; echo $?')).toMatch(/^3\n.*\nout of luck\n$/s);
	expect(run('docker run example/proxy:v1; echo $?')).toMatch(/^7\n.*\nhost not found: api\n$/s);
});

describe('a mistake is told with its line and what is allowed', () => {
	test.each([
		['example/web:\n  port: 80\n', 'images.yaml:1', 'example/web:v1'],
		['example/web:v1:\n  prot: 80\n', 'images.yaml:2', 'port'],
		['example/web:v1:\n  port: 80\n  replies:\n    index: hi\n', 'images.yaml:4', 'path'],
		['example/web:v1:\n  ends: { after: soon }\n', 'images.yaml:2', '30s']
	])('%j', (text, place, allowed) => {
		expect(() => parseImages(text, 'images.yaml')).toThrowError(new RegExp(`${place}.*${allowed}`, 's'));
	});
});
