/** As Docker says how long ago: '6 minutes', 'About an hour'. Source: docker/pkg/units/duration.go of 2015. */
export function humanDuration(ms: number): string {
	const seconds = Math.floor(ms / 1000);
	const minutes = Math.floor(seconds / 60);
	const hours = Math.floor(minutes / 60);
	if (seconds < 1) return 'Less than a second';
	if (seconds === 1) return '1 second';
	if (seconds < 60) return `${seconds} seconds`;
	if (minutes === 1) return 'About a minute';
	if (minutes < 60) return `${minutes} minutes`;
	if (hours === 1) return 'About an hour';
	if (hours < 48) return `${hours} hours`;
	if (hours < 24 * 14) return `${Math.floor(hours / 24)} days`;
	if (hours < 24 * 60) return `${Math.floor(hours / 24 / 7)} weeks`;
	if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
	return `${Math.floor(hours / 24 / 365)} years`;
}

/** '2.1 GiB', '0 B', '20 MiB': go-units BytesSize, four digits. */
export function bytesSize(bytes: number): string {
	const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
	let size = bytes;
	let unit = 0;
	while (size >= 1024 && unit < units.length - 1) {
		size /= 1024;
		unit++;
	}
	return `${Number(size.toPrecision(4))} ${units[unit]!}`;
}
