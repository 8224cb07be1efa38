import { ValueError } from '../errors.ts';

export interface PlacementPreference {
	Spread: { SpreadDescriptor: string };
}

/** 'spread=node.labels.zone'. @throws ValueError */
export function parsePlacementPreference(text: string): PlacementPreference {
	const at = text.indexOf('=');
	if (at <= 0) throw new ValueError('placement preference must be of the format "<strategy>=<arg>"');
	if (text.slice(0, at) !== 'spread') {
		throw new ValueError(`unsupported placement preference ${text.slice(0, at)} (only spread is supported)`);
	}
	return { Spread: { SpreadDescriptor: text.slice(at + 1) } };
}
