import { CliError } from '../../errors.ts';
import type { GenericResource } from '../../../api/wire/service.ts';

/**
 * 'gpu=2' texts as the API has them. Source: docker/cli service/opts.go, ParseGenericResources (the texts make one
 * line of values, a quoted one each); swarmkit api/genericresource, Parse. @throws CliError
 */
export function genericResources(texts: readonly string[]): GenericResource[] {
	const fail = (why: string): never => {
		throw new CliError(`invalid generic resource specification: could not parse GenericResource: ${why}`);
	};
	const resources = texts.map((text): GenericResource => {
		const [kind = '', value = '', ...more] = text.split('=').map((part) => part.trim());
		if (more.length > 0 || !text.includes('=')) fail(`incorrect term ${text}, missing '=' or malformed expression`);
		if (/^-\d+$/.test(value) && Number(value) < 0) fail(`cannot ask for negative resource ${kind}`);
		if (!/^[-+]?\d+$/.test(value))
			throw new CliError(
				`invalid generic-resource request \`${kind}=${value}\`, Named Generic Resources is not supported for service create or update`
			);
		return { DiscreteResourceSpec: { Kind: kind, Value: Number(value) } };
	});
	const specs = resources.flatMap(({ DiscreteResourceSpec: spec }) => spec ?? []);
	for (const { Kind } of specs) {
		const values = specs.filter((spec) => spec.Kind === Kind).map((spec) => spec.Value);
		if (values.length > 1) fail(`mixed discrete and named resources in expression '${Kind}=[${values.join(' ')}]'`);
	}
	return resources;
}
