import type { ClientRun } from '../real-client.ts';
import { shellWords } from '../shell-words.ts';

/**
 * One case of a corpus: a command line, with variables before it, then files, each under `== NAME`. Text before the
 * first name is compose.yml; `== -` is standard input.
 */
export function parseCase(input: string): ClientRun {
	const [line = '', ...rest] = input.split('\n');
	const words = shellWords(line);
	if (!words) throw new Error(`not a plain command line: ${line}`);
	const env: Record<string, string> = {};
	while (/^[A-Za-z_]\w*=/.test(words[0] ?? '')) {
		const [name, value] = words.shift()!.split(/=(.*)/s);
		env[name!] = value!;
	}
	const files: Record<string, string> = {};
	let stdin: string | undefined;
	let name = 'compose.yml';
	let text = '';
	const close = (): void => {
		if (name === '-') stdin = text;
		else if (name !== 'compose.yml' || text !== '') files[name] = text;
		text = '';
	};
	for (const row of rest) {
		const header = /^== (\S+)$/.exec(row);
		if (header) {
			close();
			name = header[1]!;
		} else text += `${row}\n`;
	}
	close();
	return { argv: words, env, files, ...(stdin === undefined ? {} : { stdin }) };
}

/** What a run printed, as it stands in the corpus. */
export function outcomeText(outcome: { stdout: string; stderr: string; code: number }): string {
	const stderr = outcome.stderr.replace(/\n$/, '').replace(/time="[^"]*"/g, 'time="…"');
	return [
		outcome.stdout.replace(/\n$/, ''),
		...(stderr === '' ? [] : stderr.split('\n').map((line) => `! ${line}`)),
		...(outcome.code === 0 ? [] : [`exit ${outcome.code}`])
	]
		.filter((part, i) => i > 0 || part !== '')
		.join('\n');
}
