import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'vitest';
import { runScenarios, runTopic } from '../../../../src/nodejs/vectors/files.ts';

const REFERENCE = resolve('../shared/reference');
const VECTORS = `${REFERENCE}/swarmkit/vectors`;

/** Ids (after the last slash) that go otherwise, each with the reason why that is so. */
export type Known = Readonly<Record<string, string>>;

/** All vectors of the topic pass, but those known. A known one that passes must be taken off the list. */
export function expectTopic(topic: string, atLeast: number, known: Known = {}): void {
	judge(topic, runTopic(VECTORS, topic), atLeast, known);
}

export function expectScenarios(component: string, atLeast: number, known: Known = {}): void {
	judge(`scenarios/${component}`, runScenarios(VECTORS, component), atLeast, known);
}

function judge(
	name: string,
	results: readonly { id: string; ok: boolean; why: string }[],
	atLeast: number,
	known: Known
): void {
	const failed = results.filter(({ ok }) => !ok);
	const key = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
	console.log(`${name}: ${results.length - failed.length} of ${results.length}`);
	for (const { id } of failed) console.log(`  ${id}: ${known[key(id)] ?? 'NOT KNOWN TO FAIL'}`);
	expect(results.length - failed.length, `${name}: passing`).toBeGreaterThanOrEqual(atLeast);
	const unexpected = failed.filter(({ id }) => !(key(id) in known));
	expect(unexpected.map(({ id, why }) => `${id}: ${why}`)).toEqual([]);
	expect(failed.map(({ id }) => key(id)).sort(), `${name}: known to fail`).toEqual(Object.keys(known).sort());
}

/** The recording's lines. */
export function readRecording<T>(name: string): T[] {
	const lines = readFileSync(`${REFERENCE}/recordings/${name}.jsonl`, 'utf8').trim().split('\n');
	expect(lines.length).toBeGreaterThan(0);
	return lines.map((line) => JSON.parse(line) as T);
}
