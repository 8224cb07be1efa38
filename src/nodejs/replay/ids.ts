/** IDs, tokens and keys that are random by nature: of the record and of the world that replays it. */
export const ID =
	/SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}|SWMKEY-1-[A-Za-z0-9+/]{43}|\b[0-9a-f]{64}\b|(?<![\w-])[0-9a-z]{25}(?![\w-])|\b(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{12}\b|\b\d{12}\b/g;

/** A name that Docker made up: what the record and we call a container or service that was given none. */
export const MADE_UP_NAME = /(?<![\w-])[a-z]{3,14}_[a-z]{3,14}(?![\w-])/g;

/** The documentation's own token, of no swarm at all, stays what it is. */
const NOBODYS = 'SWMTKN-1-49nj1cmql0jkz5s954yi3oex3nedyz0fb0xx14ie39trti4wxv';

/** A container of a task that runs on another machine here, as it was left to chance which. */
export interface Elsewhere {
	machine: string;
	id: string;
}

/** Which of our IDs stands for which recorded one, learned from outputs as they come. */
export class IdMap {
	private readonly ours = new Map<string, string>();
	private readonly names = new Map<string, string>();
	/** Recorded containers of tasks that this world has on another machine: ID → service. */
	private readonly strangers = new Map<string, string>();

	/**
	 * @param skeleton a line without what differs by chance; lines with equal skeletons stand for one another, and
	 *     where there is none the lines of an output of equally many IDs stand for one another in their order
	 */
	learn(real: string, ours: string, skeleton: (line: string) => string): void {
		const theirs = real.split('\n');
		const mine = ours.split('\n').map((line) => ({ line, skeleton: skeleton(line) }));
		const rest: string[] = [];
		for (const line of theirs) {
			const wanted = skeleton(line);
			const at = mine.findIndex((one) => one.skeleton === wanted);
			if (at < 0) rest.push(line);
			else this.pair(line, mine.splice(at, 1)[0]!.line);
		}
		this.pair(rest.join('\n'), mine.map(({ line }) => line).join('\n'));
		for (const line of rest) this.remember(line);
	}

	private pair(real: string, ours: string): void {
		const theirs = real.match(ID) ?? [];
		const mine = ours.match(ID) ?? [];
		if (theirs.length === mine.length) {
			theirs.forEach((id, i) => {
				if (id.length !== mine[i]!.length) return;
				this.ours.set(id, mine[i]!);
				if (id.length === 25 || id.length === 64) this.ours.set(id.slice(0, 12), mine[i]!.slice(0, 12));
			});
		}
		const theirNames = real.match(MADE_UP_NAME) ?? [];
		const myNames = ours.match(MADE_UP_NAME) ?? [];
		if (theirNames.length === myNames.length) theirNames.forEach((name, i) => this.names.set(name, myNames[i]!));
	}

	/** A row of `docker ps` that we have no counterpart of. */
	private remember(line: string): void {
		const [, id, service] = /^([0-9a-f]{12}) .* ([\w-]+)\.\w+\.[0-9a-z]{25}$/.exec(line) ?? [];
		if (id !== undefined) this.strangers.set(id, service!);
	}

	/** A recorded command with this world's IDs, or undefined when it names one that was never seen here. */
	translate(command: string, containerOf: (service: string) => Elsewhere | undefined): Translated | undefined {
		let isKnown = true;
		let machine: string | undefined;
		const text = command
			.replace(ID, (id) => {
				const stranger = this.strangers.get(id);
				const elsewhere = stranger === undefined ? undefined : containerOf(stranger);
				if (elsewhere) machine = elsewhere.machine;
				const ours = elsewhere?.id ?? this.ours.get(id);
				if (ours === undefined && !id.startsWith(NOBODYS)) isKnown = false;
				return ours ?? id;
			})
			.replace(MADE_UP_NAME, (name) => this.names.get(name) ?? name);
		return isKnown ? { text, machine } : undefined;
	}
}

interface Translated {
	text: string;
	/** Where it must be run, when not on the recorded machine. */
	machine: string | undefined;
}
