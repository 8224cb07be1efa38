// Who may import whom: the table of src/README.md, as rules. `npm run layers` checks it.
const CORE = {
	sim: [],
	raft: [],
	era: ['sim'],
	swarm: ['sim', 'raft', 'era'],
	api: ['sim', 'era'],
	engine: ['sim', 'swarm', 'api', 'era'],
	classic: ['sim', 'api', 'era'],
	docker: ['sim', 'api', 'era'],
	shell: ['sim'],
	world: ['sim', 'raft', 'era', 'swarm', 'api', 'engine', 'classic', 'docker', 'shell', 'view'],
	view: [],
	lesson: ['sim', 'world', 'api', 'view', 'era']
};
const layerRules = Object.entries(CORE).map(([room, allowed]) => ({
	name: `core/${room} imports only ${['trace-events', ...allowed].join(', ')}`,
	severity: 'error',
	from: { path: `^src/core/${room}/` },
	to: { path: '^src/', pathNot: [`^src/core/(${[room, ...allowed].join('|')})/`, '^src/core/trace-events\\.ts$'] }
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		...layerRules,
		// Inside one room functions may call one another in a circle (an interpreter does); rooms may not.
		{
			name: 'no circles between rooms',
			severity: 'error',
			from: { path: '^src/(core/[^/]+|[^/]+)/' },
			to: { circular: true, via: { pathNot: '^src/$1/' }, viaOnly: { dependencyTypesNot: ['type-only'] } }
		},
		{
			name: 'docker and classic see engines only through api/wire and api/tcp',
			severity: 'error',
			from: { path: '^src/core/(docker|classic)/' },
			to: { path: '^src/core/api/', pathNot: '^src/core/api/(wire|tcp)/' }
		},
		{
			name: 'diagrams draw view models',
			severity: 'error',
			from: { path: '^src/app/diagrams/' },
			to: { path: '^src/core/', pathNot: ['^src/core/view/', '^src/core/trace-events\\.ts$'] }
		},
		{ name: 'core knows no app', severity: 'error', from: { path: '^src/core/' }, to: { path: '^src/(app|nodejs)/' } },
		{ name: 'core is plain', severity: 'error', from: { path: '^src/core/' }, to: { dependencyTypes: ['core'] } },
		{ name: 'app knows no node', severity: 'error', from: { path: '^src/app/' }, to: { path: '^src/nodejs/' } }
	],
	options: {
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.base.json' },
		doNotFollow: { path: 'node_modules' },
		exclude: { path: 'virtual:' },
		enhancedResolveOptions: { extensions: ['.ts', '.svelte', '.mjs', '.js'] }
	}
};
