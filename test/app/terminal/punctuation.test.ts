import { expect, test } from 'vitest';
import { en } from '../../../src/app/i18n/en.ts';
import { zhCN } from '../../../src/app/i18n/zh-CN.ts';
import { findTraps, plainPunctuation } from '../../../src/app/terminal/punctuation.ts';

/** What is pasted, and what the learner meant; the signs are those of the five articles and of Chinese keyboards. */
const TRAPS: readonly (readonly [name: string, pasted: string, meant: string])[] = [
	['curly double quotes', 'echo “tables created”', 'echo "tables created"'],
	[
		'curly single quotes',
		'printf ‘Seven of Nine’ | docker secret create missing_drones -',
		"printf 'Seven of Nine' | docker secret create missing_drones -"
	],
	[
		'one long dash before a word',
		'docker service update –publish-add 6379:6379 redis',
		'docker service update --publish-add 6379:6379 redis'
	],
	['one long dash before a letter', 'docker service create –p 80:80 nginx', 'docker service create -p 80:80 nginx'],
	[
		'the long dash of the article',
		'docker service create –endpoint-mode dnsrr redis',
		'docker service create --endpoint-mode dnsrr redis'
	],
	['an em dash', 'docker service scale —detach web=3', 'docker service scale --detach web=3'],
	['a Chinese dash', 'docker swarm leave ——force', 'docker swarm leave --force'],
	['a dash within a name', 'docker service rm my–web', 'docker service rm my-web'],
	['a non-breaking hyphen', 'docker service rm my‑web', 'docker service rm my-web'],
	['a minus sign', 'docker ps −a', 'docker ps -a'],
	['a full-width colon', 'docker run -p 80：80 nginx', 'docker run -p 80:80 nginx'],
	['a full-width semicolon', 'docker ps； docker images', 'docker ps; docker images'],
	[
		'a Chinese comma',
		'docker service create --mount type=volume，target=/data redis',
		'docker service create --mount type=volume,target=/data redis'
	],
	['a Chinese full stop', 'curl 192。168.65.2', 'curl 192.168.65.2'],
	['full-width parentheses', 'docker rm $（docker ps -q）', 'docker rm $(docker ps -q)'],
	['full-width letters and digits', 'ｄｏｃｋｅｒ ps -ｎ ２', 'docker ps -n 2'],
	['a full-width equals sign', 'docker service scale web＝5', 'docker service scale web=5'],
	['a full-width bar', 'docker ps ｜ wc -l', 'docker ps | wc -l'],
	['a yuan sign', 'echo ￥HOME', 'echo $HOME'],
	['a no-break space', 'docker\u00a0service ls', 'docker service ls'],
	['a full-width space', 'docker\u3000service ls', 'docker service ls'],
	['a sign without width', 'docker service\u200b ls', 'docker service ls'],
	[
		'all at once',
		'docker service create ——name web “nginx：alpine”',
		'docker service create --name web "nginx:alpine"'
	],
	['an ellipsis', 'echo a…b', 'echo a...b']
];

test.each(TRAPS)('%s is recognised when pasted, and put right', (_name, pasted, meant) => {
	expect(findTraps(pasted).length).toBeGreaterThan(0);
	expect(plainPunctuation(pasted)).toBe(meant);
	expect(findTraps(meant)).toEqual([]);
});

test('each trap is explained in both languages', () => {
	for (const messages of [en, zhCN]) {
		expect(messages.terminal.trapsPasted(findTraps('docker service create –publish 80：80'))).toMatch(/–.*--.*：.*:/);
		expect(messages.terminal.trapsPasted(findTraps('docker\u00a0ps\u200b'))).not.toMatch(/[\u00a0\u200b]/u);
	}
	console.log(`${TRAPS.length} traps`);
});

test('what stands in plain quotes is meant', () => {
	expect(findTraps('echo "你好，世界。" \'（—）\'')).toEqual([]);
	expect(findTraps('echo 你好')).toEqual([]);
});
