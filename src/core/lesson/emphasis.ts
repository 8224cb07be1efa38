/**
 * Emphasis that ends in a full stop or colon and goes on without a space is none (CommonMark 0.31, delimiter runs), which
 * Chinese text is full of: its stars would stand on the page.
 */
export function checkEmphasis(body: string, firstLine: number, fail: (line: number, problem: string) => never): void {
	body
		.replace(/^```.*?^```$/gms, (fence) => (/^```(note|hint)/.test(fence) ? fence : fence.replace(/[^\n]/g, '')))
		.split('\n')
		.forEach((text, i) => {
			const stars = [...text.replace(/`[^`]*`/g, (code) => '`'.repeat(code.length)).matchAll(/\*+/g)];
			stars.forEach(({ 0: run, index }, n) => {
				const [before, after] = [text[index - 1] ?? ' ', text[index + run.length] ?? ' '];
				const [inside, outside] = n % 2 === 0 ? [after, before] : [before, after];
				if (/[\p{P}\p{S}]/u.test(inside) && !/[\s\p{P}\p{S}]/u.test(outside))
					fail(
						firstLine + i,
						`\`${run}\` beside \`${inside}\` sets nothing off here: leave the sign outside of the stars.`
					);
			});
		});
}
