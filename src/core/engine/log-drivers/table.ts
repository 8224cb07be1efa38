/** A log driver that every engine has built in. */
interface LogDriver {
	/** What `--log-opt` may set, besides what all take. */
	readonly options: readonly string[];
	/** `docker logs` reads from the driver itself, not from a copy. */
	readonly isReadable?: true;
	/** Without this option no container is made. */
	readonly needs?: { option: string; says: string };
	/** How it words that it does not know an option, where that is its own. */
	readonly unknown?: (option: string) => string;
	/** What is wrong with values, when a container is made. */
	readonly fault?: (options: Readonly<Record<string, string>>) => string | undefined;
	/** What is wrong when a container starts: nothing of the kind is reachable from here. */
	readonly startFault?: (options: Readonly<Record<string, string>>) => string | undefined;
}

const EXTRA = ['labels', 'labels-regex', 'env', 'env-regex'];
const FACILITIES =
	'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp local0 local1 local2 local3 local4 local5 local6 local7';
const SYSLOG_FORMATS = ['', 'rfc3164', 'rfc5424', 'rfc5424micro'];

/**
 * Options and wordings: lab 20.10, every option tried with every driver; `fluentd` there without two of its later ones.
 */
export const LOG_DRIVERS: ReadonlyMap<string, LogDriver> = new Map<string, LogDriver>([
	[
		'json-file',
		{ options: ['max-file', 'max-size', 'compress', 'tag', ...EXTRA], isReadable: true, startFault: fileFault }
	],
	[
		'local',
		{
			options: ['max-file', 'max-size', 'compress'],
			isReadable: true,
			unknown: (option) => `unknown log opt '${option}' for log driver local`,
			startFault: fileFault
		}
	],
	['journald', { options: ['tag', ...EXTRA], isReadable: true }],
	[
		'syslog',
		{
			options: [
				...['syslog-address', 'syslog-facility', 'syslog-format', 'tag'],
				...['syslog-tls-ca-cert', 'syslog-tls-cert', 'syslog-tls-key', 'syslog-tls-skip-verify'],
				...EXTRA
			],
			fault: syslogFault
		}
	],
	[
		'gelf',
		{
			options: [
				...['gelf-address', 'gelf-compression-type', 'gelf-compression-level'],
				...['gelf-tcp-max-reconnect', 'gelf-tcp-reconnect-delay', 'tag', ...EXTRA]
			],
			needs: { option: 'gelf-address', says: 'gelf-address is a required parameter' },
			fault: ({ 'gelf-address': address = '' }) =>
				address.includes('://') ? undefined : `gelf-address should be in form proto://address, got ${address}`
		}
	],
	[
		'fluentd',
		{
			options: [
				...['fluentd-address', 'fluentd-async', 'fluentd-async-connect', 'fluentd-buffer-limit'],
				...['fluentd-retry-wait', 'fluentd-max-retries', 'fluentd-sub-second-precision', 'fluentd-request-ack'],
				...['tag', ...EXTRA]
			],
			startFault: ({ 'fluentd-address': address = '127.0.0.1:24224' }) =>
				`dial tcp ${address.replace(/^tcp:\/\//, '')}: connect: connection refused`
		}
	],
	[
		'splunk',
		{
			options: [
				...['splunk-token', 'splunk-url', 'splunk-source', 'splunk-sourcetype', 'splunk-index', 'splunk-capath'],
				...['splunk-caname', 'splunk-insecureskipverify', 'splunk-format', 'splunk-verify-connection'],
				...['splunk-gzip', 'splunk-gzip-level', 'splunk-index-acknowledgment', 'tag', ...EXTRA]
			],
			startFault: (options) =>
				options['splunk-url'] === undefined
					? 'splunk: splunk-url is expected'
					: options['splunk-token'] === undefined
						? 'splunk: splunk-token is expected'
						: undefined
		}
	],
	[
		'awslogs',
		{
			options: [
				...['awslogs-region', 'awslogs-endpoint', 'awslogs-group', 'awslogs-create-group', 'awslogs-stream'],
				...['awslogs-datetime-format', 'awslogs-multiline-pattern', 'awslogs-credentials-endpoint', 'tag']
			],
			needs: { option: 'awslogs-group', says: "must specify a value for log opt 'awslogs-group'" }
		}
	],
	[
		'gcplogs',
		{
			options: ['gcp-project', 'gcp-log-cmd', 'gcp-meta-zone', 'gcp-meta-name', 'gcp-meta-id', ...EXTRA],
			unknown: (option) => `"${option}" is not a valid option for the gcplogs driver`,
			startFault: ({ 'gcp-project': project }) =>
				project === undefined
					? "No project was specified and couldn't read project from the metadata server. Please specify a project"
					: undefined
		}
	],
	[
		'logentries',
		{
			options: ['logentries-token', 'line-only', 'tag', ...EXTRA],
			needs: { option: 'logentries-token', says: 'Missing logentries token' }
		}
	]
]);

function syslogFault(options: Readonly<Record<string, string>>): string | undefined {
	const { 'syslog-address': address, 'syslog-facility': facility = '', 'syslog-format': format = '' } = options;
	if (address !== undefined && address !== '' && !/^\w+:\/\//.test(address))
		return `syslog-address should be in form proto://address, got ${address}`;
	if (facility !== '' && !FACILITIES.split(' ').includes(facility) && !/^\d+$/.test(facility))
		return 'invalid syslog facility';
	return SYSLOG_FORMATS.includes(format) ? undefined : 'Invalid syslog format';
}

/** Of the drivers that write files. A size is a number of bytes with a decimal unit: 10m are ten million. */
function fileFault({
	'max-size': size,
	'max-file': count,
	compress
}: Readonly<Record<string, string>>): string | undefined {
	if (size !== undefined && sizeOf(size) === undefined) return `invalid size: '${size}'`;
	if (count !== undefined) {
		if (!/^[+-]?\d+$/.test(count)) return `strconv.Atoi: parsing ${JSON.stringify(count)}: invalid syntax`;
		if (Number(count) < 1) return 'max-file cannot be less than 1';
	}
	if (compress === 'true' && (size === undefined || Number(count ?? 1) < 2))
		return 'compress cannot be true when max-file is less than 2 or max-size is not set';
	return undefined;
}

/** '10m' → bytes; undefined when it is no size. Source: docker/go-units, FromHumanSize; lab 20.10 (1k is 1000). */
export function sizeOf(text: string): number | undefined {
	const match = /^(\d+(?:\.\d+)?) ?([kmgtp])?i?b?$/i.exec(text);
	if (!match) return undefined;
	return Math.trunc(Number(match[1]) * 1000 ** ' kmgtp'.indexOf((match[2] ?? ' ').toLowerCase()));
}
