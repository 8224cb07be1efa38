import { bytesFromBase64, bytesToBase64 } from '../../sim/base64.ts';
import type { Cluster, NodeDescription } from '../objects.ts';

/**
 * What Docker reads out of a PEM certificate for TLSInfo: the issuer's name and public key, as base64 of their DER.
 * SwarmKit's roots are self-signed with CN=swarm-ca and a P-256 key, so issuer and subject are the same.
 */
export const SWARM_CA_SUBJECT = 'MBMxETAPBgNVBAMTCHN3YXJtLWNh';

/** DER of a P-256 public key begins with this; 65 bytes of the point follow. */
const P256_PREFIX = [
	0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
	0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00
];

/** The certificate's public key, or undefined when it holds no P-256 key. */
export function publicKeyOf(pem: string): string | undefined {
	const body = /-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/.exec(pem)?.[1];
	if (body === undefined) return undefined;
	const der = bytesFromBase64(body);
	for (let at = 0; at + P256_PREFIX.length + 65 <= der.length; at++) {
		if (P256_PREFIX.every((byte, i) => der[at + i] === byte)) {
			return bytesToBase64(der.slice(at, at + P256_PREFIX.length + 65));
		}
	}
	return undefined;
}

/** The key that certificates are signed with: in a rotation already the new root's. */
export function issuerKeyOf({ caCert, rootRotation }: Cluster['rootCa']): string {
	return publicKeyOf(rootRotation?.caCert ?? caCert) ?? '';
}

/**
 * What a node says of the certificate it has. Source: swarmkit agent/agent.go, nodeDescriptionWithHostname.
 * @param issuerKey of the root that has issued it; default: the one that issues at present
 */
export function tlsInfoOf(
	rootCa: Cluster['rootCa'],
	issuerKey = issuerKeyOf(rootCa)
): NonNullable<NodeDescription['tlsInfo']> {
	return { trustRoot: rootCa.caCert, certIssuerSubject: SWARM_CA_SUBJECT, certIssuerPublicKey: issuerKey };
}
