import { ConstraintError, parseConstraints } from '../constraint.ts';
import type {
	ContainerSpec,
	EndpointSpec,
	FileReference,
	HealthConfig,
	Resources,
	RestartPolicy,
	ServiceSpec,
	TaskSpec,
	UpdateConfig
} from '../objects.ts';
import { SwarmError } from '../swarm.ts';
import { isImageReference } from './image-reference.ts';
import { checkTemplate } from './template-check.ts';
import { invalid, required, validateAnnotations } from './validate-name.ts';

const MINIMUM_NANO_CPUS = 1_000_000;
const MINIMUM_MEMORY_BYTES = 4 * 1024 * 1024;
const MINIMUM_HEALTH_NS = 1_000_000;

/**
 * A service's spec as SwarmKit checks it before any transaction.
 *
 * Source: swarmkit controlapi/service.go, validateServiceSpec; vectors/spec-validation.json.
 * @throws SwarmError InvalidArgument; Unknown for a constraint that does not parse
 */
export function validateServiceSpec(spec: ServiceSpec): void {
	required(spec);
	validateAnnotations(spec.annotations);
	validateTaskSpec(spec.task);
	const isJob = spec.replicatedJob !== undefined || spec.globalJob !== undefined;
	if (isJob && spec.update) throw invalid('Jobs may not have an update config');
	validateUpdate(spec.update);
	validateEndpointSpec(spec.endpoint);
	validateMode(spec);
}

export function validateTaskSpec(task: TaskSpec): void {
	validateResourceRequirements(task);
	validateRestartPolicy(task.restart);
	validateConstraints(task.placement?.constraints ?? []);
	validateSecretRefs(task.container);
	validateConfigRefs(task.container);
	if (task.attachment || task.generic) return;
	if (!task.container) throw invalid('TaskSpec: missing runtime');
	validateContainerSpec(task.container);
}

function validateConstraints(constraints: readonly string[]): void {
	try {
		parseConstraints(constraints);
	} catch (error) {
		// This one error has no gRPC code of its own (api-errors.txt).
		if (error instanceof ConstraintError) throw new SwarmError('Unknown', error.message);
		throw error;
	}
}

function validateResourceRequirements({ resources }: TaskSpec): void {
	validateResources(resources?.limits);
	validateResources(resources?.reservations);
}

export function validateResources(resources: Resources | undefined): void {
	const { nanoCpus = 0, memoryBytes = 0 } = resources ?? {};
	if (nanoCpus !== 0 && nanoCpus < MINIMUM_NANO_CPUS) {
		throw invalid(`invalid cpu value ${nanoCpus / 1e9}: Must be at least ${MINIMUM_NANO_CPUS / 1e9}`);
	}
	if (memoryBytes !== 0 && memoryBytes < MINIMUM_MEMORY_BYTES) {
		throw invalid(`invalid memory value ${memoryBytes}: Must be at least 4MiB`);
	}
}

export function validateRestartPolicy(policy: RestartPolicy | undefined): void {
	if (policy?.delay !== undefined && policy.delay < 0) throw invalid('TaskSpec: restart-delay cannot be negative');
	if (policy?.window !== undefined && policy.window < 0) throw invalid('TaskSpec: restart-window cannot be negative');
}

export function validateUpdate(update: UpdateConfig | undefined): void {
	if (!update) return;
	if ((update.delay ?? 0) < 0) throw invalid('TaskSpec: update-delay cannot be negative');
	if ((update.monitor ?? 0) < 0) throw invalid('TaskSpec: update-monitor cannot be negative');
	const ratio = update.maxFailureRatio ?? 0;
	if (ratio < 0 || ratio > 1) throw invalid('TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1');
}

export function validateContainerSpec(container: ContainerSpec): void {
	// Templates are tried out first, against a task that does not exist.
	const problem = checkTemplate(container);
	if (problem) throw invalid(problem);
	if (!container.image) throw invalid('ContainerSpec: image reference must be provided');
	if (!isImageReference(container.image)) {
		throw invalid(`ContainerSpec: "${container.image}" is not a valid repository/tag`);
	}
	const targets = new Set<string>();
	for (const { target } of container.mounts ?? []) {
		if (targets.has(target)) throw invalid(`ContainerSpec: duplicate mount point: ${target}`);
		targets.add(target);
	}
	validateHealthCheck(container.healthcheck);
}

const HEALTH_DURATIONS: readonly (readonly [keyof HealthConfig, string])[] = [
	['interval', 'Interval'],
	['timeout', 'Timeout'],
	['startPeriod', 'StartPeriod'],
	['startInterval', 'StartInterval']
];

export function validateHealthCheck(health: HealthConfig | undefined): void {
	if (!health) return;
	for (const [key, name] of HEALTH_DURATIONS) {
		const value = health[key] as number | undefined;
		if (value !== undefined && value !== 0 && value < MINIMUM_HEALTH_NS) {
			throw invalid(`ContainerSpec: ${name} in HealthConfig cannot be less than 1ms`);
		}
	}
	if ((health.retries ?? 0) < 0) throw invalid('ContainerSpec: Retries in HealthConfig cannot be negative');
}

export function validateEndpointSpec(endpoint: EndpointSpec | undefined): void {
	if (!endpoint) return;
	const published = new Set<string>();
	for (const port of endpoint.ports ?? []) {
		if (endpoint.mode === 'DNSRR' && port.publishMode === 'INGRESS') {
			throw invalid("EndpointSpec: port published with ingress mode can't be used with dnsrr mode");
		}
		if (!port.publishedPort) continue;
		const key = `${port.protocol} ${port.publishedPort}`;
		if (published.has(key)) throw invalid('EndpointSpec: duplicate published ports provided');
		published.add(key);
	}
}

export function validateMode(spec: ServiceSpec): void {
	if (spec.replicated && spec.replicated.replicas < 0) throw invalid('Number of replicas must be non-negative');
	const job = spec.replicatedJob;
	if (job && job.maxConcurrent < 0) throw invalid('Maximum concurrent jobs must not be negative');
	if (job && job.totalCompletions < 0) throw invalid('Total completed jobs must not be negative');
}

export function validateSecretRefs(container: ContainerSpec | undefined): void {
	validateReferences('secret', container?.secrets ?? []);
}

export function validateConfigRefs(container: ContainerSpec | undefined): void {
	validateReferences('config', container?.configs ?? []);
	const privileges = container?.passed?.['Privileges'] as { CredentialSpec?: { Config?: string } } | undefined;
	const config = privileges?.CredentialSpec?.Config;
	if (config && !(container?.configs ?? []).some((reference) => reference.id === config && !reference.file.name)) {
		throw invalid(
			`CredentialSpec references config '${config}', but that config isn't in config references with RuntimeTarget`
		);
	}
}

function validateReferences(kind: 'secret' | 'config', references: readonly FileReference[]): void {
	const targets = new Map<string, string>();
	for (const { id, name, file } of references) {
		if (!id || !name) throw invalid(`malformed ${kind} reference`);
		if (!file.name) {
			if (kind === 'secret') throw invalid('malformed file target reference');
			continue;
		}
		const other = targets.get(file.name);
		if (other !== undefined) {
			throw invalid(`${kind} references '${other}' and '${name}' have a conflicting target: '${file.name}'`);
		}
		targets.set(file.name, name);
	}
}
