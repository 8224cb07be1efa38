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

/** Text that stands for the root certificate: as long and as unreadable as a real one, but not one. */
export function newRootCertificate(rng: Rng): string {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
	let body = 'MIIBaTCCARCgAwIBAgIU';
	while (body.length < 488) body += alphabet[rng.int(64)]!;
	const lines = body.match(/.{1,64}/g)!;
	return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
