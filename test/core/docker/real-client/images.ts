import type { Case } from './cases.ts';

const ID = 'sha256:3f8a4339aadda5897b744682f5f774dc69991a81af8d715d37a616bb4c99edf5';
const history = [
	{
		Comment: 'buildkit.dockerfile.v0',
		Created: '@-3600',
		CreatedBy: 'CMD ["nginx" "-g" "daemon off;"]',
		Id: ID,
		Size: 0,
		Tags: ['nginx:latest']
	},
	{
		Comment: 'buildkit.dockerfile.v0',
		Created: '@-864000',
		CreatedBy: 'RUN /bin/sh -c set -x     && groupadd --system --gid 101 nginx     && useradd # buildkit',
		Id: '<missing>',
		Size: 116_735_223,
		Tags: null
	},
	{
		Comment: '',
		Created: '@-40000000',
		CreatedBy: '/bin/sh -c #(nop)\tADD file:1234 in / ',
		Id: '<missing>',
		Size: 74_812_345,
		Tags: null
	}
];
const layer = '9b3977197b4f';
const pushed = [
	{ status: 'The push refers to repository [registry:5000/web]' },
	{ status: 'Preparing', progressDetail: {}, id: layer },
	{ status: 'Pushing', progressDetail: { current: 512, total: 1024 }, progress: '[===>  ] 512B/1kB', id: layer },
	{ status: 'Pushed', progressDetail: {}, id: layer },
	{ status: 'v1: digest: sha256:1234567890abcdef size: 527' },
	{ progressDetail: {}, aux: { Tag: 'v1', Digest: 'sha256:1234567890abcdef', Size: 527 } }
];
const pruned = {
	ImagesDeleted: [
		{ Untagged: 'old:1' },
		{ Untagged: 'old@sha256:aaaa' },
		{ Deleted: ID },
		{ Deleted: 'sha256:b8a36d10656ac19ddb96ef3107f76820663717708fc37ce929925c36d1b1d157' }
	],
	SpaceReclaimed: 123_456_789
};
const missing = { status: 404, body: { message: 'No such image: nosuch:latest' } };

export const images: readonly Case[] = [
	{
		about: 'history of an image, in all its forms',
		answers: { 'GET /images/nginx/history': { body: history }, 'GET /images/nosuch/history': missing },
		commands: [
			'docker history nginx',
			'docker image history --no-trunc nginx',
			'docker image history -q nginx',
			'docker image history -q --no-trunc nginx',
			'docker image history -H=false nginx',
			"docker history --format '{{.ID}} {{.CreatedAt}} {{.Size}} {{.Comment}}' -H=false nginx",
			"docker history --format '{{.CreatedSince}}|{{.CreatedBy}}|{{.Size}}' nginx",
			"docker history --format 'table {{.ID}}\\t{{.Size}}' nginx",
			"docker history --format '{{json .}}' --no-trunc nginx",
			'docker history --format json nginx',
			"docker history --format '{{.Nope}}' nginx",
			'docker history nosuch',
			'docker history',
			'docker history a b'
		]
	},
	{
		about: 'a tag for an image',
		answers: {
			'POST /images/nginx/tag': { status: 201 },
			'POST /images/nosuch/tag': missing
		},
		commands: [
			'docker tag nginx registry:5000/web:v1',
			'docker image tag nginx me/web',
			'docker tag nginx web:a',
			'docker tag nosuch x',
			'docker tag nginx UPPER',
			'docker tag nginx',
			'docker tag nginx x:y:z',
			'docker tag NGINX x',
			'docker tag nginx web@sha256:3f8a4339aadda5897b744682f5f774dc69991a81af8d715d37a616bb4c99edf5',
			'docker tag'
		]
	},
	{
		about: 'an image pushed to a registry',
		answers: {
			'POST /images/registry:5000/web/push': { lines: pushed },
			'POST /images/docker.io/library/web/push': { lines: pushed }
		},
		commands: [
			'docker push registry:5000/web:v1',
			'docker push registry:5000/web',
			'docker image push -q registry:5000/web:v1',
			'docker push -a registry:5000/web',
			'docker push -a registry:5000/web:v1',
			'docker push web',
			'docker push WEB',
			'docker push',
			'docker push a b'
		]
	},
	{
		about: 'a push that the registry refuses',
		answers: {
			'POST /images/docker.io/library/web/push': {
				lines: [
					pushed[0],
					{
						errorDetail: { message: 'push access denied, repository does not exist or may require authorization' },
						error: 'push access denied, repository does not exist or may require authorization'
					}
				]
			},
			'POST /images/docker.io/library/nosuch/push': {
				status: 404,
				body: { message: 'An image does not exist locally with the tag: nosuch' }
			}
		},
		commands: ['docker push web', 'docker push -q web', 'docker push nosuch']
	},
	{
		about: 'credentials of the config file go with push and pull',
		files: {
			'.docker/config.json':
				'{"auths":{"registry:5000":{"auth":"am9lOnNlY3JldA=="},"https://index.docker.io/v1/":{"auth":"bWU6aHVi"}}}'
		},
		answers: {
			'POST /images/registry:5000/web/push': { lines: pushed },
			'POST /images/docker.io/library/web/push': { lines: pushed },
			'POST /images/create': { lines: [{ status: 'Pulling from web', id: 'v1' }] }
		},
		commands: [
			'docker push registry:5000/web:v1',
			'docker push web',
			'docker pull registry:5000/web:v1',
			'docker pull other:5000/web:v1',
			'docker pull -q nginx',
			'docker pull -a nginx',
			'docker pull -a nginx:1'
		]
	},
	{
		about: 'unused images are removed',
		answers: { 'POST /images/prune': { body: pruned } },
		commands: [
			'docker image prune -f',
			'docker image prune -af',
			"docker image prune -f --filter until=24h --filter label=a=b --filter 'label!=c'",
			'docker image prune',
			'docker image prune -a',
			'docker image prune x'
		]
	},
	{
		about: 'nothing to remove, and an unwilling engine',
		answers: {
			'POST /images/prune': [
				{ body: { ImagesDeleted: null, SpaceReclaimed: 0 } },
				{ status: 400, body: { message: 'invalid filter' } }
			]
		},
		commands: ['docker image prune -f', 'docker image prune -f']
	},
	{
		about: 'a prune that is confirmed at the prompt',
		stdin: 'y\n',
		answers: { 'POST /images/prune': { body: pruned } },
		commands: ['docker image prune', 'docker image prune --all']
	},
	{
		about: 'images are removed by name',
		answers: {
			'DELETE /images/web': { body: [{ Untagged: 'web:latest' }, { Deleted: ID }] },
			'DELETE /images/nosuch': missing
		},
		commands: [
			'docker rmi web',
			'docker rmi -f web',
			'docker rmi --no-prune web',
			'docker rmi nosuch',
			'docker rmi -f nosuch',
			'docker rmi web nosuch web',
			'docker image rm nosuch other',
			'docker image remove web',
			'docker rmi'
		]
	},
	{
		about: 'an image that is inspected',
		answers: {
			'GET /images/web/json': { body: { Id: ID, RepoTags: ['web:latest'], Config: { Cmd: ['sh'] } } },
			'GET /images/nosuch/json': {
				status: 404,
				body: { message: 'no such image: nosuch: No such image: nosuch:latest' }
			}
		},
		commands: [
			'docker image inspect web',
			'docker image inspect nosuch',
			"docker image inspect -f '{{.Id}} {{.Config.Cmd}} {{.Os}}' web nosuch",
			"docker image inspect -f '{{.Nope}}' web",
			'docker image inspect --format json web web',
			'docker image inspect'
		]
	},
	{
		about: 'images in a list',
		answers: {
			'GET /images/json': {
				body: [
					{
						Id: ID,
						RepoTags: ['web:v1', 'web:v2'],
						RepoDigests: ['web@sha256:aaaa'],
						Created: '@-90',
						Size: 12_345_678,
						Labels: { a: 'b' },
						Containers: -1,
						SharedSize: -1
					},
					{
						Id: 'sha256:b8a36d10656ac19ddb96ef3107f76820663717708fc37ce929925c36d1b1d157',
						RepoTags: null,
						RepoDigests: null,
						Created: '@-9000000',
						Size: 999,
						Containers: -1,
						SharedSize: -1
					}
				]
			}
		},
		commands: [
			'docker images',
			'docker images -q',
			'docker images --digests',
			'docker images --no-trunc',
			'docker images -a web',
			"docker images --format '{{.Repository}}:{{.Tag}} {{.ID}} {{.Size}} {{.VirtualSize}} {{.SharedSize}} {{.UniqueSize}} {{.Containers}} {{.CreatedSince}} {{.Digest}}'",
			"docker images --format 'table {{.Repository}}\\t{{.Containers}}\\t{{.SharedSize}}'",
			'docker images --format json',
			'docker images --filter dangling=true --filter reference=web',
			'docker images -f nope'
		]
	},
	{
		about: 'what image commands want',
		commands: [
			'docker image',
			'docker image nope',
			'docker image --help',
			'docker image prune --help',
			'docker image history --help',
			'docker history --help',
			'docker push --help',
			'docker image push --help',
			'docker image tag --help',
			'docker tag --help',
			'docker rmi --help',
			'docker images --help',
			'docker image inspect --help',
			'docker pull --help',
			'docker image load --help',
			'docker image save --help',
			'docker image import --help',
			'docker load --help',
			'docker save --help',
			'docker import --help',
			'docker search --help'
		]
	}
];
