import { expect, test } from 'vitest';
import { v20_10 } from '../../../src/core/era/v20.10.ts';
import { v28_2 } from '../../../src/core/era/v28.2.ts';
import { Lab } from './fixture.ts';

/** Asked through the API only: docker's own client looks at subnets itself. */
test.each([
	[v28_2, '[', 400, 'invalid network config:\ninvalid subnet [: invalid CIDR block notation'],
	[v28_2, '10.9.0.1/16', 400, 'invalid network config:\ninvalid subnet 10.9.0.1/16: it should be 10.9.0.0/16'],
	[v20_10, '10.9.0.0', 500, 'Invalid subnet 10.9.0.0 : invalid CIDR address: 10.9.0.0'],
	[v20_10, '', 500, 'Invalid subnet  : invalid CIDR address: ']
])('a network of one machine needs a subnet that is one: %#', (era, Subnet, status, message) => {
	const lab = new Lab(['wrk1'], { era });
	const body = { Name: 'mybr', IPAM: { Config: [{ Subnet }] } };
	const version = era === v28_2 ? '/v1.50' : '/v1.41';
	const { handler } = lab.first.engine;
	const answer = lab.do(handler.call(lab.first.engine, { method: 'POST', path: `${version}/networks/create`, body }));
	expect(answer).toMatchObject({ status, body: { message } });
});

test('a network gives away the addresses of its range, without those that are kept for others', () => {
	const lab = new Lab(['wrk1'], { images: ['nginx'] });
	const config = { Subnet: '10.9.0.0/16', IPRange: '10.9.7.0/24', AuxiliaryAddresses: { router: '10.9.7.1' } };
	lab.api(lab.first, 'POST', '/networks/create', { Name: 'mybr', IPAM: { Config: [config] } });
	const body = { Image: 'nginx', HostConfig: { NetworkMode: 'mybr' } };
	lab.api(lab.first, 'POST', '/containers/create?name=web', body);
	lab.api(lab.first, 'POST', '/containers/web/start');
	expect(lab.api(lab.first, 'GET', '/networks/mybr').body).toMatchObject({ IPAM: { Config: [config] } });
	expect(lab.api(lab.first, 'GET', '/containers/web/json').body).toMatchObject({
		NetworkSettings: { Networks: { mybr: { Gateway: '10.9.7.0', IPAddress: '10.9.7.2' } } }
	});
});

test('a network takes its settings from another that is nothing but settings', () => {
	const lab = new Lab(['wrk1']);
	const create = (body: object): number => lab.api(lab.first, 'POST', '/networks/create', body).status;
	const Config = [{ Subnet: '10.9.0.0/16', Gateway: '10.9.0.9' }];
	expect(create({ Name: 'settings', ConfigOnly: true, IPAM: { Config } })).toBe(201);
	expect(create({ Name: 'mybr', ConfigFrom: { Network: 'settings' } })).toBe(201);
	expect(lab.api(lab.first, 'GET', '/networks/mybr').body).toMatchObject({
		Driver: 'bridge',
		IPAM: { Config },
		ConfigFrom: { Network: 'settings' }
	});
	expect(lab.api(lab.first, 'DELETE', '/networks/settings')).toMatchObject({
		status: 403,
		body: { message: 'configuration network "settings" is in use' }
	});
});
