import type { Case } from './cases.ts';

const container = (id: string, extra: Record<string, unknown>): Record<string, unknown> => ({
	Id: id.repeat(32).slice(0, 64),
	Names: [`/${id}`],
	Image: 'nginx',
	ImageID: 'sha256:aa',
	Command: 'nginx -g "daemon off;"',
	Created: '@-7200',
	Ports: [],
	SizeRw: 1095,
	SizeRootFs: 200_000_000,
	Labels: {},
	State: 'running',
	Status: 'Up 2 hours',
	HostConfig: { NetworkMode: 'bridge' },
	NetworkSettings: { Networks: {} },
	Mounts: [],
	...extra
});
const usage = {
	LayersSize: 210_000_000,
	Images: [
		{
			Containers: 2,
			Created: '@-864000',
			Id: 'sha256:3f8a4339aadda5897b744682f5f774dc69991a81af8d715d37a616bb4c99edf5',
			Labels: null,
			ParentId: '',
			RepoDigests: ['nginx@sha256:bbbb'],
			RepoTags: ['nginx:latest'],
			SharedSize: 74_000_000,
			Size: 192_000_000
		},
		{
			Containers: 0,
			Created: '@-40000000',
			Id: 'sha256:b8a36d10656ac19ddb96ef3107f76820663717708fc37ce929925c36d1b1d157',
			Labels: null,
			ParentId: '',
			RepoDigests: [],
			RepoTags: ['alpine:3', 'alpine:latest'],
			SharedSize: 0,
			Size: 8_310_000
		}
	],
	Containers: [container('web', {}), container('old', { State: 'exited', Status: 'Exited (0) 1 hour ago', SizeRw: 0 })],
	Volumes: [
		{
			Name: 'data',
			Driver: 'local',
			Mountpoint: '/v/data',
			CreatedAt: '@-60Z',
			Labels: null,
			Scope: 'local',
			Options: null,
			UsageData: { RefCount: 1, Size: 1234 }
		},
		{
			Name: 'free',
			Driver: 'local',
			Mountpoint: '/v/free',
			CreatedAt: '@-60Z',
			Labels: null,
			Scope: 'local',
			Options: null,
			UsageData: { RefCount: 0, Size: 98_765 }
		}
	],
	BuildCache: [],
	BuilderSize: 0
};
const none = { LayersSize: 0, Images: [], Containers: [], Volumes: [], BuildCache: null, BuilderSize: 0 };
const pruneAnswers = {
	'POST /containers/prune': { body: { ContainersDeleted: ['c1', 'c2'], SpaceReclaimed: 1095 } },
	'POST /networks/prune': { body: { NetworksDeleted: ['back'] } },
	'POST /volumes/prune': { body: { VolumesDeleted: ['data'], SpaceReclaimed: 1_000_000 } },
	'POST /images/prune': {
		body: { ImagesDeleted: [{ Untagged: 'old:1' }, { Deleted: 'sha256:aa' }], SpaceReclaimed: 5_000_000 }
	},
	'POST /build/prune': { body: { CachesDeleted: null, SpaceReclaimed: 0 } }
};
const nothingPruned = {
	'POST /containers/prune': { body: { ContainersDeleted: null, SpaceReclaimed: 0 } },
	'POST /networks/prune': { body: {} },
	'POST /volumes/prune': { body: { VolumesDeleted: null, SpaceReclaimed: 0 } },
	'POST /images/prune': { body: { ImagesDeleted: null, SpaceReclaimed: 0 } },
	'POST /build/prune': { body: { CachesDeleted: null, SpaceReclaimed: 0 } }
};

const event = (type: string, action: string, id: string, attributes: Record<string, string>, scope = 'local') => ({
	Type: type,
	Action: action,
	Actor: { ID: id, Attributes: attributes },
	scope,
	time: 1_763_600_000,
	timeNano: 1_763_600_000_123_456_789
});
const events = [
	{ status: 'start', id: 'c1', from: 'nginx', ...event('container', 'start', 'c1', { image: 'nginx', name: 'web' }) },
	event('network', 'connect', 'n1', { container: 'c1', name: 'bridge', type: 'bridge' }),
	event('service', 'create', 's1', { name: 'web' }, 'swarm'),
	event('node', 'update', 'm1', { name: 'mgr1', 'state.new': 'ready', 'state.old': 'down' }, 'swarm'),
	event('secret', 'remove', 'x1', { name: 'key' }, 'swarm')
];

export const system: readonly Case[] = [
	{
		about: 'disk usage as a table, in detail and by a template',
		answers: { 'GET /system/df': { body: usage } },
		commands: [
			'docker system df',
			'docker system df -v',
			'docker system df --verbose',
			"docker system df --format '{{.Type}}: {{.TotalCount}} {{.Active}} {{.Size}} {{.Reclaimable}}'",
			"docker system df --format 'table {{.Type}}\\t{{.Size}}'",
			'docker system df --format json',
			"docker system df --format '{{json .}}'",
			'docker system df -v --format json',
			"docker system df -v --format '{{range .Images}}{{.Repository}} {{.UniqueSize}}\\n{{end}}'",
			"docker system df --format '{{.Nope}}'",
			'docker system df x',
			'docker system df --help'
		]
	},
	{
		about: 'disk usage of an empty engine',
		answers: { 'GET /system/df': { body: none } },
		commands: ['docker system df', 'docker system df -v', 'docker system df --format json']
	},
	{
		about: 'everything unused is removed, without a question',
		answers: pruneAnswers,
		commands: [
			'docker system prune -f',
			'docker system prune -af',
			'docker system prune -f --volumes',
			'docker system prune -af --volumes',
			'docker system prune -f --filter label=a --filter until=1h',
			'docker system prune -f --volumes --filter until=1h',
			'docker system prune x',
			'docker system prune --help'
		]
	},
	{
		about: 'nothing is unused',
		answers: nothingPruned,
		commands: ['docker system prune -f', 'docker system prune -af --volumes']
	},
	{
		about: 'the question before everything is removed, answered with no',
		answers: pruneAnswers,
		stdin: 'n\n',
		commands: [
			'docker system prune',
			'docker system prune -a',
			'docker system prune --volumes',
			'docker system prune -a --volumes --filter label=x',
			'docker container prune',
			'docker network prune',
			'docker volume prune',
			'docker volume prune -a',
			'docker image prune',
			'docker image prune -a'
		]
	},
	{
		about: 'and with yes',
		answers: pruneAnswers,
		stdin: 'y\n',
		commands: [
			'docker system prune',
			'docker container prune',
			'docker network prune',
			'docker volume prune',
			'docker volume prune -a'
		]
	},
	{
		about: 'prunes of one kind',
		answers: pruneAnswers,
		commands: [
			'docker container prune -f',
			'docker container prune -f --filter until=10m --filter label=a',
			'docker network prune -f',
			'docker network prune -f --filter until=10m',
			'docker volume prune -f',
			'docker volume prune -af',
			'docker volume prune -f --filter label!=keep',
			'docker volume prune -f --filter all=true',
			'docker volume prune -af --filter all=1'
		]
	},
	{
		about: 'events of all kinds',
		answers: { 'GET /events': { lines: events } },
		commands: [
			'docker events --since 1763600000 --until 1763600001',
			"docker events --until 1763600001 --format '{{.Type}} {{.Action}} {{.Actor.ID}} {{.Time}}'",
			"docker events --until 1763600001 --format '{{json .}}'",
			'docker events --until 1763600001 --format json',
			"docker events --until 1763600001 --format '{{.Status}} {{.ID}} {{.From}} {{.Scope}} {{.TimeNano}} {{.Actor.Attributes.name}}'",
			'docker system events --until 1763600001 -f type=service -f event=create -f scope=swarm -f node=x',
			"docker events --until 1763600001 --format '{{.Nope}}'",
			"docker events --until 1763600001 --format 'table {{.Type}}'",
			"docker events --until 1763600001 --format '{{'",
			'docker events x',
			'docker events --since nope',
			'docker events --filter nope'
		]
	},
	{
		about: 'an inspected object of any kind',
		answers: {
			'GET /containers/web/json': { status: 404, body: { message: 'No such container: web' } },
			'GET /images/web/json': { status: 404, body: { message: 'No such image: web' } },
			'GET /networks/web': { status: 404, body: { message: 'network web not found' } },
			'GET /volumes/web': { status: 404, body: { message: 'get web: no such volume' } },
			'GET /services/web': { body: { ID: 's1', Spec: { Name: 'web' } } },
			'GET /info': { body: { ID: 'x', Swarm: { LocalNodeState: 'active', ControlAvailable: true } } },
			'GET /plugins/web/json': { status: 404, body: { message: 'plugin "web" not found' } },
			'GET /nodes/web': { status: 404, body: { message: 'node web not found' } },
			'GET /secrets/web': { status: 404, body: { message: 'secret web not found' } },
			'GET /configs/web': { status: 404, body: { message: 'config web not found' } },
			'GET /tasks/web': { status: 404, body: { message: 'task web not found' } },
			'GET /containers/c/json': { body: { Id: 'c', Name: '/c', State: { Status: 'running' }, SizeRw: 1 } },
			'GET /volumes/v': {
				body: {
					CreatedAt: '2026-01-01T00:00:00Z',
					Driver: 'local',
					Labels: null,
					Mountpoint: '/x',
					Name: 'v',
					Options: null,
					Scope: 'local'
				}
			},
			'GET /networks/n': { body: { Name: 'n', Id: 'n1' } }
		},
		commands: [
			'docker inspect web',
			"docker inspect -f '{{.Spec.Name}}' web",
			'docker inspect --type service web',
			'docker inspect --type container web',
			'docker inspect --type image web',
			'docker inspect --type network web',
			'docker inspect --type volume web',
			'docker inspect --type node web',
			'docker inspect --type secret web',
			'docker inspect --type config web',
			'docker inspect --type task web',
			'docker inspect --type plugin web',
			'docker inspect --type nope web',
			"docker inspect --type '' web",
			'docker inspect c',
			'docker inspect -s c',
			'docker inspect -s web',
			'docker inspect --type network -s n',
			'docker inspect c web nope',
			'docker inspect nope',
			"docker inspect -f '{{.Name}} {{.State.Status}}' c",
			"docker inspect -f '{{.Name}' c",
			"docker inspect -f '{{.Nope.Deep}}' c",
			'docker volume inspect v nope',
			'docker network inspect n nope',
			"docker network inspect -f '{{.Name}}' n",
			"docker volume inspect -f '{{.Driver}}' v",
			'docker inspect'
		]
	}
];
