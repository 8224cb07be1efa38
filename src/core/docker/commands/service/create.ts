import { minArgs, type Command } from '../../command.ts';
import {
	checkDomain,
	checkGenericResource,
	checkHost,
	checkIpAddress,
	checkLabel,
	checkVariable
} from '../../values/checks.ts';
import type { ServiceCreateResponse } from '../../../api/wire/service.ts';
import { pinImage, registryAuth, tagImage } from './image-pin.ts';
import { waitForService } from './progress.ts';
import { sharedFlags } from './shared-flags.ts';
import { serviceSpecOf } from './spec-from-flags.ts';

export const create: Command = {
	path: 'service create',
	use: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
	short: 'Create a new service',
	flags: [
		...sharedFlags('create'),
		{ name: 'config', type: 'config', text: 'Specify configurations to expose to the service' },
		{ name: 'constraint', type: 'list', text: 'Placement constraints' },
		{ name: 'container-label', type: 'list', check: checkLabel, text: 'Container labels' },
		{ name: 'dns', type: 'list', check: checkIpAddress, text: 'Set custom DNS servers' },
		{ name: 'dns-option', type: 'list', text: 'Set DNS options' },
		{ name: 'dns-search', type: 'list', check: checkDomain, text: 'Set custom DNS search domains' },
		{ name: 'env', short: 'e', type: 'list', check: checkVariable, text: 'Set environment variables' },
		{ name: 'env-file', type: 'list', text: 'Read in a file of environment variables' },
		{ name: 'generic-resource', type: 'list', check: checkGenericResource, text: 'User defined resources' },
		{ name: 'group', type: 'list', text: 'Set one or more supplementary user groups for the container' },
		{ name: 'host', type: 'list', check: checkHost, text: 'Set one or more custom host-to-IP mappings (host:ip)' },
		{ name: 'label', short: 'l', type: 'list', check: checkLabel, text: 'Service labels' },
		{
			name: 'mode',
			type: 'string',
			def: 'replicated',
			text: 'Service mode ("replicated", "global", "replicated-job", "global-job")'
		},
		{ name: 'mount', type: 'mount', text: 'Attach a filesystem mount to the service' },
		{ name: 'name', type: 'string', text: 'Service name' },
		{ name: 'network', type: 'network', text: 'Network attachments' },
		{ name: 'placement-pref', type: 'pref', text: 'Add a placement preference' },
		{ name: 'publish', short: 'p', type: 'port', text: 'Publish a port as a node port' },
		{ name: 'secret', type: 'secret', text: 'Specify secrets to expose to the service' },
		{ name: 'sysctl', type: 'list', text: 'Sysctl options' },
		{ name: 'ulimit', type: 'ulimit', def: '[]', text: 'Ulimit options' }
	],
	args: minArgs(1),
	interspersed: false,
	completes: 'image',
	*run(context) {
		const spec = yield* serviceSpecOf(context);
		const auth = registryAuth(context, spec);
		const warning =
			context.flags.bool('no-resolve-image') || !context.era.capabilities.pinsDigests
				? undefined
				: yield* pinImage(context, spec, auth);
		if (context.era.capabilities.pinsDigests) tagImage(spec);
		const response = yield* context.engine.post<ServiceCreateResponse>('/services/create', {}, spec, auth);
		for (const text of [...(response.Warnings ?? []), ...(warning === undefined ? [] : [warning])])
			yield* context.warn(text);
		yield* context.printLine(response.ID);
		if (context.waitsForTasks) yield* waitForService(context, response.ID, context.flags.bool('quiet'));
		return 0;
	}
};
