import { exactArgs, type Command } from '../../command.ts';
import {
	checkDomain,
	checkGenericResource,
	checkHost,
	checkIpAddress,
	checkLabel,
	checkVariable
} from '../../values/checks.ts';
import { CliError } from '../../errors.ts';
import type { ServiceUpdateResponse } from '../../../api/wire/service.ts';
import { fetchService } from './fetch.ts';
import { pinImage, registryAuth, tagImage } from './image-pin.ts';
import { waitForService } from './progress.ts';
import { sharedFlags } from './shared-flags.ts';
import { changeSpec } from './spec-update.ts';

export const update: Command = {
	path: 'service update',
	use: '[OPTIONS] SERVICE',
	short: 'Update a service',
	flags: [
		...sharedFlags('update'),
		{ name: 'args', type: 'command', text: 'Service command args' },
		{ name: 'config-add', type: 'config', text: 'Add or update a config file on a service' },
		{ name: 'config-rm', type: 'list', text: 'Remove a configuration file' },
		{ name: 'constraint-add', type: 'list', text: 'Add or update a placement constraint' },
		{ name: 'constraint-rm', type: 'list', text: 'Remove a constraint' },
		{ name: 'container-label-add', type: 'list', check: checkLabel, text: 'Add or update a container label' },
		{ name: 'container-label-rm', type: 'list', text: 'Remove a container label by its key' },
		{ name: 'dns-add', type: 'list', check: checkIpAddress, text: 'Add or update a custom DNS server' },
		{ name: 'dns-option-add', type: 'list', text: 'Add or update a DNS option' },
		{ name: 'dns-option-rm', type: 'list', text: 'Remove a DNS option' },
		{ name: 'dns-rm', type: 'list', text: 'Remove a custom DNS server' },
		{ name: 'dns-search-add', type: 'list', check: checkDomain, text: 'Add or update a custom DNS search domain' },
		{ name: 'dns-search-rm', type: 'list', text: 'Remove a DNS search domain' },
		{ name: 'env-add', type: 'list', check: checkVariable, text: 'Add or update an environment variable' },
		{ name: 'env-rm', type: 'list', text: 'Remove an environment variable' },
		{ name: 'force', type: 'bool', text: 'Force update even if no changes require it' },
		{ name: 'generic-resource-add', type: 'list', check: checkGenericResource, text: 'Add a Generic resource' },
		{ name: 'generic-resource-rm', type: 'list', text: 'Remove a Generic resource' },
		{ name: 'group-add', type: 'list', text: 'Add an additional supplementary user group to the container' },
		{ name: 'group-rm', type: 'list', text: 'Remove a previously added supplementary user group from the container' },
		{ name: 'host-add', type: 'list', check: checkHost, text: 'Add a custom host-to-IP mapping ("host:ip")' },
		{ name: 'host-rm', type: 'list', text: 'Remove a custom host-to-IP mapping ("host:ip")' },
		{ name: 'image', type: 'string', text: 'Service image tag' },
		{ name: 'label-add', type: 'list', check: checkLabel, text: 'Add or update a service label' },
		{ name: 'label-rm', type: 'list', text: 'Remove a label by its key' },
		{ name: 'mount-add', type: 'mount', text: 'Add or update a mount on a service' },
		{ name: 'mount-rm', type: 'list', text: 'Remove a mount by its target path' },
		{ name: 'network-add', type: 'network', text: 'Add a network' },
		{ name: 'network-rm', type: 'list', text: 'Remove a network' },
		{ name: 'placement-pref-add', type: 'pref', text: 'Add a placement preference' },
		{ name: 'placement-pref-rm', type: 'pref', text: 'Remove a placement preference' },
		{ name: 'publish-add', type: 'port', text: 'Add or update a published port' },
		{ name: 'publish-rm', type: 'port', text: 'Remove a published port by its target port' },
		{ name: 'rollback', type: 'bool', text: 'Rollback to previous specification' },
		{ name: 'secret-add', type: 'secret', text: 'Add or update a secret on a service' },
		{ name: 'secret-rm', type: 'list', text: 'Remove a secret' },
		{ name: 'sysctl-add', type: 'list', text: 'Add or update a Sysctl option' },
		{ name: 'sysctl-rm', type: 'list', text: 'Remove a Sysctl option' },
		{ name: 'ulimit-add', type: 'ulimit', def: '[]', text: 'Add or update a ulimit option' },
		{ name: 'ulimit-rm', type: 'list', text: 'Remove a ulimit option' }
	],
	args: exactArgs(1),
	completes: 'service',
	*run(context) {
		const name = context.args[0]!;
		const { flags } = context;
		const service = yield* fetchService(context, name);
		const rollback = flags.bool('rollback');
		if (rollback) {
			const allowed = ['rollback', 'detach', 'quiet'];
			if (flags.given.some((flag) => !allowed.includes(flag))) {
				throw new CliError('other flags may not be combined with --rollback');
			}
		}
		yield* changeSpec(context, service.Spec);
		const auth = registryAuth(context, service.Spec);
		const warning =
			flags.changed('image') && !flags.bool('no-resolve-image') && context.era.capabilities.pinsDigests
				? yield* pinImage(context, service.Spec, auth)
				: undefined;
		if (context.era.capabilities.pinsDigests) tagImage(service.Spec);
		const response = yield* context.engine.post<ServiceUpdateResponse>(
			`/services/${service.ID}/update`,
			{
				version: String(service.Version.Index),
				registryAuthFrom: flags.bool('with-registry-auth') ? undefined : 'spec',
				rollback: rollback ? 'previous' : undefined
			},
			service.Spec,
			auth
		);
		for (const text of [...(response.Warnings ?? []), ...(warning === undefined ? [] : [warning])])
			yield* context.warn(text);
		yield* context.printLine(name);
		if (context.waitsForTasks) yield* waitForService(context, name, flags.bool('quiet'));
		return 0;
	}
};
