/**
 * Does our Raft do, message by message, what etcd/raft does? Runs etcd's own scripts, and ours in test/testdata/raft in
 * the same format. After an intended change of the latter: REWRITE=1 npx vitest run test/core/raft/scripts, then read
 * the diff.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ScriptSyntaxError, parseScript } from '../../../src/nodejs/raft-scripts/parse.ts';
import { renderResults, runDirectory } from '../../../src/nodejs/raft-scripts/run-directory.ts';
import { rewriteScript, runScript } from '../../../src/nodejs/raft-scripts/run.ts';

const ROOT = join(import.meta.dirname, '../../..');
const ETCD = join(ROOT, '../shared/reference/raft');
const OURS = join(ROOT, 'test/testdata/raft');

/** What SwarmKit's use of Raft touches, by etcd's file names (README of the scripts, §5). */
const NEEDED = [
	'testdata/campaign.txt',
	'testdata/single_node.txt',
	'testdata/checkquorum.txt',
	'testdata/probe_and_replicate.txt',
	'testdata/lagging_commit.txt',
	'testdata/heartbeat_resp_recovers_from_probing.txt',
	'testdata/replicate_pause.txt',
	'testdata/slow_follower_after_compaction.txt',
	'testdata/snapshot_succeed_via_app_resp.txt',
	'testdata/snapshot_succeed_via_app_resp_behind.txt',
	'testdata/confchange_v1_add_single.txt',
	'testdata/confchange_v1_remove_leader.txt',
	'quorum/majority_commit.txt',
	'quorum/majority_vote.txt',
	'confchange/simple_idempotency.txt',
	'confchange/simple_safety.txt',
	'confchange/update.txt',
	'confchange/zero.txt'
];

describe("etcd's scripts", () => {
	if (!existsSync(join(ETCD, 'testdata'))) {
		test('are there', () => {
			throw new Error(
				`etcd's scripts are missing: put testdata/, quorum/ and confchange/ of etcd/raft v3.6.0 into ${ETCD}`
			);
		});
		return;
	}
	const results = runDirectory(ETCD);
	const absent = NEEDED.filter((file) => !results.some((result) => result.file === file));

	test('print what passed, and why the others are left out', () => {
		const missing = absent.map((file) => `${file}  not in this copy\n`).join('');
		console.log(renderResults(results) + missing);
		expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
		expect(results.length).toBeGreaterThan(0);
	});

	test.each(NEEDED.filter((file) => !absent.includes(file)))('%s', (file) => {
		const result = results.find((one) => one.file === file)!;
		expect(result.failures).toEqual([]);
		expect(result.compared).toBeGreaterThan(0);
		// Of single directives only those about learners, which SwarmKit does not have, may be left out.
		expect(result.reasons.filter((reason) => reason !== 'learners')).toEqual([]);
		expect(['passed', 'passed in part']).toContain(result.status);
	});

	test.each(results.filter(({ status }) => status === 'not modelled'))(
		'$file is left out for a reason',
		({ reasons }) => {
			expect(reasons.length).toBeGreaterThan(0);
		}
	);
});

describe('our scripts', () => {
	const files = readdirSync(OURS).filter((file) => file.endsWith('.txt'));

	test.each(files)('%s', (file) => {
		const path = join(OURS, file);
		const text = readFileSync(path, 'utf8');
		if (process.env['REWRITE']) {
			writeFileSync(path, rewriteScript(text));
			return;
		}
		const result = runScript(text);
		expect(result.failures).toEqual([]);
		expect(result.status).toBe('passed');
	});

	test('there are some', () => expect(files.length).toBeGreaterThan(0));
});

describe('the interpreter', () => {
	test('a wrong line makes a script fail, with its line number', () => {
		const text =
			'# comment\n\nadd-nodes 1 voters=(1) index=3\n----\nok\n\nraft-state\n----\n1: StateLeader (Voter) Term:0 Lead:0\n';
		const result = runScript(text);
		expect(result.status).toBe('failed');
		expect(result.failures).toEqual([
			{
				line: 7,
				command: 'raft-state',
				expected: '1: StateLeader (Voter) Term:0 Lead:0',
				actual: '1: StateFollower (Voter) Term:0 Lead:0'
			}
		]);
	});

	test('an unknown command is not taken for passed', () => {
		expect(runScript('dance 1\n----\nok\n').status).toBe('not modelled');
	});

	test('a file without any directive is an error, not a success', () => {
		expect(() => runScript('# nothing\n')).toThrow(ScriptSyntaxError);
		expect(() => parseScript('campaign 1\nok\n')).toThrow(/no ----/);
	});

	test('reads lists with spaces, continued lines, input, and output with blank lines', () => {
		const text = 'cmd 1 a=(1, 2) b=x \\\n  c=(y z)\nin put\n----\n----\none\n\ntwo\n----\n----\n';
		const [directive] = parseScript(text);
		expect(directive).toMatchObject({ command: 'cmd', positional: ['1'], input: 'in put', expected: 'one\n\ntwo' });
		expect([...directive!.named]).toEqual([
			['a', ['1', '2']],
			['b', ['x']],
			['c', ['y', 'z']]
		]);
	});
});
