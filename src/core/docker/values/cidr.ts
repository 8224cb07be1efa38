import { ValueError } from '../errors.ts';

/** '10.10.0.0/16' with its host bits cleared. @throws ValueError */
export function parseCidr(text: string): string {
	const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text.trim());
	const parts = match?.slice(1).map(Number);
	if (!parts || parts[4]! > 32 || parts.slice(0, 4).some((part) => part > 255)) {
		throw new ValueError(`invalid string being converted to CIDR: ${text}`);
	}
	const bits = parts[4]!;
	const address = ((parts[0]! * 256 + parts[1]!) * 256 + parts[2]!) * 256 + parts[3]!;
	const network = address - (address % 2 ** (32 - bits));
	const octets = [24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256);
	return `${octets.join('.')}/${bits}`;
}
