import { CliError } from '../errors.ts';
import type { StreamChunk } from '../../api/wire/http.ts';

/** Cuts the chunks of a multiplexed stream into lines, each kind of output by itself. A terminal's output passes as it is. */
export class LineSplitter {
	private readonly open: Record<StreamChunk['kind'], string> = { stdout: '', stderr: '', error: '', raw: '' };

	/** Whole lines, with their line feed. */
	push(kind: StreamChunk['kind'], text: string): string[] {
		if (kind === 'raw') return [text];
		// Source: docker's stdcopy.StdCopy.
		if (kind === 'error') throw new CliError(`error from daemon in stream: ${text}`);
		const lines = (this.open[kind] + text).split(/(?<=\n)/);
		const last = lines[lines.length - 1] ?? '';
		this.open[kind] = last.endsWith('\n') ? '' : (lines.pop() ?? '');
		return lines;
	}

	/** What came without a line feed at the end. */
	rest(): { kind: StreamChunk['kind']; line: string }[] {
		return (['stdout', 'stderr'] as const)
			.map((kind) => ({ kind, line: this.open[kind] }))
			.filter(({ line }) => line !== '');
	}
}
