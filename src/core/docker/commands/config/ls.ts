import type { Config } from '../../../api/wire/config.ts';
import { dataColumns, listing } from '../swarm-data.ts';

export const configColumns = dataColumns<Config>();

export const ls = listing('config', configColumns, ['ID', 'Name', 'CreatedAt', 'UpdatedAt']);
