import { describe, expect, test } from 'vitest';
import { bench } from './fake-swarm.ts';

describe('what an engine without plugins and experiments answers (lab 20.10)', () => {
	test.each([
		['GET /plugins/x/json', 404, 'plugin "x" not found'],
		['DELETE /plugins/x', 404, 'plugin "x" not found'],
		['DELETE /plugins/vieux/sshfs', 404, 'plugin "vieux/sshfs" not found'],
		['POST /plugins/x/enable', 500, 'strconv.Atoi: parsing "": invalid syntax'],
		['POST /plugins/x/enable?timeout=0', 404, 'plugin "x" not found'],
		['POST /plugins/x/disable', 404, 'plugin "x" not found'],
		['POST /plugins/x/push', 404, 'plugin "x" not found'],
		['POST /plugins/x/set', 404, 'plugin "x" not found'],
		['POST /plugins/x/upgrade?remote=y', 404, 'plugin "x:latest" not found'],
		['POST /plugins/x:1/upgrade?remote=y', 404, 'plugin "x:1" not found'],
		[
			'GET /containers/x/checkpoints',
			501,
			'This experimental feature is disabled by default. Start the Docker daemon in experimental mode in order to enable it.'
		]
	])('%s', (line, status, message) => {
		expect(bench().call(line)).toMatchObject({ status, body: { message } });
	});

	test('there are no plugins to list', () => {
		expect(bench().call('GET /plugins')).toMatchObject({ status: 200, body: [] });
	});

	test('a refusal of HEAD has no words', () => {
		const response = bench().ask({ method: 'HEAD', path: '/containers/x/nosuch' });
		expect(response.status).toBe(404);
		expect(response.body).toBeUndefined();
	});
});
