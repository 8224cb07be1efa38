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
		yield* context.printLine(`Removing login credentials for ${server}`);
		context.config.forget(server);
		return 0;
	}
};
