import { ValueError } from '../errors.ts';
import { parseIntText } from '../format/go-values.ts';
import { cutPair, splitCsv } from './csv.ts';

/** What --secret and --config ask for: which object, and the file it becomes in the container. */
export interface FileReference {
	source: string;
	file: { Name: string; UID: string; GID: string; Mode: number };
}

/** 'name' or 'source=name,target=file,uid=0,gid=0,mode=0400'. @throws ValueError */
export function parseFileReference(text: string, kind: 'config' | 'secret'): FileReference {
	const fields = splitCsv(text);
	const reference: FileReference = { source: '', file: { Name: '', UID: '0', GID: '0', Mode: 0o444 } };
	if (fields.length === 1 && !fields[0]!.includes('=')) {
		reference.source = fields[0]!;
		reference.file.Name = fields[0]!;
		return reference;
	}
	for (const field of fields) {
		const { key, value } = cutPair(field);
		if (value === undefined || key === '') throw new ValueError(`invalid field '${field}' must be a key=value pair`);
		switch (key.toLowerCase()) {
			case 'source':
			case 'src':
				reference.source = value;
				break;
			case 'target':
				reference.file.Name = value;
				break;
			case 'uid':
				reference.file.UID = value;
				break;
			case 'gid':
				reference.file.GID = value;
				break;
			case 'mode':
				reference.file.Mode = modeOf(value);
				break;
			default:
				throw new ValueError(`invalid field in ${kind} request: ${key}`);
		}
	}
	if (reference.source === '') throw new ValueError('source is required');
	if (reference.file.Name === '') reference.file.Name = reference.source;
	return reference;
}

function modeOf(text: string): number {
	try {
		return parseIntText(text, 'ParseUint', 32);
	} catch (error) {
		if (error instanceof ValueError) throw new ValueError(`invalid mode specified: ${error.message}`);
		throw error;
	}
}
