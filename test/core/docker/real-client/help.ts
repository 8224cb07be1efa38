import type { Case } from './cases.ts';

const COMMANDS: Readonly<Record<string, string>> = {
	'': 'run exec ps build pull push images login logout search version info attach commit cp create diff events export history import inspect kill load logs pause port rename restart rm rmi save start stats stop tag top unpause update wait',
	config: 'create inspect ls rm',
	container:
		'attach commit cp create diff exec export inspect kill logs ls pause port prune rename restart rm run start stats stop top unpause update wait',
	context: 'create export import inspect ls rm show update use',
	image: 'history import inspect load ls prune pull push rm save tag',
	network: 'connect create disconnect inspect ls prune rm',
	node: 'demote inspect ls promote ps rm update',
	secret: 'create inspect ls rm',
	service: 'create inspect logs ls ps rm rollback scale update',
	swarm: 'ca init join join-token leave unlock unlock-key update',
	system: 'df events info prune',
	volume: 'create inspect ls prune rm'
};
/** Their help screens come with a warning about the old builder. */
const BUILDS = ['build', 'image build'];

export const help: readonly Case[] = Object.entries(COMMANDS).map(([group, names]) => ({
	about: `the help screens of docker ${group}`.trim(),
	commands: [
		...(group === '' ? [] : [`docker ${group} --help`]),
		...names
			.split(' ')
			.map((name) => `${group} ${name}`.trim())
			.filter((path) => !BUILDS.includes(path))
			.map((path) => `docker ${path} --help`)
	]
}));
