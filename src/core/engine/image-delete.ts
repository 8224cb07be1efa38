import { ApiError } from '../api/error.ts';
import type { ImageDeleteItem, ImagePruneResponse } from '../api/wire/image.ts';
import { diffIdsOf } from './image-content.ts';
import { familiarText, type ImageDisk, type Images, type StoredImage } from './images.ts';
import { canonicalName, parseReference } from './reference.ts';

/** What stands in the way of deleting an image; `hard`: --force does not help. */
interface Conflict {
	hard: boolean;
	isUse: boolean;
	why: string;
}

const SOFT = ['reference', 'stopped'] as const;
type Soft = (typeof SOFT)[number];

/**
 * `docker rmi`. Source: moby daemon/images/image_delete.go; recordings api-errors.txt.
 * @param name as the user wrote it
 * @throws ApiError conflicts
 */
export function removeImage(
	images: Images,
	disk: ImageDisk,
	image: StoredImage,
	name: string,
	{ force, noprune }: { force: boolean; noprune: boolean }
): ImageDeleteItem[] {
	const deletion = new Deletion(images, disk);
	if (isIdPrefix(image.id, name)) {
		if (isSingleReference(image)) {
			const conflict = deletion.conflict(image, force ? [] : ['stopped']);
			if (conflict) throw refusal(image, conflict);
			deletion.untag(image, references(image));
		}
		deletion.delete(image, force, !noprune, false);
		return deletion.items;
	}
	const user = images.usedBy(image.id)[0];
	if (!force && isSingleReference(image) && user) {
		throw new ApiError(
			'conflict',
			`conflict: unable to remove repository reference "${name}" (must force) - container ${user.id.slice(0, 12)} is using its referenced image ${shortId(image)}`
		);
	}
	const reference = parseReference(name, images.era.id);
	const repository = canonicalName(reference);
	const isPinned = reference.digest !== '';
	deletion.untag(image, [isPinned ? `${repository}@${reference.digest}` : `${repository}:${reference.tag}`]);
	// With the last tag of a repository its digests go, too.
	if (!isPinned && !image.tags.some((tag) => tag.startsWith(`${repository}:`))) {
		deletion.untag(
			image,
			image.digests.filter((digest) => digest.startsWith(`${repository}@`)),
			false
		);
	}
	if (references(image).length === 0) deletion.delete(image, force, !noprune, true);
	return deletion.items;
}

/** @param isDangling only what has no name. @param isMeant by the filters */
export function pruneImages(
	images: Images,
	disk: ImageDisk,
	isDangling: boolean,
	isMeant: (image: StoredImage) => boolean
): ImagePruneResponse {
	const deletion = new Deletion(images, disk);
	let reclaimed = 0;
	for (const image of [...disk.images.values()]) {
		if (!disk.images.has(image.id) || images.usedBy(image.id).length > 0) continue;
		if (images.children(image.id).length > 0 || !isMeant(image) || (isDangling && image.tags.length > 0)) continue;
		const before = images.layersSize();
		deletion.untag(image, references(image));
		deletion.delete(image, false, true, true);
		reclaimed += before - images.layersSize();
	}
	const { items } = deletion;
	return { ImagesDeleted: items.length > 0 ? items : null, SpaceReclaimed: reclaimed };
}

class Deletion {
	readonly items: ImageDeleteItem[] = [];

	constructor(
		private readonly images: Images,
		private readonly disk: ImageDisk
	) {}

	untag(image: StoredImage, names: readonly string[], isTold = true): void {
		image.tags = image.tags.filter((tag) => !names.includes(tag));
		image.digests = image.digests.filter((digest) => !names.includes(digest));
		for (const name of names) {
			this.items.push({ Untagged: familiarText(name) });
			if (isTold) this.images.tell(image, 'untag');
		}
	}

	/** @param quiet says nothing where it may not delete. @throws ApiError */
	delete(image: StoredImage, force: boolean, prune: boolean, quiet: boolean): void {
		const conflict = this.conflict(image, force ? [] : SOFT);
		if (conflict) {
			const isDangling = references(image).length === 0 && this.images.children(image.id).length === 0;
			if (quiet && (!isDangling || conflict.isUse)) return;
			throw refusal(image, conflict);
		}
		this.untag(image, references(image));
		this.disk.images.delete(image.id);
		this.images.tell(image, 'delete');
		this.items.push({ Deleted: image.id });
		const kept = new Set([...this.disk.images.values()].flatMap(({ source }) => diffIdsOf(source)));
		for (const layer of [...diffIdsOf(image.source)].reverse()) {
			if (!kept.has(layer) && this.disk.layers.delete(layer)) this.items.push({ Deleted: layer });
		}
		const parent = image.parent === undefined ? undefined : this.disk.images.get(image.parent);
		if (prune && parent) this.delete(parent, false, true, true);
	}

	conflict(image: StoredImage, soft: readonly Soft[]): Conflict | undefined {
		if (this.images.children(image.id).length > 0)
			return { hard: true, isUse: false, why: 'image has dependent child images' };
		const users = this.images.usedBy(image.id);
		const uses = (state: string, { id }: { id: string }): string =>
			`image is being used by ${state} container ${id.slice(0, 12)}`;
		const running = users.find((user) => user.running);
		if (running) return { hard: true, isUse: true, why: uses('running', running) };
		if (soft.includes('reference') && references(image).length > 0)
			return { hard: false, isUse: false, why: 'image is referenced in multiple repositories' };
		const stopped = users[0];
		if (soft.includes('stopped') && stopped) return { hard: false, isUse: true, why: uses('stopped', stopped) };
		return undefined;
	}
}

function refusal(image: StoredImage, { hard, why }: Conflict): ApiError {
	const force = hard ? 'cannot be forced' : 'must be forced';
	return new ApiError('conflict', `conflict: unable to delete ${shortId(image)} (${force}) - ${why}`);
}

function references({ tags, digests }: StoredImage): string[] {
	return [...tags, ...digests];
}

/** One tag, and no digests but of its own repository. */
function isSingleReference({ tags, digests }: StoredImage): boolean {
	if (tags.length + digests.length <= 1) return tags.length + digests.length === 1;
	const repositories = new Set(digests.map((digest) => digest.replace(/@.*/, '')));
	if (tags.length > 1 || repositories.size !== 1) return false;
	return tags[0] === undefined || repositories.has(tags[0].replace(/:[^:/]*$/, ''));
}

function isIdPrefix(id: string, name: string): boolean {
	return id.startsWith(name) || id.slice('sha256:'.length).startsWith(name);
}

function shortId({ id }: StoredImage): string {
	return id.slice(7, 19);
}
