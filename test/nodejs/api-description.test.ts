// What real engines answer that Docker's description of the API does not say (exceptions.txt) is what they were recorded
// to answer, no more and no less. REWRITE=1 writes the list anew; which API versions of ours may use a line is kept.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
	EXCEPTIONS_FILE,
	readExceptions,
	strictJudge,
	type Exception
} from '../../src/nodejs/api-description/judges.ts';
import { shapeOf } from '../api-answers/shape.ts';
import { sharedPath } from '../ground-truth.ts';

interface Exchange {
	method: string;
	path: string;
	status: number;
	responseHeaders: Record<string, string>;
	responseBody?: string;
}

/** Versions of the API and the description in which the recorded engine's 1.41 was looked up for them. */
const DESCRIPTIONS = { '1.40': '1.40', '1.41': '1.50' } as const;

const HEAD = `# What real engines answer though Docker's description of their API does not say so: API versions of ours that may
# do so, rule, recording in which it was seen first. REWRITE=1 npx vitest run test/nodejs/api-description.test.ts writes
# this anew from the recordings of engine 20.10 (1.41; it is held against both descriptions, 1.40 and 1.50). Those of 1.50
# are added by hand where a real 28.2 answers as 20.10 did, and so are answers that only the laboratory (lab 20.10,
# asked as 1.40 and as 1.41) or the source shows.
`;

test('real engines differ from the description of the API where exceptions.txt says', () => {
	const found = new Map<string, Exception>();
	const before = readExceptions();
	const byHand = new Map(before.map(({ rule, versions }) => [rule, versions]));
	const seen = new Set<string>();
	let exchanges = 0;
	let held = 0;
	for (const { name, seq, exchange } of recordedExchanges()) {
		const { method, path, status, responseBody: text = '' } = exchange;
		exchanges++;
		const body = bodyOf(exchange, text);
		if (body === undefined && text !== '') continue;
		const key = `${method} ${path} ${status} ${shapeOf(body)}`;
		if (seen.has(key)) continue;
		seen.add(key);
		for (const [version, description] of Object.entries(DESCRIPTIONS)) {
			const answer = { method, path: path.replace(/^\/v[\d.]+/, ''), status, body };
			const { isDescribed, violations } = strictJudge(description).judge(answer);
			if (isDescribed) held++;
			for (const { rule } of violations) {
				const known = found.get(rule);
				const versions = new Set([...(known?.versions ?? []), version]);
				if (byHand.get(rule)?.includes('1.50')) versions.add('1.50');
				found.set(rule, { rule, versions: [...versions].sort(), recording: known?.recording ?? `${name} ${seq}` });
			}
		}
	}
	console.log(
		`${exchanges} recorded exchanges, ${seen.size} of different shape, held ${held} times; ${found.size} exceptions`
	);
	for (const row of before) if (/^(lab|moby|docker\/cli) /.test(row.recording)) found.set(row.rule, row);
	const text =
		HEAD +
		[...found.values()]
			.sort((a, b) => (a.rule < b.rule ? -1 : 1))
			.map(({ versions, rule, recording }) => `${versions.join(' ')}\t${rule}\t${recording}\n`)
			.join('');
	if (process.env['REWRITE']) writeFileSync(EXCEPTIONS_FILE, text);
	expect(held).toBeGreaterThan(1000);
	expect(readFileSync(EXCEPTIONS_FILE, 'utf8')).toBe(text);
});

/** Undefined for what was cut by the recorder, and for an empty body. */
function bodyOf({ responseHeaders }: Exchange, text: string): unknown {
	if (text === '') return undefined;
	if (!(responseHeaders['Content-Type'] ?? '').includes('json')) return text;
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

function* recordedExchanges(): Generator<{ name: string; seq: number; exchange: Exchange }> {
	const directory = sharedPath('reference/recordings');
	const texts = new Set<string>();
	for (const name of readdirSync(directory).filter((file) => file.endsWith('.jsonl'))) {
		for (const line of readFileSync(`${directory}/${name}`, 'utf8').split('\n')) {
			if (!line.includes('"http":[{')) continue;
			const { seq, http } = JSON.parse(line) as { seq: number; http: Exchange[] };
			for (const exchange of http) {
				const { method, path, status, responseBody } = exchange;
				// Where an answer equals an earlier one of the same command it was not recorded again.
				if (responseBody === undefined) continue;
				const text = `${method} ${path} ${status} ${responseBody}`;
				if (texts.has(text)) continue;
				texts.add(text);
				yield { name, seq, exchange };
			}
		}
	}
}
