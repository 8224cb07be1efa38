import { ValueError } from '../errors.ts';

/** Where a container of Windows finds its account. All three are always written. */
export interface CredentialSpec {
	/** Name of a config; the API wants its ID. */
	Config: string;
	File: string;
	Registry: string;
}

const PLACES = [
	['config://', 'Config'],
	['file://', 'File'],
	['registry://', 'Registry']
] as const;

/** '' takes a service's credential spec away. Source: docker/cli service/opts.go. @throws ValueError */
export function parseCredentialSpec(text: string): CredentialSpec {
	const spec: CredentialSpec = { Config: '', File: '', Registry: '' };
	if (text === '') return spec;
	const place = PLACES.find(([prefix]) => text.startsWith(prefix));
	if (!place) {
		throw new ValueError(
			'invalid credential spec: value must be prefixed with "config://", "file://", or "registry://"'
		);
	}
	return { ...spec, [place[1]]: text.slice(place[0].length) };
}
