import type { Config } from '../../../api/wire/config.ts';
import { fromBase64 } from '../../../sim/base64.ts';
import { goTimeString } from '../../format/time.ts';
import { inspecting, prettyLabels } from '../swarm-data.ts';

export const inspect = inspecting('config', describe);

/** As recorded (recordings/secrets.jsonl). */
function describe({ ID: id, Spec: spec, CreatedAt: created, UpdatedAt: updated }: Config): string {
	let text = `ID:\t\t\t${id}\nName:\t\t\t${spec.Name}\n`;
	text += prettyLabels(spec.Labels);
	text += `Created at:            \t${goTimeString(created).toLowerCase()}\n`;
	text += `Updated at:            \t${goTimeString(updated).toLowerCase()}\n`;
	if (spec.Data !== undefined) text += `Data:\n${fromBase64(spec.Data)}\n`;
	return text;
}
