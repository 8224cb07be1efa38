/** Why an output may differ from the recorded one. */
interface Reason {
	why: string;
	/** Of `file seq node$ command`. */
	command: RegExp;
	/** Every differing line ("- …", "+ …") matches. */
	lines: RegExp;
}

const REASONS: readonly Reason[] = [
	{
		why: 'The recorder’s kernel has no IP_VS: its mesh refuses, and a virtual address answers nothing.',
		command: /wget .*http:\/\/10\.0\.0\.\d:(80|8081)\/|exec \w+ (ping|sh) .*/,
		lines: /exit=|tu-demo|^[-+] *(PING|\d+ bytes|\d+ packets|round-trip|---|--exit|$)/
	},
	{
		why: 'The recorder’s static busybox crashes on names.',
		command: /exec \w+ wget .*http:\/\/[a-z]/,
		lines: /^[-+] (--exit|--stderr|tu-demo|wget:)/
	},
	{
		why: 'The recorder’s stand-in for Docker Hub has words of its own.',
		command: /docker (pull|run) \S*(nosuch|httpd:9)/,
		lines: /denied|manifest unknown/
	},
	{
		why: 'The order of a Go map, or of random IDs.',
		command:
			/info --format|config ls --format|inspect -f '\{\{json \.Endpoint|inspect --pretty|nslookup|prune|deploy|logs|tar /,
		lines: /RemoteManagers|rev=1|VirtualIPs|^[-+] Networks:|^the same lines in another order$/
	},
	{
		why: 'What a failed init leaves behind: an address, or the gateway bridge.',
		command: /^cluster \d+ \w+\$ docker (info|network ls)/,
		lines: /Manager Addresses|:2377|docker_gwbridge/
	},
	{
		why: 'The accident that was left out goes on: in the record wrk2 is a manager by now.',
		command: /^cluster (2[5-9]\d|3\d\d) \w+\$ docker node (ls|inspect|rm)/,
		lines: /wrk[12]|"Role"|raft|not down|wrk3 {2}Down/
	},
	{
		why: 'How many lines a container had written to which stream by then is chance.',
		command: /^logs \d+ \w+\$ docker service logs .*talk/,
		lines: /\b(line|err) <n>$|--stderr/
	},
	{
		why: 'Which tasks are on this node is chance.',
		command: /docker (network inspect|ps|node ps|volume ls|info)/,
		lines:
			/"(Name|EndpointID|MacAddress|IPv4Address|IPv6Address|<64>|lb-\S+|<address>)"|^[-+] *[{}\]],?$|<12>|Running:|Stopped:|^[-+] local /
	},
	{ why: 'Which slots wait is chance.', command: /service ps .*(hostp2|c6)/, lines: /(hostp2|c6)\.\d/ },
	{
		why: 'Here there is a registry; that part was recorded without any.',
		command: /^autolock 1 /,
		lines: /--stderr|registry|digest|different|versions/
	}
];

/** States on the way of a task; a busy machine is one or more of them behind, or was asked a moment later. */
const ON_THE_WAY = /\b(New|Pending|Assigned|Accepted|Preparing|Ready|Starting|Running|Shutdown|Complete)\b/g;

/** The rows are the same but for how far their tasks have come. */
function isOnlyFurther(command: string, lines: readonly string[]): boolean {
	if (!/docker (service|node|stack) (ps|ls|services)/.test(command)) return false;
	const rows = (sign: string): string[] =>
		lines
			.filter((line) => line.startsWith(sign))
			.map((line) =>
				line
					.slice(2)
					.replace(ON_THE_WAY, '<state>')
					.replace(/ {2}\d+\/(\d+) {2}/, '  <n>/$1  ')
					.replace(/ {2}(<node>|\*:\S+)(?= |$)/g, '')
					.replace(/ {2}"no suitable node.*$/, '')
			)
			.sort();
	return rows('-').join('\n') === rows('+').join('\n');
}

/** @returns undefined for a difference that nobody has explained */
export function reasonFor(command: string, difference: string): string | undefined {
	const lines = difference.split('\n');
	if (isOnlyFurther(command, lines))
		return 'The tasks of the real machine, busy with four such swarms, had not come so far, or further.';
	return REASONS.find((reason) => reason.command.test(command) && lines.every((line) => reason.lines.test(line)))?.why;
}
