import { compact, nonEmpty } from '../../api/compact.ts';
import type * as configApi from '../../api/wire/config.ts';
import type * as secretApi from '../../api/wire/secret.ts';
import type { Config, Secret } from '../../swarm/objects.ts';
import { annotationsFromApi, driverFromApi, driverToApi, labelsToApi, metaToApi } from './meta.ts';

/** Without its data, which no API gives back. Source: moby daemon/cluster/convert/secret.go. */
export function secretToApi(secret: Secret): secretApi.Secret {
	const { spec } = secret;
	return {
		ID: secret.id,
		...metaToApi(secret.meta),
		Spec: compact<secretApi.SecretSpec>({
			Name: spec.annotations.name,
			Labels: labelsToApi(spec.annotations),
			Data: undefined,
			Driver: driverToApi(spec.driver),
			Templating: driverToApi(spec.templating)
		})
	};
}

export function secretSpecFromApi(spec: secretApi.SecretSpec): Secret['spec'] {
	return compact<Secret['spec']>({
		annotations: annotationsFromApi(spec.Name, spec.Labels),
		data: nonEmpty(spec.Data),
		driver: driverFromApi(spec.Driver),
		templating: driverFromApi(spec.Templating)
	});
}

export function configToApi(config: Config): configApi.Config {
	const { spec } = config;
	return {
		ID: config.id,
		...metaToApi(config.meta),
		Spec: compact<configApi.ConfigSpec>({
			Name: spec.annotations.name,
			Labels: labelsToApi(spec.annotations),
			Data: nonEmpty(spec.data),
			Templating: driverToApi(spec.templating)
		})
	};
}

export function configSpecFromApi(spec: configApi.ConfigSpec): Config['spec'] {
	return compact<Config['spec']>({
		annotations: annotationsFromApi(spec.Name, spec.Labels),
		data: nonEmpty(spec.Data),
		templating: driverFromApi(spec.Templating)
	});
}
