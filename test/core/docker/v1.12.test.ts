import { describe, expect, test } from 'vitest';
import type { ApiHandler, ApiRequest } from '../../../src/core/api/wire/http.ts';
import { v1_12_0_rc1 } from '../../../src/core/era/v1.12.0-rc1.ts';
import { runDocker } from './replay.ts';

/**
 * Goal: the client of 1.12.0-rc1 prints what the article shows (articles/pi-swarm-mode.txt, layout from its English
 * original). Method: a small engine that knows one service and two nodes.
 */

const now = Date.UTC(2016, 5, 20, 9, 0, 0);
const ago = (seconds: number): string => new Date(now - seconds * 1000).toISOString();

const service = {
	ID: 'buy0q65lw7nshm76kvy5imxk3',
	Version: { Index: 12 },
	CreatedAt: ago(500),
	UpdatedAt: ago(500),
	Spec: {
		Name: 'whoami',
		Labels: null,
		TaskTemplate: { ContainerSpec: { Image: 'hypriot/rpi-whoami' }, ForceUpdate: 0 },
		Mode: { Replicated: { Replicas: 1 } }
	},
	Endpoint: { Spec: {} }
};

const node = (id: string, name: string, manager: boolean): unknown => ({
	ID: id,
	Version: { Index: 5 },
	CreatedAt: ago(1000),
	UpdatedAt: ago(1000),
	Spec: { Role: manager ? 'manager' : 'worker', Membership: 'accepted', Availability: 'active', Labels: null },
	Description: { Hostname: name, Platform: {}, Resources: {}, Engine: {}, TLSInfo: {} },
	Status: { State: 'ready' },
	...(manager ? { ManagerStatus: { Leader: true, Reachability: 'reachable', Addr: '192.168.178.24:2377' } } : {})
});

const info = (manager: boolean): unknown => ({
	Containers: 3,
	ContainersRunning: 3,
	ContainersPaused: 0,
	ContainersStopped: 0,
	Images: 2,
	ServerVersion: '1.12.0-rc1',
	Driver: 'overlay',
	DriverStatus: [['Backing Filesystem', 'extfs']],
	LoggingDriver: 'json-file',
	CgroupDriver: 'cgroupfs',
	Plugins: { Volume: ['local'], Network: ['bridge', 'null', 'host', 'overlay'], Authorization: null, Log: [] },
	Swarm: manager
		? {
				NodeID: '1njlvzi9rk2syv3xojw217o0g',
				LocalNodeState: 'active',
				ControlAvailable: true,
				Error: '',
				Managers: 1,
				Nodes: 2,
				CACertHash: 'sha256:de4e2bff3b63700aad01df97bbe0397f131aabed5fabb7732283f044472323fc'
			}
		: { NodeID: '3fmwt4taurwxczr2icboojz8g', LocalNodeState: 'active', ControlAvailable: false, Error: '' },
	KernelVersion: '4.4.10-hypriotos-v7+',
	OperatingSystem: 'Raspbian GNU/Linux 8 (jessie)',
	OSType: 'linux',
	Architecture: 'armv7l',
	NCPU: 4,
	MemTotal: v1_12_0_rc1.hardware.memoryBytes,
	Name: manager ? 'pi6' : 'pi1'
});

const containers = [
	['db411a119c0a', 'whoami.2.2tf7yhmx9haol7e2b7xib2emj'],
	['0a4bf32fa9c4', 'whoami.3.2r6mm091c2ybr0f9jz4qaxw9k']
].map(([id, name]) => ({
	Id: id!.padEnd(64, '0'),
	Names: [`/${name!}`],
	Image: 'hypriot/rpi-whoami:latest',
	ImageID: `sha256:${'1'.repeat(64)}`,
	Command: '/http',
	Created: now / 1000 - 360,
	Ports: [{ PrivatePort: 8000, Type: 'tcp' }],
	Labels: {},
	State: 'running',
	Status: 'Up 6 minutes',
	HostConfig: {},
	NetworkSettings: { Networks: {} },
	Mounts: []
}));

const requests: ApiRequest[] = [];

function pi(manager = true): ApiHandler {
	return function* (request) {
		requests.push(request);
		const ok = (body?: unknown) => ({ status: 200, headers: {}, body });
		switch (`${request.method} ${request.path.replace(/^\/v1\.24/, '').replace(/\?.*/, '')}`) {
			case 'GET /version':
				return ok({
					Version: '1.12.0-rc1',
					ApiVersion: '1.24',
					GoVersion: 'go1.6.2',
					GitCommit: '1f136c1-unsupported',
					BuildTime: 'Wed Jun 15 15:35:51 2016',
					Os: 'linux',
					Arch: 'arm'
				});
			case 'GET /info':
				return ok(info(manager));
			case 'POST /swarm/init':
				return ok('1njlvzi9rk2syv3xojw217o0g');
			case 'POST /swarm/join':
			case 'POST /swarm/leave':
				return ok();
			case 'POST /services/create':
				return { status: 201, headers: {}, body: { ID: service.ID } };
			case 'GET /services':
				return ok([service]);
			case 'GET /services/whoami':
			case `GET /services/${service.ID}`:
				return ok(JSON.parse(JSON.stringify(service)));
			case `POST /services/${service.ID}/update`:
				return ok({ Warnings: null });
			case 'GET /nodes':
				return ok([node('1njlvzi9rk2syv3xojw217o0g', 'pi6', true), node('3fmwt4taurwxczr2icboojz8g', 'pi1', false)]);
			case 'GET /nodes/1njlvzi9rk2syv3xojw217o0g':
				return ok(node('1njlvzi9rk2syv3xojw217o0g', 'pi6', true));
			case 'GET /tasks':
				return ok([
					{
						ID: 'bg4qlpiye6h6uxyf8cmkwuh52',
						CreatedAt: ago(180),
						UpdatedAt: ago(180),
						Spec: { ContainerSpec: { Image: 'hypriot/rpi-whoami' }, ForceUpdate: 0 },
						ServiceID: service.ID,
						Slot: 1,
						NodeID: '1njlvzi9rk2syv3xojw217o0g',
						Status: { Timestamp: ago(180), State: 'running', PortStatus: {} },
						DesiredState: 'running'
					}
				]);
			case 'GET /containers/json':
				return ok(containers);
			default:
				return { status: 404, headers: {}, body: { message: `page not found: ${request.path}` } };
		}
	};
}

function docker(line: string, manager = true) {
	return runDocker({
		handler: pi(manager),
		argv: ['docker', ...line.split(' ').filter((word) => word !== '')],
		era: v1_12_0_rc1,
		nowMs: now
	});
}

describe('docker 1.12.0-rc1', () => {
	test('version has the blocks of the article', () => {
		const block = (title: string) =>
			`${title}:\n Version:      1.12.0-rc1\n API version:  1.24\n Go version:   go1.6.2\n` +
			' Git commit:   1f136c1-unsupported\n Built:        Wed Jun 15 15:35:51 2016\n OS/Arch:      linux/arm\n';
		expect(docker('version').stdout).toBe(`${block('Client')}\n${block('Server')}`);
	});

	test('docker alone lists its commands in the old style', () => {
		const { stdout, code } = docker('');
		expect(code).toBe(0);
		expect(stdout).toMatch(
			/^Usage: docker \[OPTIONS\] COMMAND \[arg\.\.\.\]\n {7}docker \[ --help \| -v \| --version \]\n\nA self-sufficient runtime for containers\.\n/
		);
		for (const line of [
			'    service   Manage Docker services',
			'    stats     Display a live stream of container(s) resource usage statistics',
			'    swarm     Manage Docker Swarm',
			'    update    Update configuration of one or more containers'
		]) {
			expect(stdout.split('\n')).toContain(line);
		}
		expect(stdout).toMatch(/\n\nRun 'docker COMMAND --help' for more information on a command\.\n$/);
	});

	test('docker swarm shows its five commands in the order of the article', () => {
		expect(docker('swarm').all).toBe(
			'\nUsage:\tdocker swarm COMMAND\n\nManage Docker Swarm\n\nOptions:\n      --help   Print usage\n\nCommands:\n' +
				'  init        Initialize a Swarm.\n  join        Join a Swarm as a node and/or manager.\n' +
				'  update      update the Swarm.\n  leave       Leave a Swarm.\n  inspect     Inspect the Swarm\n\n' +
				"Run 'docker swarm COMMAND --help' for more information on a command.\n"
		);
	});

	test('init, join and leave print one line each', () => {
		expect(docker('swarm init').stdout).toBe(
			'Swarm initialized: current node (1njlvzi9rk2syv3xojw217o0g) is now a manager.\n'
		);
		expect(docker('swarm join pi6:2377').stdout).toBe('This node joined a Swarm as a worker.\n');
		expect(requests.at(-1)!.path).toBe('/v1.24/swarm/join');
		expect(requests.at(-1)!.body).toMatchObject({ RemoteAddrs: ['pi6:2377'], Manager: false });
		expect(docker('swarm leave').stdout).toBe('Node left the default swarm.\n');
	});

	test('info shows the swarm and the machine as the article does', () => {
		const { stdout } = docker('info');
		expect(stdout).toContain(
			'Swarm: active\n NodeID: 1njlvzi9rk2syv3xojw217o0g\n IsManager: Yes\n Managers: 1\n Nodes: 2\n' +
				' CACertHash: sha256:de4e2bff3b63700aad01df97bbe0397f131aabed5fabb7732283f044472323fc\n'
		);
		expect(stdout).toContain(
			'Kernel Version: 4.4.10-hypriotos-v7+\nOperating System: Raspbian GNU/Linux 8 (jessie)\nOSType: linux\n' +
				'Architecture: armv7l\nCPUs: 4\nTotal Memory: 925.4 MiB\nName: pi6\n'
		);
		expect(docker('info', false).stdout).toContain(
			'Swarm: active\n NodeID: 3fmwt4taurwxczr2icboojz8g\n IsManager: No\n'
		);
	});

	test('service create prints the ID and nothing more', () => {
		const { stdout, code } = docker('service create --name whoami -p 80:8000 hypriot/rpi-whoami');
		expect(stdout).toBe('buy0q65lw7nshm76kvy5imxk3\n');
		expect(code).toBe(0);
		expect(requests.at(-1)!.body).toMatchObject({
			Name: 'whoami',
			EndpointSpec: { Ports: [{ Protocol: 'tcp', TargetPort: 8000, PublishedPort: 80 }] }
		});
	});

	test('service ls has the SCALE column, scale says so', () => {
		expect(docker('service ls').stdout).toBe(
			'ID            NAME    SCALE  IMAGE               COMMAND\nbuy0q65lw7ns  whoami  1      hypriot/rpi-whoami  \n'
		);
		expect(docker('service scale whoami=5').stdout).toBe('whoami scaled to 5\n');
	});

	test('ps has columns twenty wide', () => {
		expect(docker('ps', false).stdout).toBe(
			'CONTAINER ID        IMAGE                       COMMAND             CREATED             STATUS              PORTS               NAMES\n' +
				'db411a119c0a        hypriot/rpi-whoami:latest   "/http"             6 minutes ago       Up 6 minutes        8000/tcp            whoami.2.2tf7yhmx9haol7e2b7xib2emj\n' +
				'0a4bf32fa9c4        hypriot/rpi-whoami:latest   "/http"             6 minutes ago       Up 6 minutes        8000/tcp            whoami.3.2r6mm091c2ybr0f9jz4qaxw9k\n'
		);
	});

	test('service tasks and node ls are those of the day', () => {
		expect(docker('service tasks whoami').stdout).toBe(
			'ID                         NAME      SERVICE  IMAGE               LAST STATE         DESIRED STATE  NODE\n' +
				'bg4qlpiye6h6uxyf8cmkwuh52  whoami.1  whoami   hypriot/rpi-whoami  Running 3 minutes  Running        pi6\n'
		);
		expect(docker('node ls').stdout).toBe(
			'ID                           NAME  MEMBERSHIP  STATUS  AVAILABILITY  MANAGER STATUS  LEADER\n' +
				'1njlvzi9rk2syv3xojw217o0g *  pi6   Accepted    Ready   Active        Reachable       Yes\n' +
				'3fmwt4taurwxczr2icboojz8g    pi1   Accepted    Ready   Active                        \n'
		);
	});

	test('what came later is unknown, and said in the words of the day', () => {
		expect(docker('stack ls')).toMatchObject({
			stderr: "docker: 'stack' is not a docker command.\nSee 'docker --help'.\n",
			code: 1
		});
		expect(docker('swarm join')).toMatchObject({
			stderr:
				'"docker swarm join" requires exactly 1 argument(s).\nSee \'docker swarm join --help\'.\n\n' +
				'Usage:  docker swarm join [OPTIONS] HOST:PORT\n\nJoin a Swarm as a node and/or manager.\n',
			code: 1
		});
		expect(docker('swarm init --advertise-addr eth0')).toMatchObject({
			stderr: "unknown flag: --advertise-addr\nSee 'docker swarm init --help'.\n",
			code: 1
		});
		expect(docker('build .')).toMatchObject({ stderr: 'swarmlab does not simulate docker build\n', code: 1 });
	});
});
