import { headerOf } from '../../api/tcp/message.ts';
import type { ApiResponse } from '../../api/wire/http.ts';
import type { ImageDeleteItem, ImageSummary } from '../../api/wire/image.ts';
import type { Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import { jsonAnswer } from '../services/http.ts';
import type { Call } from './api.ts';
import type { Cluster } from './cluster.ts';
import type { ManagedEngine } from './engine.ts';
import { lineStream } from './line-stream.ts';
import { filtersOf, isTrue, type Query } from './query.ts';
import { parseImage, pullOn } from './pulling.ts';

/** GET /images/json: 1.2 shows an image once, newest first; rc1 once for each engine that has it, whatever one asks for. */
export function listImages(cluster: Cluster, query: Query): ImageSummary[] {
	const filters = filtersOf(query);
	const nodes = filters['node'];
	const engines = cluster.members().filter(({ name, id }) => !nodes || nodes.includes(name) || nodes.includes(id));
	const all = engines.flatMap(({ images }) => images);
	if (cluster.parts.dialect === 'rc1') return all;
	const merged = new Map<string, ImageSummary>();
	for (const image of all.filter((one) => isWanted(one, query, filters['label'] ?? []))) {
		const known = merged.get(image.Id);
		if (!known) merged.set(image.Id, image);
		else {
			const both = (key: 'RepoTags' | 'RepoDigests'): string[] => [
				...new Set([...(known[key] ?? []), ...(image[key] ?? [])])
			];
			merged.set(image.Id, { ...known, RepoTags: both('RepoTags'), RepoDigests: both('RepoDigests') });
		}
	}
	return [...merged.values()].sort((a, b) => b.Created - a.Created);
}

/** Source: Images.Filter in cluster/image.go (1.2.5). */
function isWanted({ RepoTags, RepoDigests, Labels }: ImageSummary, query: Query, labels: readonly string[]): boolean {
	const name = query.get('filter') ?? '';
	const isNamed =
		(RepoTags?.length && RepoTags[0] !== '<none>:<none>') ||
		(RepoDigests?.length && RepoDigests[0] !== '<none>@<none>');
	if (!isTrue(query.get('all')) && !isNamed) return false;
	if (name !== '' && !RepoTags?.some((tag) => tag === name || parseImage(tag)[0] === name)) return false;
	return labels.every((label) => {
		const [key = '', value] = label.split(/=(.*)/s);
		const held = Labels?.[key];
		return held !== undefined && (value === undefined || held === value);
	});
}

/** How many `info` counts: each engine's own. */
export function imageCount(cluster: Cluster): number {
	const none: Query = new Map();
	return cluster.members().flatMap(({ images }) => images.filter((image) => isWanted(image, none, []))).length;
}

/** `docker pull` through 1.2: on every engine, each one told by its name. Source: postImagesCreate (1.2.5). */
export function pullEverywhere({ cluster, query, request }: Call): ApiResponse {
	const from = query.get('fromImage') ?? '';
	const tag = query.get('tag') ?? '';
	const image = tag === '' ? from : `${from}${tag.includes(':') ? '@' : ':'}${tag}`;
	const stream = lineStream();
	const engines = cluster.members();
	let left = engines.length;
	let failure: string | undefined;
	const tell = (engine: ManagedEngine, how: string): void =>
		stream.push({ id: engine.name, status: `Pulling ${image}...${how}`, progressDetail: {} });
	const finish = (): void => {
		if (failure !== undefined) stream.push({ error: failure, errorDetail: { code: 1, message: failure } });
		stream.end();
	};
	const pull = function* (engine: ManagedEngine): Process {
		tell(engine, '');
		const error = yield* pullOn(engine, image, headerOf(request.headers ?? {}, 'x-registry-auth'));
		failure = error ?? failure;
		tell(engine, error === undefined ? ' : downloaded' : ` : ${error}`);
		if (--left === 0) finish();
		return 0;
	};
	for (const engine of engines) cluster.parts.scope.spawn(pull(engine), { name: `pull on ${engine.name}` });
	if (left === 0) finish();
	return { status: 200, headers: { 'Content-Type': 'application/json' }, stream };
}

/** `docker rmi` through 1.2: from every engine that has it. Source: RemoveImages (1.2.5). */
export function* removeEverywhere({ cluster, params, query }: Call): Process<ApiResponse> {
	const name = params[0]!;
	const items: ImageDeleteItem[] = [];
	const force = isTrue(query.get('force')) ? '?force=1' : '';
	yield* onEach(cluster.enginesWithImage(name), function* (engine) {
		const { body } = yield* engine.demand({ method: 'DELETE', path: `/images/${name}${force}` });
		items.push(...(body as ImageDeleteItem[]));
		yield* engine.refreshImages();
	});
	if (items.length === 0) throw new SwarmError(`No such image ${name}`, 404);
	return jsonAnswer(200, items);
}

/** `docker tag` through 1.2. Source: TagImage (1.2.5). */
export function* tagEverywhere({ cluster, params, query }: Call): Process<ApiResponse> {
	const name = params[0]!;
	const engines = cluster.enginesWithImage(name);
	if (engines.length === 0) throw new SwarmError(`No such image: ${name}`, 404);
	const target = `repo=${encodeURIComponent(query.get('repo') ?? '')}&tag=${encodeURIComponent(query.get('tag') ?? '')}`;
	yield* onEach(engines, function* (engine) {
		yield* engine.demand({ method: 'POST', path: `/images/${name}/tag?${target}` });
		yield* engine.refreshImages();
	});
	return { status: 201, headers: {} };
}

/** One engine after another; what went wrong is told at the end, with the engine's name before it. @throws SwarmError */
export function* onEach(
	engines: readonly ManagedEngine[],
	work: (engine: ManagedEngine) => Process<void>
): Process<void> {
	const errors: string[] = [];
	for (const engine of engines) {
		try {
			yield* work(engine);
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			errors.push(`${engine.name}: ${error.message}`);
		}
	}
	if (errors.length > 0) throw new SwarmError(errors.join('\n'));
}
