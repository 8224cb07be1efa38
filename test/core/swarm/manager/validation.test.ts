// Verdicts of SwarmKit's own validators on the specs of its own tests.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/sim/rng.ts';
import { formatToken, parseToken } from '../../../../src/core/swarm/ca/tokens.ts';
import { renewalMinutes } from '../../../../src/core/swarm/ca/certificates.ts';
import { validateClusterSpec } from '../../../../src/core/swarm/manager/control.ts';
import { canRemoveMember } from '../../../../src/core/swarm/manager/raft-host.ts';
import {
	validateAnnotations,
	validateConfigSpec,
	validateFileAnnotations,
	validateSecretSpec
} from '../../../../src/core/swarm/manager/validate-name.ts';
import { validateIpamConfiguration } from '../../../../src/core/swarm/manager/validate-network.ts';
import * as service from '../../../../src/core/swarm/manager/validate-service.ts';
import { isLastManager, removalLosesQuorum } from '../../../../src/core/swarm/membership/texts.ts';
import { SwarmError } from '../../../../src/core/swarm/swarm.ts';
import { fromVector } from '../vector-objects.ts';

function load<T>(topic: string): T[] {
	const text = readFileSync(`../shared/reference/swarmkit/vectors/${topic}.json`, 'utf8');
	const { vectors, count } = JSON.parse(text) as { vectors: T[]; count: number };
	expect(vectors.length).toBe(count);
	return vectors;
}

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
	validateResourceRequirements: (resources: never) =>
		service.validateTaskSpec({ resources, container: { image: 'x' } }),
	validateConfigSpec,
	validateSecretSpec,
	validateConfigOrSecretAnnotations: validateFileAnnotations,
	validateClusterSpec,
	validateIPAMConfiguration: validateIpamConfiguration
};

/** A spec that is missing altogether is a matter of Go's nil pointers. */
function isOurs({ validator, input }: SpecVector): boolean {
	const nilIsAnError = ['validateServiceSpec', 'validateConfigSpec', 'validateSecretSpec', 'validateClusterSpec'];
	return !(input === null && nilIsAnError.includes(validator));
}

test("a spec is refused with SwarmKit's words", () => {
	let ran = 0;
	const skipped = new Map<string, number>();
	for (const vector of load<SpecVector>('spec-validation')) {
		const validate = VALIDATORS[vector.validator];
		if (!validate || !isOurs(vector)) {
			skipped.set(vector.validator, (skipped.get(vector.validator) ?? 0) + 1);
			continue;
		}
		let verdict: SpecVector['expect'] = { ok: true };
		try {
			validate(fromVector(vector.validator, vector.input) as never);
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			verdict = { ok: false, code: error.code, message: error.message };
		}
		expect({ id: vector.id, ...verdict }).toEqual({ id: vector.id, ...vector.expect });
		ran++;
	}
	console.log(
		`spec-validation: ${ran} cases; left out: ${[...skipped].map(([name, n]) => `${name} ${n}`).join(', ') || 'none'}`
	);
	expect(ran).toBeGreaterThan(180);
});

interface QuorumVector {
	id: string;
	function: string;
	members: number;
	unreachablePeers: number;
	target: 'self' | 'reachable-peer' | 'unreachable-peer';
	reachableManagersInclSelf: number;
	unreachableManagers: number;
	expect: boolean | { lossOfQuorum: boolean; lastManager: boolean };
}

test('a member may be removed only if those that are left have a quorum among the reachable', () => {
	const vectors = load<QuorumVector>('quorum');
	for (const vector of vectors) {
		if (vector.function === 'CanRemoveMember') {
			const reachable = vector.members - vector.unreachablePeers - (vector.target === 'unreachable-peer' ? 0 : 1);
			expect(canRemoveMember(vector.members, reachable), vector.id).toBe(vector.expect);
		} else {
			const counts = { reachable: vector.reachableManagersInclSelf, unreachable: vector.unreachableManagers };
			const verdict = { lossOfQuorum: removalLosesQuorum(counts), lastManager: isLastManager(counts) };
			expect(verdict, vector.id).toEqual(vector.expect);
		}
	}
	console.log(`quorum: ${vectors.length} cases`);
	expect(vectors.length).toBeGreaterThan(50);
});

interface TokenVector {
	id: string;
	kind: 'generate' | 'parse' | 'renewal-window';
	caDigestHex: string;
	token: string;
	validityHours: number;
	expect: {
		ok: boolean;
		token: string;
		secret: string;
		rootDigest: string;
		version: number;
		parsed: { rootDigest: string; secret: string };
		minMinutesInclusive: number;
		maxMinutesExclusive: number;
	};
}

test('join tokens carry the digest of the root certificate and are judged by their form alone', () => {
	const vectors = load<TokenVector>('join-token');
	for (const vector of vectors) {
		switch (vector.kind) {
			case 'generate':
				expect(formatToken(vector.caDigestHex, vector.expect.parsed.secret), vector.id).toBe(vector.expect.token);
				break;
			case 'parse': {
				const parsed = parseToken(vector.token);
				if (!vector.expect.ok) expect(parsed, vector.id).toBeUndefined();
				else {
					expect(`sha256:${parsed?.rootDigest}`, vector.id).toBe(vector.expect.rootDigest);
					expect(parsed?.secret, vector.id).toBe(vector.expect.secret);
					expect(parsed?.version, vector.id).toBe(vector.expect.version);
				}
				break;
			}
			case 'renewal-window': {
				const rng = createRng(vector.id);
				for (let i = 0; i < 1000; i++) {
					const minutes = renewalMinutes(vector.validityHours * 60, rng);
					expect(minutes, vector.id).toBeGreaterThanOrEqual(vector.expect.minMinutesInclusive);
					expect(minutes, vector.id).toBeLessThan(vector.expect.maxMinutesExclusive);
				}
			}
		}
	}
	console.log(`join-token: ${vectors.length} cases`);
	expect(vectors.length).toBeGreaterThan(20);
});
