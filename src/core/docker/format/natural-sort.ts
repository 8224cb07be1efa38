/** Order of names that counts digits as numbers: 'a2' before 'a10'. Source: fvbommel/sortorder as used by docker/cli. */
export function naturalCompare(a: string, b: string): number {
	let i = 0;
	let j = 0;
	while (i < a.length && j < b.length) {
		if (isDigit(a[i]!) && isDigit(b[j]!)) {
			const left = digitsAt(a, i);
			const right = digitsAt(b, j);
			const x = left.replace(/^0+/, '');
			const y = right.replace(/^0+/, '');
			if (x.length !== y.length) return x.length - y.length;
			if (x !== y) return x < y ? -1 : 1;
			if (left.length !== right.length) return left.length - right.length;
			i += left.length;
			j += right.length;
		} else {
			// Digits come before everything else.
			if (isDigit(a[i]!) !== isDigit(b[j]!)) return isDigit(a[i]!) ? -1 : 1;
			if (a[i] !== b[j]) return a[i]! < b[j]! ? -1 : 1;
			i++;
			j++;
		}
	}
	return a.length - i - (b.length - j);
}

function isDigit(char: string): boolean {
	return char >= '0' && char <= '9';
}

function digitsAt(text: string, at: number): string {
	return /^\d+/.exec(text.slice(at))![0];
}
