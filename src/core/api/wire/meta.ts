/** Shapes shared by all objects of a swarm. Times are RFC 3339 with nanoseconds. */
export interface ObjectVersion {
	Index: number;
}

export interface ObjectMeta {
	Version: ObjectVersion;
	CreatedAt: string;
	UpdatedAt: string;
}

export type Labels = Record<string, string>;

export interface Driver {
	Name?: string;
	Options?: Record<string, string>;
}

export interface IdResponse {
	ID: string;
}
