import type { ImageSource, Platform } from '../registry.ts';
import { haproxy } from './haproxy.ts';
import { httpd, HTTPD_INDEX } from './httpd.ts';
import { NGINX_INDEX, nginx, nginxEntrypoint } from './nginx.ts';
import { redisCli, redisEntrypoint, redisServer } from './redis.ts';
import { tuDemo } from './tu-demo.ts';
import { rpiWhoami, traefikWhoami } from './whoami.ts';

/** The machines of the course are amd64, its Raspberry Pis arm. */
const PLATFORMS: readonly Platform[] = [
	{ architecture: 'amd64', os: 'linux' },
	{ architecture: 'arm', os: 'linux', variant: 'v7' },
	{ architecture: 'arm64', os: 'linux', variant: 'v8' }
];

const MB = 1_000_000;
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function layers(
	...sizes: readonly (readonly [compressedMb: number, unpackedMb: number, createdBy: string])[]
): ImageSource['layers'] {
	return sizes.map(([compressed, unpacked, createdBy]) => ({
		compressed: Math.round(compressed * MB),
		unpacked: Math.round(unpacked * MB),
		createdBy
	}));
}

const DEBIAN = [28.2, 74.8, "# debian.sh --arch 'amd64' out/ 'bookworm'"] as const;
const ALPINE = [3.6, 8.3, 'ADD alpine-minirootfs-3.22.0-x86_64.tar.gz / # buildkit'] as const;

/**
 * What the registry has: image → what it does when it runs. The order has no meaning.
 * To add one: README.md beside this file.
 */
export const IMAGES: readonly ImageSource[] = [
	{
		name: 'hypriot/rpi-whoami',
		tags: ['latest'],
		content: '2016-02',
		createdMs: Date.UTC(2016, 1, 25, 9, 31, 17),
		platforms: PLATFORMS,
		layers: layers([2.6, 6.8, 'COPY file:http in /http']),
		config: { cmd: ['/http'], env: ['PORT=8000'], exposedPorts: ['8000/tcp'] },
		programs: { http: rpiWhoami },
		userland: 'none'
	},
	{
		name: 'traefik/whoami',
		tags: ['latest', 'v1.11.0', 'v1.11'],
		content: 'v1.11.0',
		createdMs: Date.UTC(2025, 3, 28, 14, 20, 11),
		platforms: PLATFORMS,
		layers: layers(
			[0.3, 0.6, 'COPY /usr/share/zoneinfo /usr/share/zoneinfo # buildkit'],
			[2.6, 5.9, 'COPY whoami / # buildkit']
		),
		config: { entrypoint: ['/whoami'], env: [PATH], exposedPorts: ['80/tcp'] },
		programs: { whoami: traefikWhoami },
		userland: 'none'
	},
	...nginxImages(),
	{
		name: 'redis',
		tags: ['latest', '8', '8.0', '8.0.2', '7'],
		content: '8.0.2',
		createdMs: Date.UTC(2025, 4, 28, 1, 19, 4),
		platforms: PLATFORMS,
		layers: layers(
			[...DEBIAN],
			[0.9, 2.3, 'RUN /bin/sh -c apt-get install -y tini # buildkit'],
			[18.1, 50.9, 'RUN /bin/sh -c build redis # buildkit']
		),
		config: { ...redisConfig('8.0.2') },
		programs: { 'docker-entrypoint.sh': redisEntrypoint, 'redis-server': redisServer, 'redis-cli': redisCli },
		userland: 'debian'
	},
	{
		name: 'redis',
		tags: ['alpine', '8-alpine', '7-alpine'],
		content: '8.0.2-alpine',
		createdMs: Date.UTC(2025, 4, 28, 1, 20, 37),
		platforms: PLATFORMS,
		layers: layers([...ALPINE], [12.8, 37.1, 'RUN /bin/sh -c build redis # buildkit']),
		config: { ...redisConfig('8.0.2') },
		programs: { 'docker-entrypoint.sh': redisEntrypoint, 'redis-server': redisServer, 'redis-cli': redisCli },
		userland: 'busybox'
	},
	{
		// A company's own build: its command line, port and working directory as the article's `docker ps` shows them.
		registry: 'docker-registry-cn.easemob.com',
		name: 'redis',
		tags: ['latest', '3.2'],
		content: '3.2.5 of easemob',
		createdMs: Date.UTC(2016, 9, 27, 8, 12, 40),
		platforms: PLATFORMS,
		layers: layers(
			[51.3, 125.1, 'ADD file:jessie in /'],
			[8.9, 22.6, 'RUN /bin/sh -c build redis 3.2.5'],
			[0.001, 0.002, 'COPY file:entrypoint.sh in /']
		),
		config: { ...redisConfig('3.2.5'), entrypoint: ['/entrypoint.sh'] },
		programs: { 'entrypoint.sh': redisEntrypoint, 'redis-server': redisServer, 'redis-cli': redisCli },
		userland: 'debian',
		also: ['ping', 'telnet']
	},
	{
		name: 'busybox',
		tags: ['latest', '1', '1.37', 'musl', 'glibc'],
		content: '1.37.0',
		createdMs: Date.UTC(2024, 8, 26, 21, 31, 42),
		platforms: PLATFORMS,
		layers: layers([2.2, 4.3, 'BusyBox 1.37.0 (glibc), Debian 12']),
		config: { cmd: ['sh'], env: [PATH] },
		programs: {},
		userland: 'busybox'
	},
	{
		name: 'alpine',
		tags: ['latest', '3', '3.22', '3.22.0', '3.21'],
		content: '3.22.0',
		createdMs: Date.UTC(2025, 4, 30, 16, 37, 53),
		platforms: PLATFORMS,
		layers: layers([...ALPINE]),
		config: { cmd: ['/bin/sh'], env: [PATH] },
		programs: {},
		userland: 'busybox'
	},
	{
		name: 'haproxy',
		tags: ['latest', '3', '3.1', '1.6', '1.7'],
		content: '3.1.7',
		createdMs: Date.UTC(2025, 3, 22, 1, 40, 12),
		platforms: PLATFORMS,
		layers: layers([...DEBIAN], [13.6, 34.2, 'RUN /bin/sh -c build haproxy # buildkit']),
		config: {
			entrypoint: ['docker-entrypoint.sh'],
			cmd: ['haproxy', '-f', '/usr/local/etc/haproxy/haproxy.cfg'],
			env: [PATH, 'HAPROXY_VERSION=3.1.7'],
			user: 'haproxy',
			workingDir: '/var/lib/haproxy'
		},
		programs: { 'docker-entrypoint.sh': redisEntrypoint, haproxy },
		userland: 'debian'
	},
	...httpdImages(),
	...(['v1', 'v2'] as const).map((version): ImageSource => ({
		name: 'nigelpoulton/tu-demo',
		tags: version === 'v1' ? ['v1', 'latest'] : ['v2'],
		content: version,
		createdMs: Date.UTC(2016, 6, version === 'v1' ? 20 : 21, 10, 4, 9),
		platforms: PLATFORMS,
		layers: layers([19.8, 48.3, 'ADD rootfs.tar / ']),
		config: { cmd: ['tu-demo'], env: [PATH], exposedPorts: ['80/tcp'] },
		programs: { 'tu-demo': tuDemo(version) },
		userland: 'busybox'
	}))
];

function nginxImages(): ImageSource[] {
	const config = (version: string): ImageSource['config'] => ({
		entrypoint: ['/docker-entrypoint.sh'],
		cmd: ['nginx', '-g', 'daemon off;'],
		env: [PATH, `NGINX_VERSION=${version}`],
		exposedPorts: ['80/tcp'],
		stopSignal: 'SIGQUIT',
		labels: { maintainer: 'NGINX Docker Maintainers' }
	});
	const common = {
		name: 'nginx',
		platforms: PLATFORMS,
		programs: { 'docker-entrypoint.sh': nginxEntrypoint, nginx },
		also: ['curl'],
		files: { '/usr/share/nginx/html/index.html': NGINX_INDEX }
	};
	return [
		{
			...common,
			tags: ['latest', '1', '1.27', '1.27.5', 'mainline'],
			content: '1.27.5',
			createdMs: Date.UTC(2025, 3, 16, 14, 50, 31),
			layers: layers(
				[...DEBIAN],
				[43.9, 117.4, 'RUN /bin/sh -c install nginx # buildkit'],
				[0.001, 0.005, 'COPY docker-entrypoint.sh / # buildkit']
			),
			config: config('1.27.5'),
			userland: 'debian'
		},
		{
			...common,
			tags: ['alpine', '1-alpine', '1.27-alpine', '1.27.5-alpine', 'mainline-alpine'],
			content: '1.27.5-alpine',
			createdMs: Date.UTC(2025, 3, 16, 14, 52, 12),
			layers: layers(
				[...ALPINE],
				[1.8, 4.7, 'RUN /bin/sh -c apk add nginx # buildkit'],
				[15.2, 35.2, 'RUN /bin/sh -c install modules # buildkit']
			),
			config: config('1.27.5'),
			userland: 'busybox'
		},
		{
			...common,
			tags: ['stable', '1.26', '1.26.3'],
			content: '1.26.3',
			createdMs: Date.UTC(2025, 1, 5, 21, 27, 16),
			layers: layers(
				[...DEBIAN],
				[43.4, 116.2, 'RUN /bin/sh -c install nginx # buildkit'],
				[0.001, 0.005, 'COPY docker-entrypoint.sh / # buildkit']
			),
			config: config('1.26.3'),
			userland: 'debian'
		}
	];
}

function redisConfig(version: string): ImageSource['config'] {
	return {
		entrypoint: ['docker-entrypoint.sh'],
		cmd: ['redis-server'],
		env: [PATH, `REDIS_VERSION=${version}`],
		exposedPorts: ['6379/tcp'],
		workingDir: '/data',
		volumes: ['/data']
	};
}

function httpdImages(): ImageSource[] {
	const image = (version: string, tags: string[], createdMs: number, userland: 'debian' | 'busybox'): ImageSource => ({
		name: 'httpd',
		tags,
		content: `${version} ${userland}`,
		createdMs,
		platforms: PLATFORMS,
		layers:
			userland === 'debian'
				? layers([...DEBIAN], [28.6, 73.2, 'RUN /bin/sh -c build httpd # buildkit'])
				: layers([...ALPINE], [18.4, 54.7, 'RUN /bin/sh -c build httpd # buildkit']),
		config: {
			cmd: ['httpd-foreground'],
			env: [
				`${PATH.replace('PATH=', 'PATH=/usr/local/apache2/bin:')}`,
				`HTTPD_VERSION=${version}`,
				'HTTPD_PREFIX=/usr/local/apache2'
			],
			exposedPorts: ['80/tcp'],
			workingDir: '/usr/local/apache2',
			stopSignal: 'SIGWINCH'
		},
		programs: { 'httpd-foreground': httpd, httpd },
		userland,
		files: { '/usr/local/apache2/htdocs/index.html': HTTPD_INDEX }
	});
	return [
		image('2.4.63', ['latest', '2', '2.4', '2.4.63'], Date.UTC(2025, 0, 23, 23, 31, 2), 'debian'),
		image('2.4.63', ['alpine', '2.4-alpine', '2-alpine'], Date.UTC(2025, 0, 23, 23, 32, 40), 'busybox'),
		image('2.4.16', ['2.4.16'], Date.UTC(2015, 6, 20, 18, 4, 31), 'debian'),
		image('2.2.31', ['2.2.31'], Date.UTC(2016, 10, 1, 19, 12, 44), 'debian'),
		image('2.2.32', ['2.2.32', '2.2'], Date.UTC(2017, 0, 17, 4, 20, 8), 'debian')
	];
}
