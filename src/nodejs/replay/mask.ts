import { ID } from './ids.ts';

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

/** @returns the lines that are compared */
export function maskedLines(command: string, text: string): string[] {
	const isTasks = /docker (service|node|stack) ps/.test(command);
	const isContainers = /docker (ps|container ls)/.test(command);
	const isLogs = /docker service logs/.test(command);
	const isNetwork = /docker (network inspect|exec .*(nslookup|ip addr))/.test(command);
	const masked = MASKS.reduce((all, { pattern, by }) => all.replace(pattern, by as string), text)
		.split('\n')
		// Columns are as wide as what is in them.
		.map((line) => line.replace(/ {2,}/g, '  ').trimEnd())
		// An ID without digits.
		.map((line) => line.replace(/^[a-z]{12}(?=  |$)/, '<12>'))
		// Which node gets which slot is left to chance in the real swarm too (FINDINGS section 3).
		.map((line) => (isTasks ? line.replace(/\b(mgr|wrk)[123]\b/, '<node>') : line))
		.map((line) => (isTasks || isContainers ? line.replace(/\b([a-z_-]+)\.\d+\b/, '$1.<slot>') : line))
		// Which node writes, and how far its counter has come at that millisecond, is chance.
		.map((line) =>
			isLogs
				? line
						.replace(/\b([a-z]+)(\.\d+)?(\.<12>)?@(mgr|wrk)[123]\b/, '$1$2$3@<node>')
						.replace(/\b(line|err) \d+$/, '$1 <n>')
						.replace(/^([a-z]+)\.\d+(?=[.@])/, '$1.<slot>')
				: line
		)
		// Tasks get addresses in the order in which managers see them.
		.map((line) =>
			isNetwork
				? line
						.replace(/\b10\.\d+\.\d+\.\d+(?=\/24|"|$| )/g, '<address>')
						.replace(/\b02(:[0-9a-f]{2}){5}\b/g, '<mac>')
						.replace(/\b([a-z]+)\.\d+\.<25>/, '$1.<slot>.<25>')
				: line
		)
		.map((line) => line.replace(/"(No such container: [a-z_-]+\.).*…"/, '"$1…"'))
		// A client that draws no bars repeats these lines at every poll.
		.filter((line, i, all) => line !== all[i - 1] || line === '' || isTasks)
		.filter((line) => !/^overall progress: \d+ out of \d+ tasks$/.test(line));
	if (isLogs && !command.includes('--tail ')) return dropTrailing([...new Set(masked)].sort());
	if (!isTasks && !isContainers) return dropTrailing(masked);
	const [head = '', ...rows] = masked;
	return dropTrailing([head, ...(isContainers ? new Set(rows.sort()) : rows.sort())]);
}

function dropTrailing(lines: string[]): string[] {
	while (lines.length > 0 && lines.at(-1) === '') lines.pop();
	return lines;
}
