/** 'data:/var/lib/data:ro' cut at colons, except after a single letter, which is a Windows drive. */
export function volumeSections(spec: string): string[] {
	const sections = [''];
	for (const char of spec) {
		const last = sections[sections.length - 1]!;
		if (char === ':' && !/^\p{L}$/u.test(last)) sections.push('');
		else sections[sections.length - 1] = last + char;
	}
	return sections;
}
