/** How the systemd of an operating system words things, and whether rsyslog writes a file beside it. */
export interface SystemdStyle {
	/** rsyslog's file for everything. */
	readonly syslogFile: string | undefined;
	/** From systemd 247 messages name the unit before its description. */
	readonly namesUnit: boolean;
	/** From 245 the columns of `status` are wider. */
	readonly isWide: boolean;
	/** ● for every state, or × for failed and ○ for dead (from 246). */
	readonly marks: boolean;
	/** What `journalctl` is told to be asked for. */
	readonly hint: string;
	readonly preset: string;
}

const OLD: SystemdStyle = {
	syslogFile: '/var/log/syslog',
	namesUnit: false,
	isWide: false,
	marks: false,
	hint: 'journalctl -xe',
	preset: '; vendor preset: enabled'
};

/**
 * By what an os-release names. Source: units' and users' reports of each (docker-library/docker issue 493 for Debian 12,
 * moby issues 34104 and 25471 for Ubuntu 16.04; Ubuntu 20.04 as in reports of docker.service there); Debian 12 has no
 * rsyslog unless it is installed.
 */
const STYLES: readonly (readonly [RegExp, SystemdStyle])[] = [
	[
		/^Debian GNU\/Linux 12/,
		{
			syslogFile: undefined,
			namesUnit: true,
			isWide: true,
			marks: true,
			hint: 'journalctl -xeu docker.service',
			preset: '; preset: enabled'
		}
	],
	[/^Ubuntu 20\.04/, { ...OLD, isWide: true }],
	[/^(CentOS|SUSE)/, { ...OLD, syslogFile: '/var/log/messages', preset: '; vendor preset: disabled' }],
	[/^Raspbian.* 8/, { ...OLD, preset: '' }]
];

export function systemdStyle(operatingSystem: string): SystemdStyle {
	return STYLES.find(([pattern]) => pattern.test(operatingSystem))?.[1] ?? OLD;
}
