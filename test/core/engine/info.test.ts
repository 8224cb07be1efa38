import { describe, expect, it } from 'vitest';
import type { ContainerSummary } from '../../../src/core/api/wire/container.ts';
import type { DiskUsage, SystemInfo, VersionResponse } from '../../../src/core/api/wire/system.ts';
import { v1_12_0_rc1 } from '../../../src/core/era/v1.12.0-rc1.ts';
import { complete, Lab } from './fixture.ts';

describe('what an engine says of itself', () => {
	it('is a Docker 28.2.2 on Debian', () => {
		const lab = new Lab(['wrk1']);
		expect(lab.api(lab.first, 'GET', '/version').body as VersionResponse).toMatchObject({
			Version: '28.2.2',
			ApiVersion: '1.50',
			BuildTime: '2025-05-30T12:07:27.000000000+00:00'
		});
		const info = lab.api(lab.first, 'GET', '/info').body as SystemInfo;
		expect(info).toMatchObject({
			Name: 'wrk1',
			Driver: 'overlay2',
			NCPU: 2,
			OperatingSystem: 'Debian GNU/Linux 12 (bookworm)',
			Containers: 0
		});
		expect(info.ID).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	});

	it('is a Docker 1.12.0-rc1 on a Raspberry Pi, in the words of the article', () => {
		const lab = new Lab(['pi6'], { era: v1_12_0_rc1 });
		const { system } = lab.first.engine.backend!;
		expect(complete(lab.sim, system.version())).toMatchObject({
			Version: '1.12.0-rc1',
			Arch: 'arm',
			BuildTime: 'Wed Jun 15 15:35:51 2016'
		});
		expect(complete(lab.sim, system.info())).toMatchObject({
			KernelVersion: '4.4.10-hypriotos-v7+',
			Architecture: 'armv7l',
			NCPU: 4,
			Name: 'pi6'
		});
	});

	it('keeps its ID and its networks over restarts, with docker_gwbridge only where there was a swarm', () => {
		const lab = new Lab(['wrk1']);
		const names = (): string[] =>
			(lab.api(lab.first, 'GET', '/networks').body as { Name: string }[]).map(({ Name }) => Name).sort();
		const id = (): string => (lab.api(lab.first, 'GET', '/info').body as SystemInfo).ID;
		expect(names()).toEqual(['bridge', 'host', 'none']);
		lab.join();
		expect(names()).toEqual(['bridge', 'docker_gwbridge', 'host', 'ingress', 'none']);
		const before = id();
		lab.powerCycle('wrk1', 1000);
		expect(id()).toBe(before);
		expect(names()).toEqual(['bridge', 'docker_gwbridge', 'host', 'none']);
	});

	it('counts what lies on the disk', () => {
		const lab = new Lab(['wrk1'], { images: ['nginx', 'alpine'] });
		lab.api(lab.first, 'POST', '/containers/create?name=web', { Image: 'nginx' });
		const usage = lab.api(lab.first, 'GET', '/system/df').body as DiskUsage;
		expect(usage.Images!.map(({ Containers }) => Containers).sort()).toEqual([0, 1]);
		expect(usage.LayersSize).toBeGreaterThan(100e6);
		expect(usage.Containers!.length).toBe(1);
	});

	it('quotes words with blanks in COMMAND', () => {
		const lab = new Lab(['wrk1'], { images: ['nginx'] });
		lab.api(lab.first, 'POST', '/containers/create?name=web', { Image: 'nginx' });
		const [web] = lab.api(lab.first, 'GET', '/containers/json?all=1').body as ContainerSummary[];
		expect(web!.Command).toBe("/docker-entrypoint.sh nginx -g 'daemon off;'");
	});
});
