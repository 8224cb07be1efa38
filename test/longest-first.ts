import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest begins first, so that the processors end together. Seconds, measured alone. */
const SECONDS: Readonly<Record<string, number>> = {
	'test/lessons/lessons.test.ts': 150,
	'test/nodejs/conformance.test.ts': 130,
	'test/app/page.test.ts': 46,
	'test/app/bench-page.test.ts': 42,
	'test/nodejs/serve.test.ts': 23,
	'test/app/worker/jump.test.ts': 17,
	'test/replay/replay.test.ts': 16,
	'test/core/world/invariants.test.ts': 11
};

export class LongestFirst extends BaseSequencer {
	override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const seconds = ({ moduleId }: TestSpecification): number =>
			Object.entries(SECONDS).find(([path]) => moduleId.endsWith(path))?.[1] ?? 0;
		return Promise.resolve([...files].sort((a, b) => seconds(b) - seconds(a)));
	}
}
