import type { ComposeSoftware } from '../software.ts';
import { deploy } from './deploy.ts';
import { printConfig } from './print-config.ts';

export const compose: ComposeSoftware = { deploy, printConfig };
