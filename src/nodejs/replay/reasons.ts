/** Why an output may differ from the recorded one. */
interface Reason {
	why: string;
	/** Of `file seq node$ command`. */
	command: RegExp;
	/** Every differing line ("- …", "+ …") matches. */
	lines: RegExp;
}

const REASONS: readonly Reason[] = [
	{ why: 'Stacks are not simulated yet.', command: /\$ docker stack /, lines: /^/ },
	{
		why: 'Here swarm mode was on for a moment before (the bridge stays); in the record the init had failed earlier.',
		command: /^cluster \d+ \w+\$ docker network ls/,
		lines: /docker_gwbridge/
	},
	{
		why: 'What a failed init leaves in `docker info`.',
		command: /^cluster .*docker info/,
		lines: /Manager Addresses|:2377/
	},
	{
		why: 'Managers in the order of another Go map.',
		command: /docker info --format '\{\{json .Swarm\}\}'/,
		lines: /RemoteManagers/
	},
	{
		why: 'The accident that was left out goes on: in the record wrk2 is a manager by now.',
		command: /^cluster (2[5-9]\d|3\d\d) /,
		lines: /wrk[123]|Managers|Manager Addresses|:2377|Role|manager|mgr/
	},
	{
		why: 'At that moment the real machine, busy with others, had not come so far, or had come further.',
		command: /docker (service|node) (ps|ls)/,
		lines: /Pending|Assigned|Accepted|Preparing|Starting|Ready|Running|Shutdown|Remove|replicated|global|^. +$/
	}
];

export function reasonFor(command: string, difference: string): string | undefined {
	const lines = difference.split('\n');
	return REASONS.find((reason) => reason.command.test(command) && lines.every((line) => reason.lines.test(line)))?.why;
}
