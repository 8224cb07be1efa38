import { ValueError } from '../errors.ts';
import { volumeSections } from '../values/volume-sections.ts';
import { emptyMap, type Yaml } from './yaml/read.ts';

/** 'data:/var/lib/data:ro' in its long form. Source: docker/cli cli/compose/loader/volume.go. @throws ValueError */
export function parseVolume(spec: string): Yaml {
	if (spec === '') throw new ValueError('invalid empty volume spec');
	const volume = emptyMap();
	if ([...spec].length <= 2) {
		volume['target'] = spec;
		volume['type'] = 'volume';
		return volume;
	}
	const sections = volumeSections(spec);
	for (const [i, section] of sections.entries()) {
		const isLast = i === sections.length - 1;
		if (section === '') throw new ValueError(`invalid spec: ${spec}: empty section between colons`);
		if (volume['source'] === undefined && isLast) volume['target'] = section;
		else if (volume['source'] === undefined) volume['source'] = section;
		else if (volume['target'] === undefined) volume['target'] = section;
		else if (!isLast) throw new ValueError(`invalid spec: ${spec}: too many colons`);
		else setOptions(section, volume);
	}
	const source = volume['source'] as string | undefined;
	volume['type'] = source !== undefined && isPath(source) ? 'bind' : 'volume';
	return volume;
}

function setOptions(options: string, volume: Record<string, Yaml>): void {
	for (const option of options.split(',')) {
		const nested = emptyMap();
		if (option === 'ro') volume['read_only'] = true;
		else if (option === 'rw') volume['read_only'] = false;
		else if (option === 'nocopy') {
			nested['nocopy'] = true;
			volume['volume'] = nested;
		} else if (/^r?(private|shared|slave)$/.test(option)) {
			nested['propagation'] = option;
			volume['bind'] = nested;
		}
	}
}

function isPath(source: string): boolean {
	return /^[./~]/.test(source) || source.startsWith('\\\\') || /^\p{L}:/u.test(source);
}
