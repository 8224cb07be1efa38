import { atLeast, type Era } from '../../era/era.ts';
import type { Files } from '../../sim/files.ts';
import type { Rng } from '../../sim/rng.ts';

const ID_FILE = '/var/lib/docker/engine-id';
const KEY_FILE = '/etc/docker/key.json';

/**
 * `ID` of docker info. It is kept in a file and made anew where that is missing: since Docker 23 an ID alone, before a
 * key whose fingerprint (`kid`) it is. So machines that were copied share it until the file is removed.
 * Source: daemon/id.go (v23.0), api/common/trustkey.go and daemon/daemon.go (v20.10, v1.12).
 */
export function daemonId(files: Files, era: Era, rng: Rng): string {
	const isKey = !atLeast(era.id, '28.2');
	const path = isKey ? KEY_FILE : ID_FILE;
	if (files.exists(path)) {
		const kept = isKey ? keyIdIn(files.read(path)) : files.read(path).trim();
		if (kept !== '') return kept;
	}
	const id = newDaemonId(era, rng);
	files.mkdir(path.slice(0, path.lastIndexOf('/')), { parents: true });
	files.write(path, isKey ? keyFile(id, rng.fork('key.json')) : id, 0o600);
	return id;
}

function keyIdIn(text: string): string {
	try {
		const { kid } = JSON.parse(text) as { kid?: unknown };
		return typeof kid === 'string' ? kid : '';
	} catch {
		return '';
	}
}

/** An elliptic key as libtrust writes it, members by the alphabet. */
function keyFile(kid: string, rng: Rng): string {
	const part = (): string => {
		const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
		return Array.from({ length: 43 }, () => digits[rng.int(digits.length)]!).join('');
	};
	return JSON.stringify({ crv: 'P-256', d: part(), kid, kty: 'EC', x: part(), y: part() });
}

/** Twelve groups of four letters and digits; from 23.0 a UUID. Source: recordings (GET /info). */
function newDaemonId(era: Era, rng: Rng): string {
	if (atLeast(era.id, '28.2')) {
		const hex = rng.hex(32);
		return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${'89ab'[rng.int(4)]}${hex.slice(17, 20)}-${hex.slice(20)}`;
	}
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	return Array.from({ length: 12 }, () => Array.from({ length: 4 }, () => alphabet[rng.int(32)]).join('')).join(':');
}
