import type { PageRequest } from '../../core/world/world.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * What the sandboxed frame shows: HTML as it came, anything else as plain text. Scripts do not run in the frame, and the
 * page's own Content-Security-Policy holds in it, so nothing is fetched from anywhere.
 */
export function frameSource(contentType: string, body: string): string {
	const style =
		'<style>:root{color-scheme:light}body{margin:12px;font:14px/1.5 system-ui,sans-serif}pre{margin:0}</style>';
	if (/^text\/html\b/i.test(contentType) || /^\s*<(!doctype|html)/i.test(body)) return `${style}${body}`;
	return `${style}<pre>${body.replace(/[&<>]/g, (sign) => ESCAPES[sign]!)}</pre>`;
}

/**
 * The request that a click on a link, or a form that is sent, stands for; undefined for a place on the same page.
 *
 * @param base URL of the page
 */
export function requestOf(element: Element, base: string, submitter?: Element | null): PageRequest | undefined {
	if (element.tagName === 'A') {
		const href = element.getAttribute('href');
		if (href === null || href.startsWith('#')) return undefined;
		return { url: new URL(href, base).href, method: 'GET', body: '' };
	}
	const form = element as HTMLFormElement;
	const fields = new URLSearchParams();
	for (const field of form.querySelectorAll<HTMLInputElement>('input[name], select[name], textarea[name]')) {
		if (field.disabled || ['submit', 'button', 'image', 'reset', 'file'].includes(field.type)) continue;
		if (['checkbox', 'radio'].includes(field.type) && !field.checked) continue;
		fields.append(field.name, field.value);
	}
	const name = submitter?.getAttribute('name');
	if (name) fields.append(name, submitter?.getAttribute('value') ?? '');
	const url = new URL(form.getAttribute('action') ?? '', base);
	if (form.getAttribute('method')?.toLowerCase() === 'post')
		return { url: url.href, method: 'POST', body: fields.toString() };
	url.search = fields.toString();
	return { url: url.href, method: 'GET', body: '' };
}
