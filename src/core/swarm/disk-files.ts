import { base64, fromBase64 } from '../sim/base64.ts';
import type { FileInode, Files } from '../sim/files.ts';
import { createSwarmDisk, type SwarmDisk } from './disk.ts';

const ROOT = '/var/lib/docker/swarm';

interface Part {
	path: string;
	mode: number;
	/** What of the disk is in it; undefined: there is no such file now. */
	text(disk: SwarmDisk): string | undefined;
	/** The daemon starts and finds this text; '' for a file that is not there. @throws Error when it makes no sense */
	take?(disk: SwarmDisk, text: string): void;
}

/**
 * The files in which a real daemon keeps its swarm (swarmkit ca/config.go, raft/storage; moby daemon/cluster;
 * recordings/backup.jsonl). The addresses are in clear; key, log and task database are one long word each, as good as
 * encrypted, and hold all that this simulation knows.
 */
const PARTS: readonly Part[] = [
	{
		path: 'docker-state.json',
		mode: 0o600,
		text: ({ node }) =>
			node &&
			JSON.stringify({
				LocalAddr: '',
				RemoteAddr: node.joinAddrs[0] ?? '',
				ListenAddr: node.listenAddr,
				AdvertiseAddr: node.advertiseAddr,
				DataPathAddr: '',
				DefaultAddressPool: null,
				SubnetSize: 0,
				DataPathPort: 0,
				JoinInProgress: node.nodeId === ''
			}),
		take(disk, text) {
			if (text === '') delete disk.node;
		}
	},
	{
		path: 'state.json',
		mode: 0o600,
		text: ({ node }) => node && JSON.stringify(node.remotes.map(({ nodeId, addr }) => ({ node_id: nodeId, addr })))
	},
	{
		path: 'certificates/swarm-node.crt',
		mode: 0o644,
		text: ({ node }) => (node?.nodeId ? pem('CERTIFICATE', pack(node.nodeId)) : undefined)
	},
	{
		path: 'certificates/swarm-node.key',
		mode: 0o600,
		text: ({ node }) => {
			if (!node?.nodeId) return undefined;
			const isLocked = node.lockKey !== undefined;
			return pem(isLocked ? 'ENCRYPTED PRIVATE KEY' : 'PRIVATE KEY', pack(node));
		},
		take(disk, text) {
			if (text === '') delete disk.node;
			else disk.node = unpack(unpem(text)) as NonNullable<SwarmDisk['node']>;
		}
	},
	{
		path: 'certificates/swarm-root-ca.crt',
		mode: 0o644,
		text: ({ node }) => (node?.nodeId ? (node.rootCertificate ?? pem('CERTIFICATE', pack(node.rootDigest))) : undefined)
	},
	{
		path: 'raft/wal-v3-encrypted/0000000000000000-0000000000000000.wal',
		mode: 0o600,
		text: ({ raft }) => raft && pack(raft),
		take(disk, text) {
			if (text === '') delete disk.raft;
			else disk.raft = unpack(text) as NonNullable<SwarmDisk['raft']>;
		}
	},
	{
		path: 'worker/tasks.db',
		mode: 0o644,
		text: ({ node, tasks }) => (node?.nodeId ? pack(tasks) : undefined),
		take(disk, text) {
			disk.tasks = text === '' ? {} : (unpack(text) as SwarmDisk['tasks']);
		}
	}
];

const DIRECTORIES: readonly (readonly [string, number])[] = [
	['certificates', 0o755],
	['raft', 0o700],
	['raft/snap-v3-encrypted', 0o700],
	['raft/wal-v3-encrypted', 0o700],
	['worker', 0o755]
];

/**
 * A swarm's disk as files under /var/lib/docker/swarm, to be backed up, lost and restored. While the daemon runs the
 * files tell what it would have written; when it starts it believes what it finds there.
 */
export class DiskFiles {
	/** Files that tell the present state, by path. */
	private readonly live = new Map<string, FileInode>();

	constructor(
		private readonly files: Files,
		private readonly disk: SwarmDisk
	) {}

	/** The daemon starts: takes what was restored, and forgets what is lost. */
	load(): void {
		for (const part of PARTS) {
			const path = `${ROOT}/${part.path}`;
			const inode = this.live.get(path);
			const found = this.files.exists(path) ? this.files.open(path) : undefined;
			if (found === inode) continue;
			// Wherever the old file is now (renamed, say), it keeps what it told last.
			if (inode) this.files.setContent(inode, inode.content);
			this.live.delete(path);
			try {
				part.take?.(this.disk, found?.content ?? '');
			} catch {
				// A broken backup: as good as none.
				part.take?.(this.disk, '');
			}
		}
		if (!this.disk.node) Object.assign(this.disk, { ...createSwarmDisk(), raft: undefined });
		if (!this.disk.raft) delete this.disk.raft;
		this.sync();
	}

	/** After changes: files appear and go as there comes to be something to tell. A file that somebody removed stays away. */
	sync(): void {
		const { files, disk, live } = this;
		for (const part of PARTS) {
			const path = `${ROOT}/${part.path}`;
			const isThere = part.text(disk) !== undefined;
			if (isThere === live.has(path)) continue;
			if (isThere) {
				this.makeDirectories(disk);
				live.set(
					path,
					files.writeLive(path, () => part.text(disk) ?? '', part.mode)
				);
			} else {
				live.delete(path);
				if (files.exists(path)) files.unlink(path);
			}
		}
	}

	/** The swarm was left. */
	clear(): void {
		this.live.clear();
		removeAll(this.files, ROOT);
		this.files.mkdir(ROOT, { parents: true, mode: 0o700 });
	}

	private makeDirectories(disk: SwarmDisk): void {
		this.files.mkdir(ROOT, { parents: true, mode: 0o700 });
		for (const [name, mode] of DIRECTORIES) {
			if (name.startsWith('raft') && !disk.raft) continue;
			this.files.mkdir(`${ROOT}/${name}`, { parents: true, mode });
		}
	}
}

function removeAll(files: Files, path: string): void {
	if (!files.exists(path)) return;
	if (!files.isDirectory(path)) {
		files.unlink(path);
		return;
	}
	for (const name of files.list(path)) removeAll(files, `${path}/${name}`);
	files.rmdir(path);
}

/** JSON as one word of base64. */
function pack(value: unknown): string {
	return base64(JSON.stringify(value));
}

function unpack(text: string): unknown {
	return JSON.parse(fromBase64(text));
}

function pem(kind: string, body: string): string {
	return `-----BEGIN ${kind}-----\n${(body.match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${kind}-----\n`;
}

function unpem(text: string): string {
	return text.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '');
}
