/** What a container can be found by. */
export interface Findable {
	id: string;
	/** Without the slash. */
	names: readonly string[];
	/** '' for none. */
	swarmId: string;
	engineName: string;
	engineId: string;
}

/** The name or ID that a user typed. Source: cluster/container.go, Containers.Get (1.2). */
export function findContainer<C extends Findable>(containers: readonly C[], term: string): C | undefined {
	if (term === '') return undefined;
	const whole = containers.find(({ id }) => id === term || id.slice(0, 12) === term);
	if (whole) return whole;
	const swarm = containers.find(({ swarmId }) => swarmId !== '' && (swarmId === term || swarmId.slice(0, 12) === term));
	if (swarm) return swarm;
	const named = containers.filter((container) => isNamed(container, term));
	if (named.length > 0) return named.length === 1 ? named[0] : undefined;
	const starting = (['id', 'swarmId'] as const).flatMap((key) =>
		containers.filter((container) => container[key].startsWith(term))
	);
	return starting.length === 1 ? starting[0] : undefined;
}

function isNamed({ names, engineId, engineName }: Findable, term: string): boolean {
	return names.some(
		(name) => name === term || `/${name}` === term || `${engineId}/${name}` === term || `${engineName}/${name}` === term
	);
}

/** rc1: the beginning of an ID, a name, or `node/name`; the first that fits. Source: cluster/cluster.go (rc1). */
export function findContainerRc1<C extends Findable>(containers: readonly C[], term: string): C | undefined {
	if (term === '') return undefined;
	return containers.find((container) => container.id.startsWith(term) || isNamed(container, term));
}

/** Whether a name, a tag or the beginning of an ID (three digits or more) means an image. Source: cluster/image.go. */
export function matchesImage(id: string, tags: readonly string[], term: string, matchTag: boolean): boolean {
	const plainId = id.replace(/^sha256:/, '');
	if (id === term || (term.length > 2 && (plainId.startsWith(term) || id.startsWith(term)))) return true;
	const withTag = /:[^/]*$/.test(term) ? term : `${term}:latest`;
	return tags.some((tag) => tag === withTag || tag === term || (!matchTag && tag.replace(/:[^:/]*$/, '') === term));
}
