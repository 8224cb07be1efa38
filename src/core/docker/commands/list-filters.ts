import type { FilterQuery } from '../engine-client.ts';
import type { FlagValues } from '../flags.ts';

/** What was given with --filter, by key. */
export function filtersOf(flags: FlagValues, name = 'filter'): Record<string, string[]> {
	const filters: Record<string, string[]> = {};
	for (const filter of flags.all<{ key: string; value: string } | undefined>(name)) {
		if (filter) (filters[filter.key] ??= []).push(filter.value);
	}
	return filters satisfies FilterQuery;
}
