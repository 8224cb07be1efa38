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
			/info --format|config ls --format|inspect -f '\{\{json \.Endpoint|inspect --pretty|nslookup|prune|deploy|logs|tar |events --since|node ls/,
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
		command: /docker (network inspect|ps|node ps|volume ls|info|service ps --filter node=)/,
		lines:
			/"(Name|EndpointID|MacAddress|IPv4Address|IPv6Address|<64>|lb-\S+|<address>)"|^[-+] *[{}\]],?$|^[-+] $|<12>|^[-+] local /
	},
	{
		why: 'Not modelled: for a moment a manager that loses its role has no socket to its own manager.',
		command: /^cluster 42[78] /,
		lines: /control\.sock|not a swarm manager/
	},
	{
		why: 'A real client takes longer to start than a leader takes to allocate a network.',
		command: /^cluster 551 /,
		lines: /"Driver"/
	},
	{
		why: 'Whether a node that left some ten seconds ago is Down yet is chance.',
		command: /^cluster 339 /,
		lines: /wrk[23] {2}/
	},
	{
		why: 'The names that Docker made up are in the order of other letters.',
		command: /^services 149 /,
		lines: /^the same lines in another order$/
	},
	{
		why: 'Chance: with other dice our tasks do what the recorded ones did.',
		command: /task states, .* \(as recorded with seed \d+\)$/,
		lines: /^[-+] [a-z ]+$/
	},
	{
		why: 'The recorder’s machine took three seconds to start a container, which dies after three: at the same moment the loop of crashes was at another point. Recorded three more times, it went otherwise each time.',
		command: /^updates, task states, case: (update-monitor 8s|rollback 3)/,
		lines: /^[-+] [a-z ]+$/
	},
	{
		why: 'The nodes on which the service’s tasks ran are updated, and this node tells of its own containers only: chance.',
		command: /^looking 6[024] /,
		lines: /^[-+] (node update( swarm)? (mgr|wrk)[123]|container \w+ \{.*\}|service update \{"name":"talk"\})$/
	},
	{
		why: 'The memory of the recorder’s machine at that time.',
		command: /^looking 37 /,
		lines: /"MemoryBytes"/
	},
	{
		why: 'Whether the manager that was locked had led: recorded twice, it was Ready at first the other time.',
		command: /^managers (44|61) /,
		lines: /mgr3 {2}(Ready|Unknown|Down) {2}Active {2}Unreachable/
	},
	{
		why: 'How far the replacement of a slot had come on the busy machine: recorded twice, all 23 sequences were as here the first time.',
		command: /^rotation, task states, case: (networks|ports) change/,
		lines: /^[-+] (new )?pending assigned [a-z ]+$/
	},
	{
		why: 'Which of two managers wins an election, and when each node reports back to it, is chance.',
		command: /^(failures (834|838|911|963)|autolock (56|62|69)) \w+\$ docker node ls$/,
		lines: /^[-+] <25>( \*)? {2}(mgr|wrk)[123] {2}(Ready|Down|Unknown) {2}Active/
	},
	{
		why: 'Here the last manager had led before, and takes longer to notice that it is alone.',
		command: /^failures 917 /,
		lines: /does not have a leader|DeadlineExceeded/
	},
	{
		why: 'A node that nobody has heard of since the election became Down seconds before the question, or after it.',
		command: /^failures 96[45] /,
		lines: /(global|replicated) {2}|web\.<slot> .* Shutdown {2}Running/
	},
	{
		why: 'To which machine a replacement was given first, before it was known to be cut off, is chance.',
		command: /^failures 1(141|196) /,
		lines: /\\_ web\.<slot> .* Shutdown {2}(Assigned|Running|Shutdown) <age>$/
	},
	{
		why: 'The election after the mended partition ended just before this command, in the record after it.',
		command: /^failures 1201 /,
		lines: /^[-+] (ID|--stderr|--exit 1|Error response .* does not have a leader|<12>)/
	},
	{
		why: 'The tasks of a loop of crashes were at another point of it.',
		command: /^(failures 141[12]|updates (4596|3477|3379|4749)) /,
		lines: /lab\/crash|\\_ web/
	},
	{
		why: 'A removed task is seen for a quarter of a second after it stopped: the question fell into it there.',
		command: /^services 223 /,
		lines: /Remove {2}Shutdown/
	},
	{
		why: 'The tasks of the busy real machine were there before its client asked for the first time.',
		command: /^services 312 /,
		lines: /waiting for new tasks/
	},
	{
		why: 'How many tasks of a job had ended at one of the polls is chance.',
		command: /^services 3(44|52|53) /,
		lines: /^[-+] active tasks: \d out of \d tasks$/
	},
	{
		why: 'Failed tasks of a job stand under one another when they were on one machine, which is chance.',
		command: /^services 356 /,
		lines: /jobfail\.<25> {2}/
	},
	{
		why: 'The update of the busy real machine had not come so far.',
		command: /^updates 76[236] /,
		lines: /State"?:|Completed(At)?"?:|Message"?:/
	},
	{
		why: 'Which slot an update takes next is chance, and so which old tasks have been forgotten.',
		command: /^updates \d+ \w+\$ docker service ps/,
		lines:
			/^[-+] <(12|25)> {2}(\\_ web\.<slot> .* Shutdown {2}(Shutdown|Failed|Rejected)|web\.<slot> .* Ready {2}(Assigned|Preparing)) <age>/
	},
	{
		why: 'The recorder’s swarm had had one network more before, and its manager runs the task of redis.',
		command: /^stack (92|93|98|99|136) /,
		lines:
			/"(Addr|Name|EndpointID|MacAddress|IPv4Address|IPv6Address|Containers|Peers|IP|<64>|lb-\S+|\S+vxlanid_list)":|^[-+] *[{}[\]]+,?$|app_counter-net/
	},
	{
		why: 'The update had come further by the next slot.',
		command: /^stack 114 /,
		lines: /app_web\.<slot> {2}nigelpoulton/
	},
	{
		why: 'Sizes of files that are no copies of real ones, and dates.',
		command: /^backup 10 /,
		lines: /^[-+] (total|[-d][rwx-]{9}) /
	},
	{
		why: 'The recorder’s machines listen on their own address only; the order of managers is chance.',
		command: /^backup 11 /,
		lines: /ListenAddr/
	},
	{
		why: 'Which tasks ran on the machine that was restored, and which old ones it still knew, is chance.',
		command: /^backup (33|45|47) /,
		lines: /\\_ borg\.<slot> .* Shutdown {2}(Failed|Running|Shutdown) <age>/
	},
	{
		why: 'The recorder removed an earlier service by itself: its containers went at another moment.',
		command: /^containers 33[0-2] /,
		lines: /container destroy|"Action":"destroy"/
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
	const missing = rows('-');
	return missing.length > 0 && missing.join('\n') === rows('+').join('\n');
}

/** @returns undefined for a difference that nobody has explained */
export function reasonFor(command: string, difference: string): string | undefined {
	const lines = difference.split('\n');
	if (isOnlyFurther(command, lines))
		return 'The tasks of the real machine, busy with four such swarms, had not come so far, or further.';
	return REASONS.find((reason) => reason.command.test(command) && lines.every((line) => reason.lines.test(line)))?.why;
}
