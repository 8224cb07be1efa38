import type { Command } from '../../command.ts';
import { CliError, ValueError } from '../../errors.ts';
import { parseUint10 } from '../../format/go-values.ts';
import { naturalCompare } from '../../format/natural-sort.ts';
import type { ContainerInspect, PortBinding } from '../../../api/wire/container.ts';

export const port: Command = {
	path: 'container port',
	also: ['port'],
	aliases: ['container port', 'port'],
	use: 'CONTAINER [PRIVATE_PORT[/PROTO]]',
	short: 'List port mappings or a specific mapping for the container',
	flags: [],
	args: { min: 1, max: 2 },
	completes: 'container',
	*run(context) {
		const [name, wanted] = context.args;
		const container = yield* context.engine.get<ContainerInspect>(`/containers/${name!}/json`);
		const ports = container.NetworkSettings.Ports;
		const shown = ({ HostIp, HostPort }: PortBinding): string =>
			HostIp.includes(':') && context.era.capabilities.wordsOf28 ? `[${HostIp}]:${HostPort}` : `${HostIp}:${HostPort}`;
		if (wanted !== undefined) {
			const [number = '', protocol = ''] = wanted.split('/', 2);
			checkPort(number);
			const bindings = ports[`${number}/${protocol || 'tcp'}`] ?? [];
			if (bindings.length === 0) throw new CliError(`Error: No public port '${wanted}' published for ${name!}`);
			for (const line of bindings.map(shown).sort(naturalCompare)) yield* context.printLine(line);
			return 0;
		}
		const lines = Object.keys(ports).flatMap((key) =>
			(ports[key] ?? []).map((binding) => `${key} -> ${shown(binding)}`)
		);
		for (const line of lines.sort(naturalCompare)) yield* context.printLine(line);
		return 0;
	}
};

function checkPort(text: string): void {
	try {
		parseUint10(text, 16);
	} catch (error) {
		throw error instanceof ValueError ? new CliError(`Error: invalid port (${text}): ${error.message}`) : error;
	}
}
