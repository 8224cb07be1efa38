import { bytesToBase64 } from '../../sim/base64.ts';
import type { Rng } from '../../sim/rng.ts';

/** swarmkit ca/certificates.go: certificates are made valid an hour before they are issued. */
export const DEFAULT_EXPIRY_MS = 2160 * 3600_000;
export const MINIMUM_EXPIRY_MS = 3600_000;

/**
 * Whole minutes after which a certificate is renewed: at random between 50 % and 80 % of its validity, so that not all
 * nodes ask at once. Source: swarmkit ca/config.go, calculateRandomExpiry.
 */
export function renewalMinutes(validityMinutes: number, rng: Rng): number {
	const earliest = Math.floor(validityMinutes * 0.5);
	const latest = Math.floor(validityMinutes * 0.8);
	return latest > earliest ? earliest + rng.int(latest - earliest) : earliest;
}

/** DER of a real root certificate of SwarmKit, in hexadecimal, with letters where each swarm has its own bytes. */
const ROOT_CERTIFICATE = [
	// version 3, serial number, ecdsa-with-SHA256, issuer CN=swarm-ca
	`3082016930820110a003020102021451${'S'.repeat(38)}300a06082a8648ce3d04030230133111300f06035504031308737761726d2d6361`,
	// valid from and until, subject CN=swarm-ca
	`301e170d${'B'.repeat(26)}170d${'E'.repeat(26)}30133111300f06035504031308737761726d2d6361`,
	// P-256 public key, key usage, basic constraints, subject key identifier
	`3059301306072a8648ce3d020106082a8648ce3d03010703420004${'K'.repeat(128)}`,
	`a3423040300e0603551d0f0101ff040403020106300f0603551d130101ff040530030101ff301d0603551d0e04160414${'I'.repeat(40)}`,
	// ecdsa-with-SHA256, signature
	`300a06082a8648ce3d0403020347003044022013${'S'.repeat(62)}022075${'S'.repeat(62)}`
].join('');

/** swarmkit ca/certificates.go, RootCAExpiration; cfssl rounds to minutes and dates back by five of them. */
const ROOT_EXPIRY_MS = 630_720_000_000;
const BACKDATE_MS = 300_000;

/** A root certificate as a real one reads, except that nobody has signed it. @param now RFC 3339 */
export function newRootCertificate(rng: Rng, now: string): string {
	const minute = Math.round(Date.parse(now) / 60_000) * 60_000 - BACKDATE_MS;
	const der = ROOT_CERTIFICATE.replace(/B+/, utcTime(minute))
		.replace(/E+/, utcTime(minute + ROOT_EXPIRY_MS))
		.replace(/[SKI]/g, () => rng.int(16).toString(16));
	const lines = bytesToBase64(der.match(/../g)!.map((byte) => Number.parseInt(byte, 16))).match(/.{1,64}/g)!;
	return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** ASN.1 UTCTime, '261120214400Z', in hexadecimal. */
function utcTime(ms: number): string {
	const text = `${new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14)}Z`;
	return [...text].map((character) => character.charCodeAt(0).toString(16)).join('');
}
