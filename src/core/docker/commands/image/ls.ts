import { LIST_FORMAT } from '../format-help.ts';
import { type Column, type Command } from '../../command.ts';
import { encodeFilters } from '../../engine-client.ts';
import { parseImage } from '../../format/image-name.ts';
import { printList } from '../../format/list.ts';
import { unixTimeString } from '../../format/time.ts';
import { humanDuration, humanSize, shortId } from '../../format/units.ts';
import type { ImageSummary } from '../../../api/wire/image.ts';
import type { FlagValues } from '../../flags.ts';
import { CliError } from '../../errors.ts';
import { filtersOf } from '../list-filters.ts';
import { printTree } from './tree-view.ts';

export interface ImageRow {
	image: ImageSummary;
	repository: string;
	tag: string;
	digest: string;
	truncate: boolean;
	nowMs: number;
}

const NONE = '<none>';

export const imageColumns: Column<ImageRow>[] = [
	{ name: 'ID', header: 'IMAGE ID', value: ({ image, truncate }) => (truncate ? shortId(image.Id) : image.Id) },
	{ name: 'Repository', header: 'REPOSITORY', value: ({ repository }) => repository },
	{ name: 'Tag', header: 'TAG', value: ({ tag }) => tag },
	{ name: 'Digest', header: 'DIGEST', value: ({ digest }) => digest },
	{
		name: 'CreatedSince',
		header: 'CREATED',
		value: ({ image, nowMs }) => (image.Created > 0 ? `${humanDuration(nowMs - image.Created * 1000)} ago` : 'N/A')
	},
	{ name: 'CreatedAt', header: 'CREATED AT', value: ({ image }) => unixTimeString(image.Created) },
	{ name: 'Size', header: 'SIZE', value: ({ image }) => humanSize(image.Size, 3) },
	// Counted by `docker system df` alone; -1 where nobody counted.
	{ name: 'Containers', header: 'CONTAINERS', value: ({ image }) => counted(image.Containers, String) },
	{ name: 'VirtualSize', header: 'SIZE', value: ({ image }) => humanSize(image.Size) },
	{ name: 'SharedSize', header: 'SHARED SIZE', value: ({ image }) => counted(image.SharedSize, humanSize) },
	{
		name: 'UniqueSize',
		header: 'UNIQUE SIZE',
		value: ({ image }) => (image.SharedSize === -1 ? 'N/A' : humanSize(image.Size - image.SharedSize))
	}
];

function counted(amount: number, show: (amount: number) => string): string {
	return amount === -1 ? 'N/A' : show(amount);
}

export const ls: Command = {
	path: 'image ls',
	also: ['images'],
	aliases: ['image ls', 'image list', 'images'],
	use: '[OPTIONS] [REPOSITORY[:TAG]]',
	short: 'List images',
	flags: [
		{ name: 'all', short: 'a', type: 'bool', text: 'Show all images (default hides intermediate images)' },
		{ name: 'digests', type: 'bool', text: 'Show digests' },
		{ name: 'filter', short: 'f', type: 'filter', text: 'Filter output based on conditions provided' },
		{ name: 'format', type: 'string', text: LIST_FORMAT },
		{ name: 'no-trunc', type: 'bool', text: "Don't truncate output" },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only show image IDs' },
		{ name: 'tree', type: 'bool', text: 'List multi-platform images as a tree (EXPERIMENTAL)' }
	],
	args: { min: 0, max: 1 },
	completes: 'image',
	*run(context) {
		const { flags, args } = context;
		const filters = filtersOf(flags);
		if (args[0] !== undefined) (filters.reference ??= []).push(args[0]);
		const isTree = flags.bool('tree');
		if (isTree) refuseBesideTree(flags);
		const images = yield* context.engine.get<ImageSummary[]>('/images/json', {
			all: flags.bool('all') ? '1' : undefined,
			filters: encodeFilters(filters),
			manifests: isTree ? '1' : undefined
		});
		if (isTree) {
			const isShown = ({ RepoTags }: ImageSummary): boolean => flags.bool('all') || (RepoTags ?? []).length > 0;
			yield* printTree(context, images.filter(isShown));
			return 0;
		}
		const truncate = !flags.bool('no-trunc');
		const digests = flags.bool('digests');
		const needsDigests = digests || flags.string('format').includes('{{.Digest}}');
		const rows = images.flatMap((image) =>
			rowsOf(image, { digests, needsDigests }).map((row) => ({ ...row, truncate, nowMs: context.nowMs }))
		);
		yield* printList(context, {
			setting: 'imagesFormat',
			format: flags.string('format'),
			table: `{{.Repository}}\t{{.Tag}}\t${digests ? '{{.Digest}}\t' : ''}{{.ID}}\t{{.CreatedSince}}\t{{.Size}}`,
			columns: imageColumns,
			rows,
			raw: `repository: {{.Repository}}\ntag: {{.Tag}}\n${digests ? 'digest: {{.Digest}}\n' : ''}image_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n`,
			quietRaw: 'image_id: {{.ID}}',
			typeName: '*formatter.imageContext',
			quiet: flags.bool('quiet') ? ({ image }) => (truncate ? shortId(image.Id) : image.Id) : undefined
		});
		return 0;
	}
};

/** Source: docker/cli cli/command/image/list.go. @throws CliError */
function refuseBesideTree(flags: FlagValues): void {
	const others = { quiet: 'quiet', 'no-trunc': 'no-trunc', digests: 'show-digest' };
	for (const [name, shown] of Object.entries(others))
		if (flags.bool(name)) throw new CliError(`--${shown} is not yet supported with --tree`);
	if (flags.string('format') !== '') throw new CliError('--format is not yet supported with --tree');
}

/**
 * One row per tag; with digests one per tag and digest; what has neither is <none>. What has a digest alone shows it
 * for `--digests` only. Source: docker/cli formatter, imageFormatTaggedAndDigest.
 */
function rowsOf(
	image: ImageSummary,
	{ digests: withDigests, needsDigests }: { digests: boolean; needsDigests: boolean }
): { image: ImageSummary; repository: string; tag: string; digest: string }[] {
	const digestsOf = new Map<string, string[]>();
	for (const text of image.RepoDigests ?? []) {
		const parsed = parseImage(text);
		if (parsed?.digest) digestsOf.set(parsed.familiar, [...(digestsOf.get(parsed.familiar) ?? []), parsed.digest]);
	}
	const rows: { image: ImageSummary; repository: string; tag: string; digest: string }[] = [];
	const named = new Set<string>();
	for (const text of image.RepoTags ?? []) {
		const parsed = parseImage(text);
		if (!parsed?.tag) continue;
		named.add(parsed.familiar);
		const digests = needsDigests ? (digestsOf.get(parsed.familiar) ?? []) : [];
		for (const digest of digests.length > 0 ? digests : [NONE])
			rows.push({ image, repository: parsed.familiar, tag: parsed.tag, digest });
	}
	for (const [repository, digests] of digestsOf) {
		if (named.has(repository)) continue;
		for (const digest of withDigests ? digests : ['']) rows.push({ image, repository, tag: NONE, digest });
	}
	return rows.length > 0 ? rows : [{ image, repository: NONE, tag: NONE, digest: NONE }];
}
