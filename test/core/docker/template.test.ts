import { describe, expect, test } from 'vitest';
import { Row, Template, TemplateError } from '../../../src/core/docker/format/template.ts';
import { TemplateSyntaxError } from '../../../src/core/docker/format/template.ts';

const node = { ID: 'abc', Spec: { Labels: { zone: 'east', disk: 'ssd' }, Role: 'worker' }, Ports: [80, 443] };

describe('Go templates', () => {
	const cases: [string, string][] = [
		['{{.ID}}', 'abc'],
		['{{json .Spec}}', '{"Labels":{"disk":"ssd","zone":"east"},"Role":"worker"}'],
		['{{range $k, $v := .Spec.Labels}}{{$k}}={{$v}};{{end}}', 'disk=ssd;zone=east;'],
		['{{range .Ports}}<{{.}}>{{end}}', '<80><443>'],
		['{{range $i, $p := .Ports}}{{if $i}},{{end}}{{$p}}{{end}}', '80,443'],
		['{{if eq .Spec.Role "manager"}}M{{else if eq .Spec.Role "worker"}}W{{else}}?{{end}}', 'W'],
		['{{with .Spec}}{{.Role}}{{end}}', 'worker'],
		['{{index .Spec.Labels "zone"}} {{index .Ports 1}} {{len .Ports}}', 'east 443 2'],
		['{{.ID | upper | printf "%-5s|"}}', 'ABC  |'],
		['{{join (split "a,b" ",") "-"}}', 'a-b'],
		['{{title "ready"}} {{truncate .ID 2}} {{pad .ID 1 2}}.', 'Ready ab  abc  .'],
		['{{and .ID true}} {{or "" "x"}} {{not .ID}}', 'true x false'],
		['a {{- " b " -}} c', 'a b c'],
		['{{/* nothing */}}x', 'x'],
		['{{$x := .ID}}{{$x}}', 'abc'],
		['{{.Ports}} {{.Spec.Labels}}', '[80 443] map[disk:ssd zone:east]'],
		['{{println .ID}}', 'abc\n']
	];
	test.each(cases)('%s', (source, expected) => {
		expect(new Template(source).execute(node)).toBe(expected);
	});

	test('an absent field of a known structure is its zero value, an unknown one an error that names the type', () => {
		expect(new Template('{{.Spec.Name}}|{{.ManagerStatus}}|{{json .ManagerStatus}}').execute(node, 'swarm.Node')).toBe(
			'|<nil>|null'
		);
		expect(() => new Template('{{.Foo}}').execute(node, 'swarm.Node')).toThrow(
			new TemplateError('template: :1:2: executing "" at <.Foo>: can\'t evaluate field Foo in type swarm.Node')
		);
	});

	test('cells of a row may take an argument, and its JSON escapes < and >', () => {
		const row = new Row(
			'*x.rowContext',
			new Map<string, unknown>([
				['Ports', '80->80'],
				['Label', (name: string) => `<${name}>`]
			])
		);
		expect(new Template('{{.Label "zone"}} {{json .}}').execute(row)).toBe('<zone> {"Ports":"80-\\u003e80"}');
	});

	test.each([
		['{{', 'template: :1: unclosed action'],
		['{{foo}}', 'template: :1: function "foo" not defined'],
		['{{if .ID}}', 'template: :1: unexpected EOF'],
		['{{end}}', 'template: :1: unexpected {{end}}']
	])('%s does not parse', (source, message) => {
		expect(() => new Template(source)).toThrow(new TemplateSyntaxError(message));
	});
});
