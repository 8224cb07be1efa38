import type { Case } from './cases.ts';

const succeeded = { body: { Status: 'Login Succeeded', IdentityToken: '' } };
const refused = {
	status: 401,
	body: { message: 'Get "https://registry:5000/v2/": unauthorized: authentication required' }
};
const one = '{\n\t"auths": {\n\t\t"registry:5000": {\n\t\t\t"auth": "am9lOnNlY3JldA=="\n\t\t}\n\t}\n}';
const mixed = JSON.stringify({
	auths: { 'registry:5000': { auth: 'am9lOnNlY3JldA==' }, 'https://index.docker.io/v1/': { auth: 'bWU6aHVi' } },
	HttpHeaders: { 'X-Team': 'blue' },
	psFormat: 'table {{.ID}}\\t{{.Names}}',
	detachKeys: 'ctrl-x',
	unknown: { kept: [1, 2] }
});

export const login: readonly Case[] = [
	{
		about: 'a login leaves credentials in the config file',
		answers: { 'POST /auth': succeeded },
		stdin: 'secret\n',
		commands: [
			'docker login -u joe --password-stdin registry:5000',
			'docker login -u ann --password-stdin registry:5000',
			'docker login -u me -p hub',
			'docker login -u me -p hub https://index.docker.io/v1/',
			'docker login -u me -p x docker.io',
			'docker login --username=a --password=b https://other.example/v2/path',
			'docker login http://plain.example -u a -p b',
			'docker logout registry:5000',
			'docker logout registry:5000',
			'docker logout',
			'docker logout',
			'docker logout other.example',
			'docker logout nowhere.example'
		]
	},
	{
		about: 'what the registry refuses is not kept',
		answers: { 'POST /auth': refused },
		stdin: 'wrong\n',
		commands: [
			'docker login -u joe --password-stdin registry:5000',
			'docker login -u joe -p wrong registry:5000',
			'docker login -u joe -p wrong'
		]
	},
	{
		about: 'a login that is asked wrongly',
		answers: { 'POST /auth': succeeded },
		commands: [
			'docker login -p x registry:5000',
			'docker login --password-stdin registry:5000',
			'docker login -u a -p b --password-stdin registry:5000',
			'docker login -u a registry:5000',
			"docker login -u '' registry:5000",
			"docker login -u joe -p '' registry:5000",
			'docker login registry:5000',
			'docker login a b',
			'docker login --nope',
			'docker logout a b',
			'docker login --help',
			'docker logout --help'
		]
	},
	{
		about: 'an empty password from standard input',
		answers: { 'POST /auth': succeeded },
		stdin: '',
		commands: ['docker login -u joe --password-stdin registry:5000']
	},
	{
		about: 'kept credentials are used again without asking',
		files: { '.docker/config.json': one },
		answers: { 'POST /auth': succeeded },
		commands: ['docker login registry:5000', 'docker login -u joe registry:5000', 'docker login']
	},
	{
		about: 'kept credentials that are no longer good',
		files: { '.docker/config.json': one },
		answers: { 'POST /auth': refused },
		commands: ['docker login registry:5000']
	},
	{
		about: 'an identity token is kept instead of the password',
		answers: { 'POST /auth': { body: { Status: 'Login Succeeded', IdentityToken: 'token123' } } },
		commands: [
			'docker login -u joe -p secret registry:5000',
			'docker login registry:5000',
			'docker logout registry:5000'
		]
	},
	{
		about: 'other settings of the config file stay as they are',
		files: { '.docker/config.json': mixed },
		answers: {
			'POST /auth': succeeded,
			'GET /containers/json': { body: [] },
			'POST /services/create': { status: 201, body: { ID: 's1' } },
			'GET /services/s1': {
				body: {
					ID: 's1',
					Version: { Index: 1 },
					Spec: { Name: 'web', TaskTemplate: { ContainerSpec: { Image: 'x' } } }
				}
			},
			'GET /distribution/registry:5000/web:v1/json': { status: 404, body: { message: 'manifest unknown' } }
		},
		commands: [
			'docker ps',
			'docker login -u ann -p new registry:5000',
			'docker service create -d --name web --with-registry-auth registry:5000/web:v1',
			'docker service create -d --name web registry:5000/web:v1',
			'docker logout registry:5000',
			'docker logout'
		]
	},
	{
		about: 'settings are written in the order of the client',
		files: {
			'.docker/config.json': JSON.stringify({
				features: { a: 'b' },
				aliases: { builder: 'b' },
				plugins: { e: { f: 'g' } },
				cliPluginsExtraDirs: ['/x'],
				currentContext: '',
				proxies: { default: { httpProxy: 'p' } },
				pruneFilters: ['label=a'],
				nodesFormat: '1',
				configFormat: '2',
				secretFormat: '3',
				tasksFormat: '4',
				servicesFormat: '5',
				serviceInspectFormat: '6',
				detachKeys: '8',
				statsFormat: '9',
				volumesFormat: '10',
				pluginsFormat: '11',
				networksFormat: '12',
				imagesFormat: '13',
				psFormat: '14',
				HttpHeaders: { b: '1', a: '2' },
				auths: {}
			})
		},
		answers: { 'POST /auth': succeeded },
		commands: ['docker login -u a -p b registry:5000']
	},
	{
		about: 'lists have the format of the config file',
		files: {
			'.docker/config.json': JSON.stringify({
				psFormat: 'p {{.ID}}',
				imagesFormat: 'i {{.Tag}}',
				networksFormat: 'n {{.Name}}',
				volumesFormat: 'table {{.Name}}',
				nodesFormat: 'N {{.Hostname}}',
				servicesFormat: 's {{.Name}}',
				tasksFormat: 't {{.Name}}',
				secretFormat: 'S {{.Name}}',
				configFormat: 'c {{.Name}}',
				serviceInspectFormat: 'I {{.Name}}',
				statsFormat: 'x {{.Name}}'
			})
		},
		answers: {
			'GET /containers/json': {
				body: [
					{
						Id: 'c1',
						Names: ['/c'],
						Image: 'x',
						ImageID: 'y',
						Command: 'z',
						Created: '@-60',
						Ports: [],
						Labels: {},
						State: 'running',
						Status: 'Up',
						NetworkSettings: { Networks: {} },
						Mounts: []
					}
				]
			},
			'GET /images/json': {
				body: [{ Id: 'sha256:aa', RepoTags: ['web:v1'], Created: '@-60', Size: 1, Containers: -1, SharedSize: -1 }]
			},
			'GET /networks': { body: [{ Name: 'back', Id: 'n1', Driver: 'overlay', Scope: 'swarm', Created: '@-60Z' }] },
			'GET /volumes': {
				body: { Volumes: [{ Name: 'data', Driver: 'local', Scope: 'local', Mountpoint: '/x' }], Warnings: null }
			},
			'GET /info': { body: { ID: 'x', Swarm: { NodeID: 'm1', LocalNodeState: 'active', ControlAvailable: true } } },
			'GET /nodes': {
				body: [
					{
						ID: 'm1',
						Description: { Hostname: 'mgr1', Engine: { EngineVersion: '28.2.2' } },
						Status: { State: 'ready' },
						Spec: {}
					}
				]
			},
			'GET /services': {
				body: [
					{
						ID: 's1',
						Spec: {
							Name: 'web',
							TaskTemplate: { ContainerSpec: { Image: 'x' } },
							Mode: { Replicated: { Replicas: 1 } }
						},
						Endpoint: { Ports: [] },
						ServiceStatus: { RunningTasks: 1, DesiredTasks: 1 }
					}
				]
			},
			'GET /secrets': { body: [{ ID: 'x1', Spec: { Name: 'key' }, CreatedAt: '@-60Z', UpdatedAt: '@-60Z' }] },
			'GET /configs': { body: [{ ID: 'x2', Spec: { Name: 'conf' }, CreatedAt: '@-60Z', UpdatedAt: '@-60Z' }] }
		},
		commands: [
			'docker ps',
			'docker ps -q',
			"docker ps --format '{{.Names}}'",
			'docker images',
			'docker network ls',
			'docker volume ls',
			'docker volume ls -q',
			'docker node ls',
			'docker service ls',
			'docker secret ls',
			'docker config ls'
		]
	},
	{
		about: 'a config file that is no JSON',
		files: { '.docker/config.json': '{"auths": nope}' },
		answers: { 'POST /auth': succeeded, 'GET /containers/json': { body: [] } },
		commands: ['docker ps', 'docker login -u a -p b registry:5000']
	},
	{
		about: 'an empty config file, and one elsewhere',
		files: { '.docker/config.json': '', 'else/config.json': one },
		answers: { 'POST /auth': succeeded, 'GET /containers/json': { body: [] } },
		commands: [
			'docker ps',
			'docker --config else login registry:5000',
			'docker --config none login -u a -p b registry:5000'
		]
	},
	{
		about: 'DOCKER_CONFIG names the directory',
		files: { 'else/config.json': one },
		env: { DOCKER_CONFIG: 'else' },
		answers: { 'POST /auth': succeeded },
		commands: ['docker login registry:5000', 'docker logout registry:5000']
	},
	{
		about: 'bad credentials in the config file',
		files: { '.docker/config.json': '{"auths":{"registry:5000":{"auth":"bm9jb2xvbg=="}}}' },
		answers: { 'POST /auth': succeeded, 'GET /containers/json': { body: [] } },
		commands: ['docker ps', 'docker login registry:5000']
	}
];
