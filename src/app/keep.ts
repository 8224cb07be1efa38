/** What the page remembers on this computer. Storage may be refused or full: then it is kept until the page closes. */
const memory = new Map<string, string>();
let refused = false;

const PREFIX = 'swarmlab.';

export function keep(key: string, value: unknown): void {
	const text = JSON.stringify(value);
	memory.set(key, text);
	try {
		localStorage.setItem(PREFIX + key, text);
	} catch {
		refused = true;
	}
}

/** The kept value if `accept` takes it for one. What another version wrote is not trusted. */
export function kept<T>(key: string, accept: (value: unknown) => value is T): T | undefined {
	let text: string | null | undefined = memory.get(key);
	try {
		text ??= localStorage.getItem(PREFIX + key);
	} catch {
		refused = true;
	}
	if (text === undefined || text === null) return undefined;
	try {
		const value: unknown = JSON.parse(text);
		return accept(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

/** Whether the browser has refused to keep something. */
export function storageRefused(): boolean {
	return refused;
}
