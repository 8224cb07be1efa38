import type { Era } from '../era/era.ts';
import type { FileTree } from '../sim/files.ts';

/** What is on a machine's disk when it is new. */
export function diskTree(
	hostname: string,
	era: Era,
	neighbours: readonly { name: string; address: string }[]
): FileTree {
	const { operatingSystem } = era.hardware;
	const width = Math.max(...neighbours.map((n) => n.address.length), '127.0.0.1'.length) + 2;
	const hosts = [
		{ name: 'localhost', address: '127.0.0.1' },
		{ name: hostname, address: '127.0.1.1' },
		...neighbours.filter((n) => n.name !== hostname)
	];
	return {
		'/root/': {},
		'/tmp/': { mode: 0o1777 },
		'/home/': {},
		'/var/log/': {},
		'/var/lib/docker/': { mode: 0o710 },
		'/etc/docker/': {},
		'/etc/hostname': `${hostname}\n`,
		'/etc/hosts': hosts.map((host) => `${host.address.padEnd(width)}${host.name}\n`).join(''),
		'/etc/resolv.conf': `nameserver ${neighbours[0]!.address.replace(/\d+$/, '1')}\n`,
		'/etc/os-release': osRelease(operatingSystem),
		'/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\n',
		// What uname(1) reads.
		'/proc/sys/kernel/osrelease': `${era.hardware.kernel}\n`,
		'/proc/sys/kernel/arch': `${era.hardware.architecture}\n`,
		'/dev/null': { device: true }
	};
}

/** 'Debian GNU/Linux 12 (bookworm)' → os-release(5). */
function osRelease(name: string): string {
	const match = /^(.*?) (\d+) \((\w+)\)$/.exec(name);
	const [, distribution = name, version = '', codename = ''] = match ?? [];
	const id = distribution.split(' ')[0]!.toLowerCase();
	return [
		`PRETTY_NAME="${name}"`,
		`NAME="${distribution}"`,
		`VERSION_ID="${version}"`,
		`VERSION="${version} (${codename})"`,
		`VERSION_CODENAME=${codename}`,
		`ID=${id}`,
		''
	].join('\n');
}
