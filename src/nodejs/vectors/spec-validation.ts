import { validateClusterSpec } from '../../core/swarm/manager/control.ts';
import {
	validateAnnotations,
	validateConfigSpec,
	validateFileAnnotations,
	validateSecretSpec
} from '../../core/swarm/manager/validate-name.ts';
import { validateIpamConfiguration } from '../../core/swarm/manager/validate-network.ts';
import * as service from '../../core/swarm/manager/validate-service.ts';
import { SwarmError } from '../../core/swarm/swarm.ts';
import { fromVector } from './spec-objects.ts';
import { each } from './vector.ts';

interface SpecVector {
	id: string;
	validator: string;
	input: unknown;
	expect: { ok: boolean; code?: string; message?: string };
}

// The vectors' validators take what ours take, or a whole task spec where ours take its container.
const VALIDATORS: Record<string, (input: never) => void> = {
	validateAnnotations,
	validateRestartPolicy: service.validateRestartPolicy,
	validateSecretRefsSpec: ({ container }: { container?: never }) => service.validateSecretRefs(container),
	validateConfigRefsSpec: ({ container }: { container?: never }) => service.validateConfigRefs(container),
	validateContainerSpec: ({ container }: { container: never }) => service.validateContainerSpec(container),
	validateTaskSpec: service.validateTaskSpec,
	validateUpdate: service.validateUpdate,
	validateServiceSpec: service.validateServiceSpec,
	validateMode: service.validateMode,
	validateEndpointSpec: service.validateEndpointSpec,
	validateHealthCheck: service.validateHealthCheck,
	validateResources: service.validateResources,
	validateConfigSpec,
	validateSecretSpec,
	validateConfigOrSecretAnnotations: validateFileAnnotations,
	validateClusterSpec,
	validateIPAMConfiguration: validateIpamConfiguration
};

export const specValidation = each<SpecVector>(({ validator, input, expect }) => {
	const validate = VALIDATORS[validator];
	if (!validate) throw new Error(`unknown validator ${validator}`);
	let verdict: SpecVector['expect'] = { ok: true };
	try {
		validate(fromVector(validator, input) as never);
	} catch (error) {
		if (!(error instanceof SwarmError)) throw error;
		verdict = { ok: false, code: error.code, message: error.message };
	}
	return [expect, verdict];
});
