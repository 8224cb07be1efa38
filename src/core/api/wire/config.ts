import type { Driver, Labels, ObjectMeta } from './meta.ts';

/** Data is base64. */
export interface ConfigSpec {
	Name: string;
	Labels: Labels | null;
	Data?: string;
	Templating?: Driver;
}

export interface Config extends ObjectMeta {
	ID: string;
	Spec: ConfigSpec;
}
