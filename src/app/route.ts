/** Where in the page one is; kept in the fragment, so any static host will do. */
export type Route =
	| { page: 'lesson'; lesson: string; /** ID of the step, '' for the first */ step: string }
	/** The course. */
	| { page: 'contents' }
	/** Choosing machines. */
	| { page: 'start' }
	| { page: 'sandbox' };

/**
 * `#/lesson/<id>/<step>`, `#/contents`, `#/sandbox`, `#/sandbox/run`; anything else is a lesson of no name: the one that
 * was left last, or the first.
 */
export function parseRoute(hash: string): Route {
	const [page, first = '', second = ''] = hash.replace(/^#\/?/, '').split('/').map(decode);
	if (page === 'sandbox') return { page: first === 'run' ? 'sandbox' : 'start' };
	if (page === 'contents') return { page: 'contents' };
	return { page: 'lesson', lesson: page === 'lesson' ? first : '', step: page === 'lesson' ? second : '' };
}

export function writeRoute(route: Route): string {
	if (route.page === 'contents') return '#/contents';
	if (route.page === 'start') return '#/sandbox';
	if (route.page === 'sandbox') return '#/sandbox/run';
	return `#/lesson/${encodeURIComponent(route.lesson)}${route.step ? `/${encodeURIComponent(route.step)}` : ''}`;
}

function decode(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return '';
	}
}
