import type { Era } from '../../../era/era.ts';

/** Blocks that several swarm commands print (recordings/cluster.jsonl, autolock.jsonl). */

export function joinCommandText(role: string, token: string, address: string): string {
	return (
		`To add a ${role} to this swarm, run the following command:\n\n` +
		`    docker swarm join --token ${token} ${address}\n\n`
	);
}

/** The client asked politely until 20.10. */
export function unlockKeyText(key: string | undefined, era: Era): string {
	if (!key) return '';
	return (
		'To unlock a swarm manager after it restarts, run the `docker swarm unlock`\n' +
		`command and provide the following key:\n\n    ${key}\n\n` +
		`${era.capabilities.wordsOf28 ? 'Remember' : 'Please remember'} to store this key in a password manager, since without it you\n` +
		'will not be able to restart the manager.\n'
	);
}
