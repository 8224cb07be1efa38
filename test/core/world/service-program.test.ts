import { expect, test } from 'vitest';
import { numberedMachines } from '../../../src/core/world/cluster-shape.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';

test.each(['service docker', 'systemctl'])(
	'the daemon stops and starts by %s, which waits until it is done',
	(words) => {
		const world = wholeWorld({
			version: 1,
			seed: 1,
			era: '28.2',
			cluster: { machines: numberedMachines(3, 0), formed: true, network: '10.0.0.' },
			lesson: '',
			inputs: [],
			end: 0
		});
		const run = (command: string): string => {
			let output: string | undefined;
			world.run('mgr2', command, ({ stdout, stderr, code }) => (output = `${stdout}${stderr}${code}`));
			while (output === undefined) world.sim.step();
			return output;
		};
		const unit = (verb: string): string =>
			words === 'systemctl' ? `systemctl ${verb} docker` : `service docker ${verb}`;
		expect(run(unit('stop'))).toBe('0');
		expect(run('docker ps')).toContain('Is the docker daemon running?');
		expect(run(unit('status'))).toMatch(/Active: inactive \(dead\)[^]*\n3$/);
		expect(run(unit('start'))).toBe('0');
		expect(run('docker node ls')).toContain('mgr2');
		expect(run(unit('restart'))).toBe('0');
		expect(run('docker node ls')).toContain('mgr2');
		expect(run(words === 'systemctl' ? 'systemctl start nginx' : 'service nginx start')).toBe(
			'Failed to start nginx.service: Unit nginx.service not found.\n5'
		);
	}
);
