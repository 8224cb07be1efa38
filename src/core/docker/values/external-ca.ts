import type { SwarmSpec } from '../../api/wire/swarm.ts';
import { ValueError } from '../errors.ts';
import { cutPair, splitCsv } from './csv.ts';

export type ExternalCa = NonNullable<NonNullable<SwarmSpec['CAConfig']>['ExternalCAs']>[number];

/** As typed: its certificate is in a file that is still to be read. */
export interface TypedExternalCa {
	ca: ExternalCa;
	certFile?: string;
}

/** 'protocol=cfssl,url=https://…'. @throws ValueError */
export function parseExternalCa(text: string): TypedExternalCa {
	const ca: ExternalCa & { CACert: string } = { Protocol: '', URL: '', CACert: '' };
	let certFile: string | undefined;
	const options: Record<string, string> = {};
	for (const field of splitCsv(text)) {
		const { key, value } = cutPair(field);
		if (value === undefined) throw new ValueError(`invalid field '${field}' must be a key=value pair`);
		if (key.toLowerCase() === 'protocol') {
			if (value.toLowerCase() !== 'cfssl') throw new ValueError(`unrecognized external CA protocol ${value}`);
			ca.Protocol = 'cfssl';
		} else if (key.toLowerCase() === 'url') {
			ca.URL = value;
		} else if (key.toLowerCase() === 'cacert') {
			certFile = value;
		} else {
			options[key] = value;
		}
	}
	if (ca.Protocol === '') throw new ValueError('the external-ca option needs a protocol= parameter');
	if (ca.URL === '') throw new ValueError('the external-ca option needs a url= parameter');
	if (Object.keys(options).length > 0) ca.Options = options;
	return certFile === undefined ? { ca } : { ca, certFile };
}
