import type { Era } from '../../era/era.ts';
import type { Process } from '../../sim/process.ts';
import { ApiError } from '../error.ts';
import { acceptFilters, matchExact, matchLabels } from '../filters.ts';
import { empty, json, type Call, type Route } from '../route.ts';
import { isOlder } from '../version.ts';
import type { Filters } from '../wire/filters.ts';
import type { EndpointSettings, Network, NetworkCreateRequest } from '../wire/network.ts';

const ACCEPTED = ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type'];

/**
 * Networks of the engine and of the swarm side by side. On a manager the swarm's come first and hide the engine's own
 * view of the same network.
 * Source: moby api/server/router/network/network_routes.go.
 */
export const networkRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/networks',
		answers: 'network',
		*handler({ backend, era, query, version }) {
			const filters = query.filters();
			acceptFilters(era, filters, ACCEPTED);
			checkValues(filters);
			const listed = yield* allNetworks(backend, (network) => isAskedFor(network, filters, era));
			const networks = listed.filter((network) => matches(network, filters));
			if (!isOlder(version, '1.28')) return json(200, networks.map(inList));
			const whole: Network[] = [];
			for (const { Id } of networks) whole.push(yield* findNetwork(backend, Id, ''));
			return json(200, whole);
		}
	},
	{
		method: 'GET',
		path: '/networks/:id*',
		answers: 'network',
		*handler({ backend, params, query }) {
			const isVerbose = query.strictFlag('verbose', true);
			const network = yield* findNetwork(backend, params['id']!, query.get('scope'));
			if (!isVerbose || !network.Peers) return json(200, network);
			return json(200, { ...network, Services: yield* backend.networks.services(network.Id) });
		}
	},
	{
		method: 'POST',
		path: '/networks/create',
		body: 'NetworkCreateRequest',
		*handler({ backend, json: body }) {
			const request = body<NetworkCreateRequest>();
			const known = yield* backend.swarm.networks();
			// The swarm has a `host` and a `bridge` of its own that no list shows (recorded on a manager).
			const hidden = ['host', 'bridge'].includes(request.Name) ? yield* swarmNetwork(backend, request.Name) : undefined;
			if (hidden ?? known.some((network) => network.Name === request.Name)) {
				throw new ApiError('conflict', `network with name ${request.Name} already exists`);
			}
			// Overlay networks belong to the swarm, whatever scope was asked for.
			if (!request.ConfigOnly && (request.Scope === 'swarm' || request.Driver === 'overlay')) {
				return json(201, { Id: yield* backend.swarm.createNetwork(request), Warning: '' });
			}
			return json(201, yield* backend.networks.create(request));
		}
	},
	{
		method: 'DELETE',
		path: '/networks/:id*',
		*handler({ backend, params }) {
			const network = yield* findNetwork(backend, params['id']!, '', ambiguous);
			if (network.Scope === 'swarm') yield* backend.swarm.removeNetwork(network.Id);
			else yield* backend.networks.remove(network.Id);
			return empty(204);
		}
	},
	{
		method: 'POST',
		path: '/networks/:id*/connect',
		body: 'ConnectOptions',
		*handler({ backend, params, json: body }) {
			const request = body<{ Container: string; EndpointConfig?: Partial<EndpointSettings> }>();
			yield* backend.networks.connect(params['id']!, request.Container, request.EndpointConfig);
			return empty();
		}
	},
	{
		method: 'POST',
		path: '/networks/:id*/disconnect',
		body: 'DisconnectOptions',
		*handler({ backend, params, json: body }) {
			const request = body<{ Container: string; Force?: boolean }>();
			yield* backend.networks.disconnect(params['id']!, request.Container, request.Force ?? false);
			return empty();
		}
	},
	{
		method: 'POST',
		path: '/networks/prune',
		since: '1.25',
		*handler({ backend, query }) {
			const filters = query.filters();
			const deleted: string[] = [];
			// The manager says which of the swarm's are in use: those that it does not remove. (daemon/prune.go)
			for (const network of yield* backend.swarm.networks()) {
				if (network.Ingress || !matchLabels(filters, 'label', network.Labels ?? {})) continue;
				try {
					yield* backend.swarm.removeNetwork(network.Id);
					deleted.push(network.Name);
				} catch (error) {
					if (!(error instanceof ApiError)) throw error;
				}
			}
			deleted.push(...((yield* backend.networks.prune(filters)).NetworksDeleted ?? []));
			return json(200, { NetworksDeleted: deleted.length > 0 ? deleted : null });
		}
	}
];

type Backend = Call['backend'];

function* allNetworks(backend: Backend, isListed: (network: Network) => boolean): Process<Network[]> {
	const swarm = (yield* backend.swarm.networks()).filter(isListed);
	const known = new Set(swarm.map((network) => network.Id));
	const local = yield* backend.networks.list();
	return [...swarm, ...local.filter((network) => !known.has(network.Id))];
}

/**
 * Whether the manager lists one of the swarm's networks at all: it has a rule of its own for names and IDs, before that of
 * the engine. Source: moby daemon/cluster/networks.go of each era, GetNetworks; networks.jsonl 72 (20.10).
 */
function isAskedFor(network: Network, { name = [], id = [] }: Filters, { capabilities }: Era): boolean {
	const rule = capabilities.swarmNetworkNames;
	if (rule === 'part') return true;
	return (
		(name.length === 0 ||
			name.some((term) => (rule === 'whole' ? network.Name === term : network.Name.startsWith(term)))) &&
		(id.length === 0 || id.some((term) => network.Id.startsWith(term)))
	);
}

/** Since API 1.28 lists do not say which containers are attached (docs/api/version-history.md). */
function inList(network: Network): Network {
	const { Peers: peers, ...rest } = network;
	void peers;
	return { ...rest, Containers: network.Containers === null ? null : {} };
}

/**
 * The network that `term` means: full ID, then name, then beginning of an ID; this engine's view (with containers) is
 * preferred unless the swarm's is asked for.
 * @throws ApiError `network x not found`, `network x is ambiguous (2 matches found based on name)`
 */
function* findNetwork(backend: Backend, term: string, scope: string, refusal = ambiguousToShow): Process<Network> {
	const local = (yield* backend.networks.find(term)).filter((n) => scope === '' || n.Scope === scope);
	const whole = local.find((network) => network.Id === term);
	if (whole) return whole;
	// By its ID, or where the swarm's is asked for, a network of the swarm is found even if the engine has one of the name:
	// so the swarm's own `host` and `bridge`, which no list shows.
	const meant = yield* swarmNetwork(backend, term);
	if (meant && scope !== 'local' && (scope === 'swarm' || meant.Id.startsWith(term))) {
		return local.find((network) => network.Id === meant.Id) ?? meant;
	}
	const swarm = scope === 'local' ? [] : yield* backend.swarm.networks();
	const candidates = [...local, ...swarm.filter((network) => !local.some((known) => known.Id === network.Id))];
	const byId = candidates.find((network) => network.Id === term);
	if (byId) return byId;
	const byName = candidates.filter((network) => network.Name === term);
	if (byName.length === 1) return byName[0]!;
	if (byName.length > 1) throw refusal(term, byName.length, 'name');
	const byPrefix = candidates.filter((network) => network.Id.startsWith(term));
	if (byPrefix.length === 1) return byPrefix[0]!;
	if (byPrefix.length > 1) throw refusal(term, byPrefix.length, 'ID prefix');
	throw new ApiError('notFound', `network ${term} not found`);
}

function* swarmNetwork(backend: Backend, term: string): Process<Network | undefined> {
	try {
		return yield* backend.swarm.network(term);
	} catch (error) {
		if (error instanceof ApiError) return undefined;
		throw error;
	}
}

function ambiguous(term: string, count: number, by: string): ApiError {
	return new ApiError('invalid', `network ${term} is ambiguous (${count} matches found based on ${by})`);
}

/** Where a network is shown the words are others. Source: moby api/server/router/network, getNetwork; lab 20.10. */
function ambiguousToShow(term: string, count: number, by: string): ApiError {
	return new ApiError('invalid', `${count} matches found based on ${by}: network ${term} is ambiguous`);
}

/** Source: moby daemon/network/filter.go, FilterNetworks. */
function checkValues({ dangling = [], type = [] }: Filters): void {
	if (dangling.length > 1) throw new ApiError('invalid', 'got more than one value for filter key "dangling"');
	if (dangling.some((value) => !['0', '1', 'false', 'true'].includes(value)))
		throw new ApiError('invalid', `invalid value for filter 'dangling', must be "true" (or "1"), or "false" (or "0")`);
	const wrong = type.find((value) => value !== 'builtin' && value !== 'custom');
	if (wrong !== undefined) throw new ApiError('system', `invalid filter: 'type'='${wrong}'`);
}

/** Source: moby daemon/network/filter.go, FilterNetworks. Names and IDs match by any part of them. */
function matches(network: Network, filters: Filters): boolean {
	return (
		matchExact(filters, 'driver', network.Driver) &&
		isPart(network.Name, filters['name']) &&
		isPart(network.Id, filters['id']) &&
		matchExact(filters, 'scope', network.Scope) &&
		matchLabels(filters, 'label', network.Labels ?? {}) &&
		matchExact(filters, 'type', isPredefined(network) ? 'builtin' : 'custom') &&
		(filters['dangling'] === undefined || isDangling(network) === ['1', 'true'].includes(filters['dangling'][0] ?? ''))
	);
}

function isPart(text: string, wanted: readonly string[] | undefined): boolean {
	return !wanted || wanted.length === 0 || wanted.some((part) => text.includes(part));
}

/** Source: moby runconfig/hostconfig_unix.go, IsPreDefinedNetwork; ingress is not one (networks.jsonl 74). */
const isPredefined = (network: Network): boolean => ['bridge', 'host', 'none', 'default'].includes(network.Name);

const isDangling = (network: Network): boolean =>
	!isPredefined(network) && Object.keys(network.Containers ?? {}).length === 0;
