import { significant } from './go-values.ts';

/** Ages and sizes as Docker's clients word them. Source: docker/go-units; recordings of `docker ps` and `service ps`. */

/** 'Less than a second', 'About a minute', '6 minutes' … */
export function humanDuration(ms: number): string {
	const seconds = Math.trunc(ms / 1000);
	if (seconds < 1) return 'Less than a second';
	if (seconds === 1) return '1 second';
	if (seconds < 60) return `${seconds} seconds`;
	const minutes = Math.trunc(ms / 60_000);
	if (minutes === 1) return 'About a minute';
	if (minutes < 60) return `${minutes} minutes`;
	const hours = Math.trunc(ms / 3_600_000 + 0.5);
	if (hours === 1) return 'About an hour';
	if (hours < 48) return `${hours} hours`;
	if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
	if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
	if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
	return `${Math.trunc(ms / 3_600_000 / 24 / 365)} years`;
}

/** '1.98MB': powers of 1000. */
export function humanSize(bytes: number, digits = 4): string {
	return scaled(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB', 'PB'], digits);
}

/** '23.54GiB': powers of 1024. */
export function bytesSize(bytes: number, space = ''): string {
	return scaled(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'], 4, space);
}

function scaled(bytes: number, base: number, units: readonly string[], digits: number, space = ''): string {
	let size = bytes;
	let unit = 0;
	while (size >= base && unit < units.length - 1) {
		size /= base;
		unit++;
	}
	return significant(size, digits) + space + units[unit]!;
}

/** As the clients of 1.12 worded them. Source: docker/go-units as vendored by docker/docker v1.12.3. */
export function spacedUnits(text: string): string {
	return text.replace(/^1 second\b/, '1 seconds').replace(/(\d)([kMGTP]?B)\b/g, '$1 $2');
}

/** The first twelve characters of an ID; what follows `sha256:` for digests. */
export function shortId(id: string): string {
	const colon = id.indexOf(':');
	return (colon < 0 ? id : id.slice(colon + 1)).slice(0, 12);
}

/** Cut to `width` characters, the last one being '…'. */
export function ellipsis(text: string, width: number): string {
	const runes = [...text];
	return runes.length <= width ? text : runes.slice(0, width - 1).join('') + '…';
}
