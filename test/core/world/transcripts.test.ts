// What a learner sees in the sandbox, command by command: the files in test/testdata/world hold it word for word. The
// words themselves were read beside FINDINGS.md, SEMANTICS.md and the recordings of a real swarm; REWRITE=1 writes the
// files anew.
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runDataFile } from '../../datadriven.ts';
import { Transcript } from './transcript.ts';

const FILES = {
	'nodes.txt': 'nodes are listed, inspected, joined, promoted, drained',
	'services.txt': 'services are made, scaled, inspected, removed, and refused in the right words',
	'faults.txt': 'machines fail, networks part, and the swarm goes on as the real one does',
	'logs.txt': 'what tasks say is gathered from all nodes',
	'backup.txt': 'a manager is backed up, lost, restored, and goes on alone',
	'ca.txt': 'root CA and certificates are renewed, and run out',
	'ingress.txt': 'a published port answers on every node',
	'containers.txt': 'images do what they are known for',
	'images.txt': 'images are made of containers and archives, carried, and are what they were',
	'copy.txt': 'files go into containers and come back',
	'events.txt': 'managers tell of services, nodes, networks, secrets and configs',
	'networks.txt': 'single containers run on networks of the swarm, find each other and services, and leave',
	'registry.txt': 'images are pushed to a private registry, which shows them only to whom it knows',
	'stacks.txt': 'stacks are deployed from Compose files, listed, looked at, changed, removed',
	'without-daemon.txt': 'a machine without Docker, or without power, says so'
};

describe('transcripts', () => {
	test.each(Object.entries(FILES))('%s: %s', (name) => {
		const transcript = new Transcript();
		const path = fileURLToPath(new URL(`../../testdata/world/${name}`, import.meta.url));
		const { count, differences } = runDataFile(path, (input) => transcript.run(input));
		console.log(`${name}: ${count} cases`);
		expect(differences.join('\n')).toBe('');
		expect(count).toBeGreaterThan(5);
	});
});
