import { CliError } from '../../errors.ts';
import { cutPair } from '../../values/csv.ts';
import type { GenericResource } from '../../../api/wire/service.ts';

/** 'gpu=2' texts as the API has them. Texts: docker/cli service/opts.go, swarmkit api/genericresource. @throws CliError */
export function genericResources(texts: readonly string[]): GenericResource[] {
	return texts.map((text) => {
		const { key, value = '' } = cutPair(text);
		if (text.includes(',')) {
			throw new CliError(
				`invalid generic resource specification: could not parse GenericResource: incorrect term ${text}, missing '=' or malformed expression`
			);
		}
		if (!/^\d+$/.test(value)) {
			throw new CliError(
				`invalid generic-resource request \`${text}\`, Named Generic Resources is not supported for service create or update`
			);
		}
		return { DiscreteResourceSpec: { Kind: key, Value: Number(value) } };
	});
}
