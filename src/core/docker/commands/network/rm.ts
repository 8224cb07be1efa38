import { minArgs, type Command } from '../../command.ts';
import { CliError } from '../../errors.ts';
import type { Network } from '../../../api/wire/network.ts';
import { confirm } from '../confirm.ts';

const INGRESS_WARNING =
	'WARNING! Before removing the routing-mesh network, make sure all the nodes in your swarm run the same docker engine version. ' +
	'Otherwise, removal may not be effective and functionality of newly create ingress networks will be impaired.\n' +
	'Are you sure you want to continue?';

export const rm: Command = {
	path: 'network rm',
	aliases: ['network rm', 'network remove'],
	use: 'NETWORK [NETWORK...]',
	short: 'Remove one or more networks',
	flags: [{ name: 'force', short: 'f', type: 'bool', text: 'Do not error if the network does not exist' }],
	args: minArgs(1),
	completes: 'network',
	*run(context) {
		let failed = false;
		for (const name of context.args) {
			try {
				const isIngress = yield* context.engine.get<Network>(`/networks/${name}`);
				if (isIngress.Ingress && !(yield* confirm(context, INGRESS_WARNING))) continue;
			} catch (error) {
				// What the lookup says does not matter: the removal says it again.
				if (!(error instanceof CliError)) throw error;
			}
			try {
				yield* context.engine.delete(`/networks/${name}`);
				yield* context.printLine(name);
			} catch (error) {
				if (!(error instanceof CliError)) throw error;
				const isGone = /not found/.test(error.message);
				if (isGone && context.flags.bool('force')) continue;
				yield* context.warn(error.message);
				failed = true;
			}
		}
		if (failed && context.era.capabilities.wordsOf28) throw new CliError('exit status 1');
		if (failed) return 1;
		return 0;
	}
};
