import { describe, expect, test } from 'vitest';
import { fromBase64, base64 } from '../../../src/core/sim/base64.ts';
import { formatDuration, parseBytes, parseDurationNs } from '../../../src/core/docker/format/go-values.ts';
import { familiarImage, parseImage, withDefaultTag } from '../../../src/core/docker/format/image-name.ts';
import { naturalCompare } from '../../../src/core/docker/format/natural-sort.ts';
import { sha256Hex } from '../../../src/core/sim/sha256.ts';
import { alignColumns } from '../../../src/core/docker/format/table.ts';
import { bytesSize, humanDuration, humanSize } from '../../../src/core/docker/format/units.ts';
import { portsText } from '../../../src/core/docker/commands/container/ls.ts';

describe('units', () => {
	test.each([
		[999, 'Less than a second'],
		[1000, '1 second'],
		[59_999, '59 seconds'],
		[60_000, 'About a minute'],
		[119_000, 'About a minute'],
		[120_000, '2 minutes'],
		[3_600_000, 'About an hour'],
		[5_400_000, '2 hours'],
		[48 * 3_600_000, '2 days'],
		[14 * 86_400_000, '2 weeks'],
		[2160 * 3_600_000, '3 months']
	])('%i ms is %s', (ms, text) => expect(humanDuration(ms)).toBe(text));

	test('sizes', () => {
		expect([
			humanSize(1_981_000, 3),
			humanSize(23_810_000),
			humanSize(0),
			bytesSize(25_276_510_208),
			bytesSize(970_350_592, ' ')
		]).toEqual(['1.98MB', '23.81MB', '0B', '23.54GiB', '925.4 MiB']);
	});

	test('durations of Go', () => {
		expect([parseDurationNs('1h2m3.5s'), parseDurationNs('300ms'), parseBytes('64m')]).toEqual([
			3_723_500_000_000, 300_000_000, 67_108_864
		]);
		expect([
			formatDuration(5e9),
			formatDuration(7_776_000_000_000_000),
			formatDuration(1_500_000),
			formatDuration(90e9)
		]).toEqual(['5s', '2160h0m0s', '1.5ms', '1m30s']);
	});
});

test('names are sorted as people count', () => {
	expect(['web10', 'web2', 'br-net', 'br2', 'bridge', 'a'].sort(naturalCompare)).toEqual([
		'a',
		'br2',
		'br-net',
		'bridge',
		'web2',
		'web10'
	]);
});

test('columns are ten wide at least and three apart, the last one is free', () => {
	expect(alignColumns('A\tB\tC\nlonger than ten\tb\t\n')).toBe(
		'A                 B         C\nlonger than ten   b         \n'
	);
});

test('images have familiar names', () => {
	expect(familiarImage(`nginx:1.27@sha256:${'a'.repeat(64)}`)).toBe('nginx:1.27');
	expect(withDefaultTag('hypriot/rpi-whoami')).toBe('hypriot/rpi-whoami:latest');
	expect(parseImage('docker.io/library/redis')?.familiar).toBe('redis');
	expect(parseImage('host:5000/x/y:1')).toMatchObject({ full: 'host:5000/x/y', tag: '1' });
	expect(parseImage('Nginx')).toBeUndefined();
});

test('published ports are joined to ranges', () => {
	expect(
		portsText([
			{ IP: '0.0.0.0', PrivatePort: 81, PublicPort: 81, Type: 'tcp' },
			{ IP: '0.0.0.0', PrivatePort: 80, PublicPort: 80, Type: 'tcp' },
			{ IP: '::', PrivatePort: 443, PublicPort: 8443, Type: 'tcp' },
			{ PrivatePort: 53, Type: 'udp' }
		])
	).toBe('53/udp, 0.0.0.0:80-81->80-81/tcp, [::]:8443->443/tcp');
});

test('base64 and SHA-256 are the real ones', () => {
	expect(base64('geheim\n€')).toBe(Buffer.from('geheim\n€').toString('base64'));
	expect(fromBase64(base64('drei äöü'))).toBe('drei äöü');
	expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
	expect(sha256Hex('x'.repeat(200))).toHaveLength(64);
});
