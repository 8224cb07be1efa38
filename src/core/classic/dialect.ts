/**
 * Two versions of the standalone Swarm: the first release candidate (the article's) and the last before its hub was
 * announced to close. What differs between them is data here or a row with `dialects`.
 * Source of everything in this folder: reference/classic/CLASSIC.md (classicswarm v0.1.0-rc1 and v1.2.5).
 */
export type Dialect = 'rc1' | '1.2.5';

interface DialectFacts {
	/** `swarm -v` after 'swarm version '. */
	version: string;
	/** As GET /version says it. */
	serverVersion: string;
	apiVersion: string;
	gitCommit: string;
	goVersion: string;
	hub: string;
	defaultStrategy: string;
	strategies: readonly string[];
	/** In the order they are applied. */
	filters: readonly string[];
	heartbeatMs: number;
}

export const FACTS: Readonly<Record<Dialect, DialectFacts>> = {
	rc1: {
		version: '0.0.1',
		serverVersion: 'swarm/0.0.1',
		apiVersion: '1.16',
		gitCommit: 'n/a',
		goVersion: 'go1.3.3',
		hub: 'https://discovery-stage.hub.docker.com/v1',
		defaultStrategy: 'binpacking',
		strategies: ['binpacking', 'random'],
		filters: ['constraint', 'affinity', 'health', 'port'],
		heartbeatMs: 25_000
	},
	'1.2.5': {
		version: '1.2.5 (HEAD)',
		serverVersion: 'swarm/1.2.5',
		apiVersion: '1.22',
		gitCommit: 'HEAD',
		goVersion: 'go1.5.4',
		hub: 'https://discovery.hub.docker.com/v1',
		defaultStrategy: 'spread',
		strategies: ['spread', 'binpack', 'binpacking', 'random'],
		filters: ['health', 'port', 'containerslots', 'dependency', 'affinity', 'constraint'],
		heartbeatMs: 60_000
	}
};
