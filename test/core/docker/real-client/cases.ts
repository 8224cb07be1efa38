/** What an engine answers, by 'GET /images/x/history' (no version, query left out). A list is used up one by one. */
export type Answers = Readonly<Record<string, Answer | readonly Answer[]>>;

export interface Answer {
	status?: number;
	/** JSON; a list under `lines` is sent as a stream of JSON lines. Times: seconds since 1970 and '@-3600' an hour ago. */
	body?: unknown;
	lines?: readonly unknown[];
	/** Sent as it is. */
	text?: string;
	headers?: Readonly<Record<string, string>>;
}

/** Commands that a real client was given, with an engine that answers so. */
export interface Case {
	/** What a user would look for. */
	about: string;
	/** Words split at blanks; '…' and "…" hold words together. Run one after another in the same home. */
	commands: readonly string[];
	answers?: Answers;
	stdin?: string;
	/** In the home directory, before. */
	files?: Readonly<Record<string, string>>;
	env?: Readonly<Record<string, string>>;
}

export interface RecordedRun {
	command: string;
	nowMs: number;
	stdout: string;
	stderr: string;
	exit: number;
	/** 'POST /images/x/push?tag=1 {body}', and what stands in X-Registry-Auth, decoded. */
	requests: string[];
	/** In the home directory, afterwards: what has changed; null for what is gone. */
	files: Record<string, string | null>;
}

/** '@-60' in an answer: a minute before the command, in seconds since 1970; '@-60Z' as RFC 3339 text. */
export function withTimes(value: unknown, nowMs: number): unknown {
	return JSON.parse(
		JSON.stringify(value).replace(/"@(-?\d+)(Z?)"/g, (_, seconds: string, asText: string) => {
			const at = Math.trunc(nowMs / 1000) + Number(seconds);
			return asText ? JSON.stringify(new Date(at * 1000).toISOString().replace('.000Z', 'Z')) : String(at);
		})
	) as unknown;
}

/** X-Registry-Auth and X-Registry-Config as readable text. */
export function decodedAuth(header: string | undefined): string {
	if (header === undefined || header === '') return '';
	return Buffer.from(header, 'base64url').toString('utf8').trim();
}
