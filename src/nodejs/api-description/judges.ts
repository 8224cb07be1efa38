import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { descriptionFile, readDescription } from './description.ts';
import { Judge, type Answer, type Judgement } from './judge.ts';

/**
 * Which description an answer of an API version is held against. There are two: 1.41 adds much to 1.40 that 1.50 still
 * has. Answers of other versions are not described.
 */
export function describedVersion(version: string): '1.40' | '1.50' | undefined {
	if (version === '1.40') return '1.40';
	return version === '1.41' || version === '1.50' ? '1.50' : undefined;
}

export const EXCEPTIONS_FILE = resolve(import.meta.dirname, 'exceptions.txt');

/** One line of exceptions.txt: what real engines answer though nobody described it. */
export interface Exception {
	/** API versions whose answers may be so. */
	readonly versions: readonly string[];
	readonly rule: string;
	/** File and number of the recorded command. */
	readonly recording: string;
}

export function readExceptions(): Exception[] {
	return readFileSync(EXCEPTIONS_FILE, 'utf8')
		.split('\n')
		.filter((line) => line !== '' && !line.startsWith('#'))
		.map((line) => {
			const [versions = '', rule = '', recording = ''] = line.split('\t');
			return { versions: versions.split(' '), rule, recording };
		});
}

/** Judges answers of one API version; what real engines were recorded to answer is not held against anyone. */
export interface VersionJudge {
	judge(answer: Answer): Judgement;
}

const described = new Map<string, Judge>();
const judges = new Map<string, VersionJudge>();

/** The description's own words, without exceptions. */
export function strictJudge(description: '1.40' | '1.50'): Judge {
	let judge = described.get(description);
	if (!judge) {
		judge = new Judge(readDescription(descriptionFile(description)));
		described.set(description, judge);
	}
	return judge;
}

/** @param version one that is described */
export function judgeOf(version: string): VersionJudge {
	let judge = judges.get(version);
	if (!judge) {
		const strict = strictJudge(describedVersion(version)!);
		const allowed = new Set(
			readExceptions().flatMap(({ versions, rule }) => (versions.includes(version) ? [rule] : []))
		);
		judge = {
			judge(answer) {
				const judgement = strict.judge(answer);
				return { ...judgement, violations: judgement.violations.filter(({ rule }) => !allowed.has(rule)) };
			}
		};
		judges.set(version, judge);
	}
	return judge;
}
