import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScenario, type Scenario, type ScenarioResult } from './scenario.ts';
import { TOPICS } from './topics.ts';
import type { VectorFile, VectorResult } from './vector.ts';

/** Runs one vector file of a directory. Throws when the file or its runner is not there. */
export function runTopic(directory: string, topic: string): VectorResult[] {
	const run = TOPICS[topic];
	if (!run) throw new Error(`no runner for topic ${topic}`);
	const file = JSON.parse(readFileSync(join(directory, `${topic}.json`), 'utf8')) as VectorFile;
	return run(file.vectors, file);
}

/** Runs all scenarios of one component, in order of file name. */
export function runScenarios(directory: string, component: string): ScenarioResult[] {
	const folder = join(directory, 'scenarios', component);
	const files = readdirSync(folder)
		.filter((name) => name.endsWith('.json'))
		.sort();
	return files.map((name) => runScenario(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Scenario));
}
