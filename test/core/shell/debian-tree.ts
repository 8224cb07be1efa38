import type { FileTree } from '../../../src/core/sim/files.ts';

export interface DebianOptions {
	hostname: string;
	/** Address → names, for /etc/hosts beside localhost. */
	hosts: Readonly<Record<string, readonly string[]>>;
	/** Programs that get a file in /usr/bin, so that `ls` and Tab show them; what they do is in the machine's table. */
	programNames?: readonly string[];
}

/** The files of a fresh Debian 12, as far as anybody looks at them. */
export function debianTree({ hostname, hosts, programNames = [] }: DebianOptions): FileTree {
	const known = Object.entries(hosts).map(([address, names]) => `${address}\t${names.join(' ')}\n`);
	const programs = Object.fromEntries(programNames.map((name) => [`/usr/bin/${name}`, { content: '', mode: 0o755 }]));
	return {
		'/bin': { target: 'usr/bin' },
		'/boot/': '',
		'/dev/': '',
		'/dev/null': { device: true },
		'/dev/random': { device: true },
		'/dev/tty': { device: true },
		'/dev/urandom': { device: true },
		'/dev/zero': { device: true },
		'/etc/debian_version': '12.9\n',
		'/etc/group': 'root:x:0:\ndocker:x:999:\n',
		'/etc/hostname': `${hostname}\n`,
		'/etc/hosts': `127.0.0.1\tlocalhost\n${known.join('')}`,
		'/etc/os-release':
			'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\n' +
			'VERSION_CODENAME=bookworm\nID=debian\nHOME_URL="https://www.debian.org/"\nSUPPORT_URL="https://www.debian.org/support"\n' +
			'BUG_REPORT_URL="https://bugs.debian.org/"\n',
		'/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\n',
		'/etc/resolv.conf': 'nameserver 127.0.0.53\n',
		'/etc/shells': '/bin/sh\n/bin/bash\n',
		'/home/': '',
		'/lib': { target: 'usr/lib' },
		'/mnt/': '',
		'/opt/': '',
		'/proc/': { mode: 0o555 },
		'/root/': { mode: 0o700 },
		'/run/': '',
		'/sbin': { target: 'usr/sbin' },
		'/srv/': '',
		'/sys/': { mode: 0o555 },
		'/tmp/': { mode: 0o1777 },
		'/usr/bin/': '',
		'/usr/lib/': '',
		'/usr/local/bin/': '',
		'/usr/sbin/': '',
		'/usr/share/': '',
		'/var/lib/': '',
		'/var/log/': '',
		'/var/tmp/': { mode: 0o1777 },
		...programs
	};
}
