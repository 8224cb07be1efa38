// Sends the requests of scripts to real engines and writes what they answer:
//   tsx test/nodejs/real-engine/record.ts FOLDER_OF_SOCKETS OUT IN...
// A machine's socket is FOLDER/<machine>/run/docker.sock, as the laboratory has them.
import { readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { basename, join } from 'node:path';
import {
	answerLine,
	askedFor,
	filled,
	parseRequest,
	placesIn,
	type Answered,
	type ScriptedRequest
} from './requests.ts';

/** A stream that says nothing more for so long is left. */
const QUIET_MS = 700;
/** Some answers take a real engine long: it leaves a swarm, looks for an image. */
const LONGEST_MS = 20_000;

function ask(folder: string, { machine, method, path, headers, body }: ScriptedRequest): Promise<Answered> {
	return new Promise((resolve, reject) => {
		const socketPath = join(folder, machine, 'run/docker.sock');
		const call = httpRequest({ socketPath, method, path, headers, agent: false }, (response) => {
			let text = '';
			const done = (isOpen: boolean): void => {
				clearTimeout(quiet);
				const plain: Record<string, string> = {};
				for (const [name, value] of Object.entries(response.headers)) plain[name] = String(value);
				resolve({ status: response.statusCode!, headers: plain, body: text, isOpen });
				call.destroy();
			};
			let quiet = setTimeout(() => done(true), QUIET_MS);
			response.on('data', (bytes: Buffer) => {
				text += bytes.toString();
				clearTimeout(quiet);
				quiet = setTimeout(() => done(true), QUIET_MS);
			});
			response.on('end', () => done(false));
			response.on('error', () => done(true));
		});
		call.setTimeout(LONGEST_MS, () => {
			resolve({ status: 0, headers: {}, body: '', isOpen: true });
			call.destroy();
		});
		call.on('error', reject);
		call.end(body ?? '');
	});
}

const [folder = '', out = '', ...files] = process.argv.slice(2);
for (const file of files) {
	const lines: string[] = [];
	for (const line of readFileSync(file, 'utf8').split('\n')) {
		if (line === '' || line.startsWith('  ')) continue;
		if (line.startsWith('#')) {
			lines.push(line);
			continue;
		}
		const request = parseRequest(line);
		const said = new Map<string, string>();
		for (const place of placesIn(request)) {
			const { body } = await ask(folder, parseRequest(`mgr1 GET ${askedFor(place)}`));
			said.set(place, body);
		}
		try {
			lines.push(line, `  ${answerLine(await ask(folder, filled(request, said)))}`);
		} catch (error) {
			lines.push(line, `  no answer: ${(error as Error).message}`);
		}
	}
	writeFileSync(join(out, basename(file)), `${lines.join('\n')}\n`);
	console.log(`${basename(file)}: ${lines.filter((line) => line.startsWith('  ')).length}`);
}
