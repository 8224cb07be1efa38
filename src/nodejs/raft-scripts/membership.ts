import { changeMembers, progressOfNewcomer } from '../../core/raft/confchange.ts';
import type { Configuration } from '../../core/raft/confchange.ts';
import { describeProgressMap } from '../../core/raft/describe.ts';
import { ConfChangeRefused } from '../../core/raft/errors.ts';
import { changesFromText } from './changes.ts';
import { NotModelled } from './not-modelled.ts';
import type { Directive } from './parse.ts';

const MAX_INFLIGHT = 10;

/** The scripts about configuration changes: `simple`. Each directive counts as one more log entry. */
export class MembershipScript {
	private configuration: Configuration = { voters: [], progress: new Map() };
	private lastIndex = 0;

	run({ command, input }: Directive): string {
		const lastIndex = this.lastIndex++;
		if (command !== 'simple') throw new NotModelled('joint consensus');
		const changes = changesFromText(input);
		try {
			this.configuration = changeMembers(this.configuration, changes, () =>
				progressOfNewcomer(lastIndex, MAX_INFLIGHT)
			);
		} catch (error) {
			if (error instanceof ConfChangeRefused) return error.message;
			throw error;
		}
		const { voters, progress } = this.configuration;
		return `voters=(${voters.join(' ')})\n${describeProgressMap(progress)}`;
	}
}
