import { ID, MADE_UP_NAME } from './ids.ts';

/**
 * What differs between two runs of the same command for good reasons is made equal; all else stays. Each row says why.
 */
interface Mask {
	why: string;
	pattern: RegExp;
	by: string | ((...parts: string[]) => string);
}

const MASKS: readonly Mask[] = [
	{
		why: 'IDs, tokens and keys are random',
		pattern: ID,
		by: (id) => (id.startsWith('SWM') ? id.slice(0, 9) : `<${id.length}>`)
	},
	{
		why: 'an ID that happens to have no digit looks like a word: at the start of a row, as a field, in a log’s prefix',
		pattern: /^[a-z]{12}(?= {2}|$| \w)|(?<="ID":")[a-z]{12}(?=")|(?<=\.\d+\.)[a-z]{12}(?=@)|^[a-z]{25}$/gm,
		by: (id) => `<${id.length}>`
	},
	{
		why: 'certificates are random',
		pattern: /(-----BEGIN CERTIFICATE-----)(\\n|\n).*?(\\n|\n)(-----END CERTIFICATE-----)/gs,
		by: '$1 … $4'
	},
	{
		why: 'keys are random',
		pattern: /("CertIssuerPublicKey": ?|Issuer Public Key:\t)"?[\w+/=]+"?/g,
		by: '$1<key>'
	},
	{ why: 'indexes count entries of the log, which differ with timing', pattern: /("Index": ?)\d+/g, by: '$1<n>' },
	{
		why: 'the kernel of the recorder’s host; Debian’s name has "(containerized)" after it in namespaces',
		pattern: /^( *(Kernel Version|Operating System)): .*$/gm,
		by: '$1: <host>'
	},
	{
		why: 'the same as JSON',
		pattern: /"(KernelVersion|OperatingSystem|Kernel Version|Operating System)": ?"[^"]*"/g,
		by: '"$1":"<host>"'
	},
	{ why: 'counts of the process', pattern: /"(NFd|NGoroutines|NEventsListener)": ?\d+/g, by: '"$1":<n>' },
	{
		why: 'the daemon’s ID is random',
		pattern: /\b(?:[A-Z2-7]{4}:){11}[A-Z2-7]{4}\b/g,
		by: '<daemon>'
	},
	{
		why: 'the order of runtimes is that of a Go map',
		pattern: /^( *Runtimes: )(.*)$/gm,
		by: (_, name, list) => name + list.split(' ').sort().join(' ')
	},
	{ why: 'images of the laboratory', pattern: /^( *Images: )\d+$/gm, by: '$1<n>' },
	{ why: 'the same as JSON', pattern: /"Images": ?\d+/g, by: '"Images":<n>' },
	{
		why: 'wall clocks differ',
		pattern: /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?Z| \+0000 (utc|UTC))?/g,
		by: '<time>'
	},
	{ why: 'digests are random', pattern: /sha256:[0-9a-f]+|sha256:<64>/g, by: '<digest>' },
	{
		why: 'ages depend on how busy the real machines were',
		pattern: /(Up )?([Ll]ess than a second|\d+ seconds?|[Aa]bout a minute|\d+ minutes?)( ago)?/g,
		by: (all) => (all.endsWith('ago') ? '<age>' : all.startsWith('Up') ? 'Up <age>' : all)
	}
];

/** Masks of the outputs of some commands only. */
interface KindMask extends Mask {
	of: RegExp;
}

const TASKS = /docker (service|node|stack) ps/;
const CONTAINERS = /docker (ps|container ls)/;
const SERVICE_LOGS = /docker service logs/;
const ADDRESSES = /docker (network inspect|inspect|container inspect|exec .*(nslookup|ping|hosts|ip addr|ip route))/;

const KIND_MASKS: readonly KindMask[] = [
	{
		why: 'which node gets which slot is left to chance in the real swarm too (FINDINGS section 3)',
		of: TASKS,
		pattern: /\b(mgr|wrk)[123]\b/,
		by: '<node>'
	},
	{
		why: 'the same; and which slot is updated next (FINDINGS section 4)',
		of: /docker (service|node|stack) ps|docker (ps|container ls|inspect|container inspect|events)/,
		pattern: /\b([a-z_-]+\d?)\.\d+(?=\.<25>|$| {2})/g,
		by: '$1.<slot>'
	},
	{
		why: 'the same, in a row of one’s own format',
		of: /docker (service|node|stack) ps .*--format/,
		pattern: /^([a-z_-]+\d?)\.\d+(?= )/g,
		by: '$1.<slot>'
	},
	{
		why: 'a container is named by its ID until its task has a name',
		of: /./,
		pattern: /"(No such container: [a-z_-]+\.).*…"/,
		by: '"$1…"'
	},
	{
		why: 'which node writes which slot is chance',
		of: SERVICE_LOGS,
		pattern: /\b([a-z]+)(\.\d+)?(\.<(?:12|25)>)?@(mgr|wrk)[123]\b/,
		by: '$1$2$3@<node>'
	},
	{
		why: 'how far a counter has come at that millisecond depends on when its container started',
		of: SERVICE_LOGS,
		pattern: /\b(line|err) \d+$/,
		by: '$1 <n>'
	},
	{
		why: 'lines of several tasks come in the order of their arrival',
		of: SERVICE_LOGS,
		pattern: /(^|[^.\w])([a-z]+|<25>)\.\d+(?=[.@])/,
		by: '$1$2.<slot>'
	},
	{
		why: 'tasks get addresses in the order in which managers see them',
		of: ADDRESSES,
		pattern: /\b10\.\d+\.\d+\.\d+(?=\/\d\d|"|:|\)|\t|\r|$| )/g,
		by: '<address>'
	},
	{
		why: 'the second address of a container, on the gateway bridge, in the order in which they start',
		of: /docker (network inspect docker_gwbridge|exec)/,
		pattern: /\b172\.18\.0\.[2-9]\b/g,
		by: '<gateway address>'
	},
	{ why: 'made of the address', of: ADDRESSES, pattern: /\b02(:[0-9a-f]{2}){5}\b/g, by: '<mac>' },
	{
		why: 'endpoints of the gateway bridge are named by the first 12 digits of a random ID',
		of: /docker network inspect docker_gwbridge/,
		pattern: /"gateway_[0-9a-f]{12}"/,
		by: '"gateway_<12>"'
	},
	{
		why: 'which slot is on this node is chance',
		of: /docker network inspect/,
		pattern: /\b([a-z]+)\.\d+\.<25>/,
		by: '$1.<slot>.<25>'
	},
	{
		why: 'times of packets on real wires',
		of: /ping/,
		pattern: /(time=|= )[\d.]+(\/[\d.]+)*(?= ms)/,
		by: '$1<ms>'
	},
	{
		why: 'wall clocks differ, also in seconds and nanoseconds since 1970',
		of: /docker events/,
		pattern: /"(time|timeNano)":\d+/g,
		by: '"$1":<n>'
	},
	{
		why: 'counts of interfaces that the kernel ever made',
		of: /ip addr/,
		pattern: /^\d+: (eth\d)@if\d+/,
		by: '<n>: $1@if<n>'
	},
	{
		why: 'counts of the kernel and of processes ever started',
		of: /docker (inspect|container inspect)/,
		pattern: /("Pid": |"SandboxKey": "\/var\/run\/docker\/netns\/).*/,
		by: '$1<n>'
	},
	{
		why: 'measured on the real machine',
		of: /docker stats/,
		pattern: /\d[\d.]*(%|KiB|MiB|GiB|kB|B)(?= |$)/g,
		by: '<n>$1'
	},
	{ why: 'memory is more or less than 1 MiB', of: /docker stats/, pattern: /<n>[KM]iB(?= \/)/, by: '<n>MiB' },
	{ why: 'bytes on real wires', of: /docker stats/, pattern: /<n>k?B(?= \/ <n>B)/, by: '<n>B' },
	{
		why: 'numbers of processes',
		of: /docker (top|exec \w+ ps)/,
		pattern: /^(root {2}|)\s*\d+( {2}\d+)?(?=[ ]+\d?| root)/,
		by: '$1<n>'
	},
	{ why: 'when it was started', of: /docker top/, pattern: / \d\d:\d\d /, by: ' <time> ' },
	{
		why: 'labels of a container in the order of a Go map',
		of: /docker ps --format/,
		pattern: /com\.docker\.swarm\.[\w.]+=[^ "]*/,
		by: (labels) => labels.split(',').sort().join(',')
	},
	{ why: 'a name that Docker made up', of: /docker (run|ps|service)/, pattern: MADE_UP_NAME, by: '<name>' },
	{
		why: 'numbers of a load balancer, counted up with every service that the node ever saw',
		of: /docker network inspect -v/,
		pattern: /("LocalLBIndex": )\d+/,
		by: '$1<n>'
	}
];

/** @returns the lines that are compared */
export function maskedLines(command: string, text: string): string[] {
	const isTasks = TASKS.test(command);
	const isContainers = CONTAINERS.test(command);
	const isTable = / ls\b/.test(command);
	const isLogs = SERVICE_LOGS.test(command);
	const kindMasks = KIND_MASKS.filter(({ of }) => of.test(command));
	const masked = MASKS.reduce((all, { pattern, by }) => all.replace(pattern, by as string), text)
		.split('\n')
		// Columns are as wide as what is in them.
		.map((line) => line.replace(/ {2,}/g, '  ').trimEnd())
		.map((line) => kindMasks.reduce((masked, { pattern, by }) => masked.replace(pattern, by as string), line))
		.filter((line) => !/^overall progress: \d+ out of \d+ tasks$/.test(line))
		// A client that draws no bars repeats these lines at every poll.
		.filter((line, i, all) => line !== all[i - 1] || line === '' || isTasks || isTable);
	if (isLogs && !command.includes('--tail ')) return dropTrailing([...new Set(masked)].sort());
	// Loaded within one second; the daemon sorts by that alone.
	if (/docker images/.test(command)) return dropTrailing([masked[0] ?? '', ...masked.slice(1).sort()]);
	if (!isTasks && !isContainers) return dropTrailing(masked);
	// A format of one's own has no header.
	const head = masked.splice(0, /^(ID|CONTAINER ID|NAME|NAMES)\b/.test(masked[0] ?? '') ? 1 : 0);
	return dropTrailing([...head, ...(isContainers ? new Set(masked.sort()) : sortedRows(masked))]);
}

/** A line without what differs by chance, to find the line that stands for another. */
export function skeletonOf(command: string): (line: string) => string {
	return (line) => maskedLines(command.replace(TASKS, 'task rows'), line).join('');
}

/** Rows of tasks in no order; an empty one is a row, too, until the last end of a line. */
function sortedRows(rows: string[]): string[] {
	if (rows.at(-1) === '') rows.pop();
	return rows.sort().reverse();
}

function dropTrailing(lines: string[]): string[] {
	while (lines.length > 0 && lines.at(-1) === '') lines.pop();
	return lines;
}
