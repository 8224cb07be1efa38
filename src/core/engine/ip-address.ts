/** IPv4 addresses as numbers, for pools and the like. */
export function toNumber(address: string): number {
	return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function toAddress(number: number): string {
	return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

export function isIpAddress(text: string): boolean {
	const parts = text.split('.');
	return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** '172.17.0.0/16' → first and last address and the length of the prefix. */
export function parseSubnet(cidr: string): { first: number; last: number; prefix: number } {
	const [address = '0.0.0.0', bits = '32'] = cidr.split('/');
	const prefix = Number(bits);
	const size = 2 ** (32 - prefix);
	const first = Math.floor(toNumber(address) / size) * size;
	return { first, last: first + size - 1, prefix };
}

export function isInSubnet(address: string, cidr: string): boolean {
	const { first, last } = parseSubnet(cidr);
	const number = toNumber(address);
	return number >= first && number <= last;
}

/** '02:42:ac:11:00:02': Docker makes the hardware address from the IP address. */
export function macOf(address: string): string {
	return ['02', '42', ...address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))].join(':');
}
