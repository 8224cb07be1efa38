import { type Command } from '../command.ts';
import { registryAddress } from './login.ts';

export const logout: Command = {
	path: 'logout',
	use: '[SERVER]',
	short: 'Log out from a registry',
	long: 'Log out from a registry.\nIf no server is specified, the default is defined by the daemon.',
	flags: [],
	args: { min: 0, max: 1 },
	*run(context) {
		const server = registryAddress(context.args[0] ?? '');
		if (!context.era.capabilities.warnsOfPasswords) {
			// Source: docker/docker v1.12.3, api/client/registry/logout.go.
			if (context.config.authOf(server).username === undefined) {
				yield* context.printLine(`Not logged in to ${server}`);
				return 0;
			}
			yield* context.printLine(`Remove login credentials for ${server}`);
		} else yield* context.printLine(`Removing login credentials for ${server}`);
		context.config.forget(server);
		return 0;
	}
};
