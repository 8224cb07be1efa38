/**
 * What the user did wrong, as Docker says it. The router makes `{"message": …}` of it; the status follows from the kind.
 * Kinds are moby's errdefs.
 */
export type ApiErrorKind =
	| 'notModified'
	| 'invalid'
	| 'unauthorized'
	| 'forbidden'
	| 'notFound'
	| 'conflict'
	| 'unavailable'
	| 'notImplemented'
	| 'system';

/** Source: moby api/server/httpstatus/status.go (20.10), GetHTTPErrorStatusCode. */
export const STATUS_OF_KIND: Readonly<Record<ApiErrorKind, number>> = {
	notModified: 304,
	invalid: 400,
	unauthorized: 401,
	forbidden: 403,
	notFound: 404,
	conflict: 409,
	system: 500,
	notImplemented: 501,
	unavailable: 503
};

export class ApiError extends Error {
	override name = 'ApiError';
	constructor(
		readonly kind: ApiErrorKind,
		message: string
	) {
		super(message);
	}

	get status(): number {
		return STATUS_OF_KIND[this.kind];
	}
}

export function kindOfStatus(status: number): ApiErrorKind {
	for (const kind of Object.keys(STATUS_OF_KIND) as ApiErrorKind[]) if (STATUS_OF_KIND[kind] === status) return kind;
	return 'system';
}
