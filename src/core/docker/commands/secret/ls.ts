import type { Secret } from '../../../api/wire/secret.ts';
import { dataColumns, listing } from '../swarm-data.ts';

export const secretColumns = dataColumns<Secret>([
	{ name: 'Driver', header: 'DRIVER', value: ({ object }) => object.Spec.Driver?.Name ?? '' }
]);

export const ls = listing('secret', secretColumns, ['ID', 'Name', 'Driver', 'CreatedAt', 'UpdatedAt']);
