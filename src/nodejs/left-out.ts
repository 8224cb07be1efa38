import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROUTES } from '../core/api/router.ts';
import type { Route } from '../core/api/route.ts';
import { COMMAND_TREE } from '../core/docker/commands/tree.ts';
import { descriptionFile, readDescription, type Description } from './api-description/description.ts';
import { parseOptions, type OptionRow } from './arguments.ts';

export const LEFT_OUT_OPTIONS: readonly OptionRow[] = [
	{ name: 'dir', value: 'DIR', text: 'Where left-out.md and api-routes.md are written (default docs)' },
	{ name: 'api', value: 'FILE', text: "Docker's description of the API (default ../shared/reference/api/v1.50.yaml)" }
];

/** `swarmlab left-out` */
export function leftOut(argv: readonly string[]): number {
	const options = parseOptions(argv, LEFT_OUT_OPTIONS);
	const directory = options.text('dir', 'docs');
	const commands = leftOutPage();
	const routes = routesPage(readDescription(options.text('api', descriptionFile('1.50'))));
	writeFileSync(join(directory, 'left-out.md'), commands.text);
	writeFileSync(join(directory, 'api-routes.md'), routes.text);
	console.log(
		`${commands.commands} commands and ${commands.flags} flags left out of ${COMMAND_TREE.commands.length} commands`
	);
	console.log(`${routes.served} of ${routes.total} routes served`);
	return 0;
}

const GENERATED = '<!-- Written by `npx swarmlab left-out`; do not edit. -->\n\n';

/** docs/left-out.md */
export function leftOutPage(): { text: string; commands: number; flags: number } {
	const groups = COMMAND_TREE.groups.filter((group) => group.leftOut);
	const commands = COMMAND_TREE.commands.filter((command) => !command.run);
	const withFlags = COMMAND_TREE.commands
		.filter((command) => command.run)
		.map((command) => ({ path: command.path, flags: command.flags.filter((flag) => flag.leftOut) }))
		.filter(({ flags }) => flags.length > 0);
	const globals = COMMAND_TREE.root.flags.filter((flag) => flag.leftOut);
	const row = (path: string, short: string): string => `| \`docker ${path}\` | ${short.replaceAll('|', '\\|')} |\n`;
	const names = (flags: readonly { name: string }[]): string =>
		flags
			.map((flag) => `\`--${flag.name}\``)
			.sort()
			.join(', ');
	const text =
		`${GENERATED}# What the docker command line leaves out\n\n` +
		'A command or flag of this page is known, has its help screen, and says in one line that Swarmlab does not simulate it.\n\n' +
		`## Commands\n\n| command | what Docker does |\n| --- | --- |\n` +
		groups.map((group) => row(`${group.path} …`, group.short)).join('') +
		[...commands]
			.sort((a, b) => (a.path < b.path ? -1 : 1))
			.map((command) => row(command.path, command.short))
			.join('') +
		`\n## Flags\n\n| command | flags |\n| --- | --- |\n` +
		(globals.length > 0 ? `| \`docker\` | ${names(globals)} |\n` : '') +
		[...withFlags]
			.sort((a, b) => (a.path < b.path ? -1 : 1))
			.map(({ path, flags }) => `| \`docker ${path}\` | ${names(flags)} |\n`)
			.join('');
	const flags = withFlags.reduce((sum, command) => sum + command.flags.length, globals.length);
	return { text, commands: commands.length + groups.length, flags };
}

/** docs/api-routes.md */
export function routesPage({ operations }: Description): { text: string; served: number; total: number } {
	let served = 0;
	const rows = operations.map(({ method, path, summary }) => {
		const route = routeFor(method, path);
		const isServed = route !== undefined && !route.leftOut;
		if (isServed) served++;
		const state = isServed ? 'yes' : route ? 'no: 501' : 'no: 404';
		return `| ${method} | \`${path}\` | ${state} | ${summary.replaceAll('|', '\\|')} |\n`;
	});
	const text =
		`${GENERATED}# Routes of Docker's API v1.50\n\n` +
		`The simulated engines serve ${served} of ${rows.length}. What is left out answers 501 and says so, or 404 where an ` +
		`engine without plugins does.\n\n| method | path | served | what it is for |\n| --- | --- | --- | --- |\n${rows.join('')}`;
	return { text, served, total: rows.length };
}

/** A path with every parameter filled in by a word finds its route as a request would. */
function routeFor(method: string, path: string): Route | undefined {
	const sample = path.replace(/\{[^}]*\}/g, 'x');
	return ROUTES.find((route) => {
		const pattern = route.path.replace(/:\w+(\*?)/g, (_, star: string) => (star ? '.+' : '[^/]+'));
		return route.method === method && new RegExp(`^${pattern}$`).test(sample);
	});
}
