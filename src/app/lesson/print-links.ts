/** Numbers the links of a piece of HTML for paper, where nothing can be pressed; what they lead to is added to `targets`. */
export function numberLinks(html: string, targets: string[]): string {
	return html.replace(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/gs, (_all, target: string, text: string) => {
		let at = targets.indexOf(target);
		if (at < 0) at = targets.push(target) - 1;
		return `${text}<sup>${at + 1}</sup>`;
	});
}
