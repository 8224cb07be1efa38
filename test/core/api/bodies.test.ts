import { describe, expect, test } from 'vitest';
import { decodeBody } from '../../../src/core/api/bodies/decode.ts';
import type { BodyName } from '../../../src/core/api/bodies/shapes.ts';
import { v28_2 } from '../../../src/core/era/v28.2.ts';
import { bench } from './fake-swarm.ts';
import { recordedEra } from './recorded-bodies.ts';

describe('bodies that are no value of their Go type are refused in the words of a real engine (lab 20.10 with curl)', () => {
	test.each<[BodyName, string, string]>([
		['ServiceSpec', '{"Name":5}', 'json: cannot unmarshal number into Go struct field ServiceSpec.Name of type string'],
		['ServiceSpec', '[]', 'json: cannot unmarshal array into Go value of type swarm.ServiceSpec'],
		[
			'ServiceSpec',
			'{"TaskTemplate":{"ContainerSpec":{"Args":"x"}}}',
			'json: cannot unmarshal string into Go struct field ContainerSpec.TaskTemplate.ContainerSpec.Args of type []string'
		],
		[
			'ServiceSpec',
			'{"Mode":{"Replicated":{"Replicas":-1}}}',
			'json: cannot unmarshal number -1 into Go struct field ReplicatedService.Mode.Replicated.Replicas of type uint64'
		],
		[
			'ServiceSpec',
			'{"Mode":"x"}',
			'json: cannot unmarshal string into Go struct field ServiceSpec.Mode of type swarm.ServiceMode'
		],
		[
			'ServiceSpec',
			'{"EndpointSpec":{"Ports":5}}',
			'json: cannot unmarshal number into Go struct field EndpointSpec.EndpointSpec.Ports of type []swarm.PortConfig'
		],
		[
			'ContainerConfigWrapper',
			'{"Labels":[1]}',
			'json: cannot unmarshal array into Go struct field ContainerConfigWrapper.Labels of type map[string]string'
		],
		[
			'ContainerConfigWrapper',
			'{"Cmd":5}',
			'json: cannot unmarshal number into Go struct field ContainerConfigWrapper.Cmd of type string'
		],
		[
			'ContainerConfigWrapper',
			'{"HostConfig":{"Memory":1.5}}',
			'json: cannot unmarshal number 1.5 into Go struct field HostConfig.HostConfig.Memory of type int64'
		],
		['SecretSpec', '{"Name":"a","Data":"!!"}', 'illegal base64 data at input byte 0']
	])('%s %s', (name, body, message) => {
		expect(() => decodeBody(JSON.parse(body), name)).toThrow(message);
	});
});

describe('bodies are read as Go reads them', () => {
	test('names of fields in any case, a command as one text', () => {
		expect(decodeBody({ image: 'busybox', CMD: 'ls' }, 'ContainerConfigWrapper')).toEqual({
			Image: 'busybox',
			Cmd: ['ls']
		});
	});

	test('null leaves what is not there', () => {
		expect(decodeBody({ Name: null, Labels: null, TaskTemplate: null }, 'ServiceSpec')).toEqual({
			Labels: null,
			TaskTemplate: {},
			Mode: {}
		});
	});
});

const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('a body that is no JSON', () => {
	test.each([
		['{', 'unexpected EOF'],
		['nul', 'unexpected EOF'],
		['', 'got EOF while reading request body']
	])('%j', (body, message) => {
		const ask = (era: typeof v28_2): unknown =>
			bench({ era }).ask({ method: 'POST', path: '/networks/create', headers: JSON_TYPE, body }).body;
		expect(ask(v28_2)).toEqual({ message: `invalid JSON: ${message}` });
		expect(ask(recordedEra)).toEqual({ message });
	});

	test('engines of 20.10 took a broken container for their own mistake', () => {
		const ask = (body: string): unknown =>
			bench({ era: recordedEra, backend: { containers: {} as never } }).ask({
				method: 'POST',
				path: '/containers/create',
				headers: JSON_TYPE,
				body
			});
		expect(ask('{')).toMatchObject({ status: 500, body: { message: 'unexpected EOF' } });
		expect(ask('')).toMatchObject({ status: 500, body: { message: 'EOF' } });
	});
});
