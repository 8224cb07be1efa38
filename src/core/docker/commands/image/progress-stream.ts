import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { ProgressDisplay } from '../../format/progress-display.ts';
import type { ApiStream } from '../../../api/wire/http.ts';
import type { JsonMessage } from '../../../api/wire/image.ts';
import type { Process } from '../../../sim/process.ts';
import { jsonLines } from '../json-lines.ts';

/** What a pull or a push tells, drawn as it comes. @throws CliError for what went wrong on the way */
export function* showProgress(
	context: CommandContext,
	stream: ApiStream,
	options: { to: 'stdout' | 'stderr'; quiet: boolean }
): Process<void> {
	const display = new ProgressDisplay(context, options.to);
	yield* jsonLines<JsonMessage>(stream, function* (message) {
		const error = message.errorDetail?.message ?? message.error;
		if (error !== undefined) throw new CliError(error);
		if (message.stream !== undefined && !options.quiet) yield* context.sys[options.to].write(message.stream);
		if (options.quiet || message.status === undefined) return;
		const { current, total } = message.progressDetail ?? {};
		yield* display.show({
			status: message.status,
			...(message.id === undefined ? {} : { id: message.id }),
			...(message.progressDetail ? { bar: { current: current ?? 0, total: total ?? 0 } } : {})
		});
	});
}
