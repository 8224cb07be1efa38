/**
 * What stands in the margins of every printed page: mark, the lesson's title, the page. Chromium takes text for them from the
 * style sheet, but no string-set, so the step's title cannot stand there: it is repeated at the head of the step's pages.
 */
export function pageMargins(title: string): string {
	const text = JSON.stringify(title).replace(/</g, '\\3c ');
	const face = 'font: 500 8pt system-ui, "Noto Sans CJK SC", sans-serif; color: #3f4c52;';
	return `@page {
	margin: 20mm 18mm;
	@top-left { content: "⬢ swarmlab"; ${face} }
	@top-right { content: ${text}; ${face} }
	@bottom-right { content: counter(page) " / " counter(pages); ${face} }
}`;
}
