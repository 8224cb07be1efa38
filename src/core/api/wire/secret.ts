import type { Driver, Labels, ObjectMeta } from './meta.ts';

/** Data is base64; the API never gives it back. */
export interface SecretSpec {
	Name: string;
	Labels: Labels | null;
	Data?: string;
	Driver?: Driver;
	Templating?: Driver;
}

export interface Secret extends ObjectMeta {
	ID: string;
	Spec: SecretSpec;
}
