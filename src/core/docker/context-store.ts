import { absolutePath, type Files } from '../sim/files.ts';
import { CliError, quote } from './errors.ts';
import { sha256Hex } from '../sim/sha256.ts';

/** One `docker context`, as its meta.json holds it. */
export interface ContextMeta {
	Name: string;
	Metadata: { Description?: string };
	Endpoints: { docker?: { Host?: string; SkipTLSVerify: boolean } };
}

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/;

export const DEFAULT_CONTEXT = 'default';

/** Contexts under ~/.docker/contexts, one directory each, named by the digest of the name. */
export class ContextStore {
	constructor(
		private readonly files: Files,
		private readonly cwd: string,
		/** Of the client's configuration. */
		private readonly directory: string
	) {}

	/** By name, without `default`. */
	list(): ContextMeta[] {
		const root = absolutePath(this.cwd, `${this.directory}/contexts/meta`);
		if (!this.files.isDirectory(root)) return [];
		return this.files
			.list(root)
			.filter((name) => this.files.exists(`${root}/${name}/meta.json`))
			.map((name) => JSON.parse(this.files.read(`${root}/${name}/meta.json`)) as ContextMeta)
			.sort((a, b) => (a.Name < b.Name ? -1 : 1));
	}

	has(name: string): boolean {
		return this.files.exists(absolutePath(this.cwd, `${this.paths(name).MetadataPath}/meta.json`));
	}

	/** @throws CliError `context "x": context not found: open …` */
	get(name: string): ContextMeta {
		const path = `${this.paths(name).MetadataPath}/meta.json`;
		if (!this.has(name)) {
			throw new CliError(`context ${quote(name)}: context not found: open ${path}: no such file or directory`);
		}
		return JSON.parse(this.files.read(absolutePath(this.cwd, path))) as ContextMeta;
	}

	put(meta: ContextMeta): void {
		const directory = absolutePath(this.cwd, this.paths(meta.Name).MetadataPath);
		this.files.mkdir(directory, { parents: true });
		this.files.write(`${directory}/meta.json`, JSON.stringify(meta));
	}

	remove(name: string): void {
		const directory = absolutePath(this.cwd, this.paths(name).MetadataPath);
		if (!this.files.isDirectory(directory)) return;
		this.files.unlink(`${directory}/meta.json`);
		this.files.rmdir(directory);
	}

	paths(name: string): { MetadataPath: string; TLSPath: string } {
		const digest = sha256Hex(name);
		return {
			MetadataPath: `${this.directory}/contexts/meta/${digest}`,
			TLSPath: `${this.directory}/contexts/tls/${digest}`
		};
	}
}

/** @throws CliError when no context may be called so */
export function checkContextName(name: string): void {
	if (name === '') throw new CliError('context name cannot be empty');
	if (name === DEFAULT_CONTEXT) throw new CliError(`${quote(name)} is a reserved context name`);
	if (NAME.test(name)) return;
	throw new CliError(
		`context name ${quote(name)} is invalid, names are validated against regexp "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$"`
	);
}
