import { minArgs, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { CliError, ValueError } from '../../errors.ts';
import { parseUint10 } from '../../format/go-values.ts';
import type { ServiceUpdateResponse } from '../../../api/wire/service.ts';
import type { Process } from '../../../sim/process.ts';
import { tagImage } from './image-pin.ts';
import { fetchService } from './fetch.ts';
import { waitForServices } from './progress.ts';

export const scale: Command = {
	path: 'service scale',
	use: 'SERVICE=REPLICAS [SERVICE=REPLICAS...]',
	short: 'Scale one or multiple replicated services',
	flags: [
		{
			name: 'detach',
			short: 'd',
			type: 'bool',
			text: 'Exit immediately instead of waiting for the service to converge'
		}
	],
	args: minArgs(1),
	completes: 'service',
	*run(context) {
		for (const text of context.args) {
			if (!/^[^=]+=./s.test(text)) {
				throw new CliError(
					`${context.era.capabilities.wordsOf28 ? 'invalid' : 'Invalid'} scale specifier '${text}'.\nSee 'docker service scale --help'.\n\n` +
						`Usage:  docker service scale ${context.command.use}\n\n${context.command.short}`
				);
			}
		}
		const scaled: string[] = [];
		const errors: string[] = [];
		for (const text of context.args) {
			const name = text.slice(0, text.indexOf('='));
			try {
				yield* scaleService(context, name, text.slice(text.indexOf('=') + 1));
				scaled.push(name);
			} catch (error) {
				if (!(error instanceof CliError)) throw error;
				errors.push(`${name}: ${error.message}`);
			}
		}
		if (scaled.length > 0 && context.waitsForTasks) {
			const failed = yield* waitForServices(context, scaled);
			errors.push(...failed);
		}
		if (errors.length > 0) throw new CliError(errors.join('\n'));
		return 0;
	}
};

function* scaleService(context: CommandContext, name: string, replicasText: string): Process<void> {
	const replicas = parseReplicas(replicasText);
	const service = yield* fetchService(context, name);
	const mode = service.Spec.Mode;
	if (mode.Replicated) mode.Replicated.Replicas = replicas;
	else if (mode.ReplicatedJob) mode.ReplicatedJob.TotalCompletions = replicas;
	else throw new CliError('scale can only be used with replicated or replicated-job mode');
	if (context.era.capabilities.pinsDigests) tagImage(service.Spec);
	const response = yield* context.engine.post<ServiceUpdateResponse>(
		`/services/${service.ID}/update`,
		{ version: String(service.Version.Index) },
		service.Spec
	);
	for (const warning of response.Warnings ?? []) yield* context.warn(warning);
	yield* context.printLine(`${name} scaled to ${replicas}`);
}

function parseReplicas(text: string): number {
	try {
		return parseUint10(text);
	} catch (error) {
		if (error instanceof ValueError) throw new CliError(`invalid replicas value ${text}: ${error.message}`);
		throw error;
	}
}
