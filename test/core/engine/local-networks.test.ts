import { expect, test } from 'vitest';
import { v20_10 } from '../../../src/core/era/v20.10.ts';
import { v28_2 } from '../../../src/core/era/v28.2.ts';
import { Lab } from './fixture.ts';

/** Asked through the API only: docker's own client looks at subnets itself. */
test.each([
	[v28_2, '[', 400, 'invalid network config:\ninvalid subnet [: invalid CIDR block notation'],
	[v28_2, '10.9.0.1/16', 400, 'invalid network config:\ninvalid subnet 10.9.0.1/16: it should be 10.9.0.0/16'],
	[v20_10, '10.9.0.0', 500, 'Invalid subnet 10.9.0.0 : invalid CIDR address: 10.9.0.0']
])('a network of one machine needs a subnet that is one: %#', (era, Subnet, status, message) => {
	const lab = new Lab(['wrk1'], { era });
	const body = { Name: 'mybr', IPAM: { Config: [{ Subnet }] } };
	const version = era === v28_2 ? '/v1.50' : '/v1.41';
	const { handler } = lab.first.engine;
	const answer = lab.do(handler.call(lab.first.engine, { method: 'POST', path: `${version}/networks/create`, body }));
	expect(answer).toMatchObject({ status, body: { message } });
});

test('an empty subnet is one that Docker chooses', () => {
	const lab = new Lab(['wrk1']);
	lab.api(lab.first, 'POST', '/networks/create', { Name: 'mybr', IPAM: { Config: [{ Subnet: '' }] } });
	expect(lab.api(lab.first, 'GET', '/networks/mybr').body).toMatchObject({
		IPAM: { Config: [{ Subnet: '172.18.0.0/16', Gateway: '172.18.0.1' }] }
	});
});
