/** IDs, tokens and keys that are random by nature: of the record and of the world that replays it. */
export const ID =
	/SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}|SWMKEY-1-[A-Za-z0-9+/]{43}|\b[0-9a-f]{64}\b|\b(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{25}\b|\b(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{12}\b/g;

/** The documentation's own token, of no swarm at all, stays what it is. */
const NOBODYS = 'SWMTKN-1-49nj1cmql0jkz5s954yi3oex3nedyz0fb0xx14ie39trti4wxv';

/** Which of our IDs stands for which recorded one, learned from outputs as they come. */
export class IdMap {
	private readonly ours = new Map<string, string>();

	learn(real: string, ours: string): void {
		const theirs = real.match(ID) ?? [];
		const mine = ours.match(ID) ?? [];
		if (theirs.length !== mine.length) return;
		theirs.forEach((id, i) => {
			if (id.length !== mine[i]!.length) return;
			this.ours.set(id, mine[i]!);
			if (id.length === 25 || id.length === 64) this.ours.set(id.slice(0, 12), mine[i]!.slice(0, 12));
		});
	}

	/** A recorded command with this world's IDs, or undefined when it names one that was never seen here. */
	translate(command: string): string | undefined {
		let isKnown = true;
		const text = command.replace(ID, (id) => {
			const ours = this.ours.get(id);
			if (ours === undefined && !id.startsWith(NOBODYS)) isKnown = false;
			return ours ?? id;
		});
		return isKnown ? text : undefined;
	}
}
