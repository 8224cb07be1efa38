import type { Secret } from '../../../api/wire/secret.ts';
import { goTimeString } from '../../format/time.ts';
import { inspecting, prettyLabels } from '../swarm-data.ts';

export const inspect = inspecting('secret', describe);

/** As recorded (recordings/secrets.jsonl). */
function describe({ ID: id, Spec: spec, CreatedAt: created, UpdatedAt: updated }: Secret): string {
	let text = `ID:              ${id}\nName:              ${spec.Name}\n`;
	text += prettyLabels(spec.Labels);
	text += `Driver:            ${spec.Driver?.Name ?? ''}\n`;
	text += `Created at:        ${goTimeString(created).toLowerCase()}\n`;
	text += `Updated at:        ${goTimeString(updated).toLowerCase()}\n`;
	return text;
}
