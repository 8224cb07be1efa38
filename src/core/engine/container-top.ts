import { ApiError } from '../api/error.ts';
import type { ContainerTopResponse } from '../api/wire/container.ts';
import { entryOf } from '../sim/table.ts';
import { twoDigits } from './programs/http-server.ts';
import type { Life } from './runtime.ts';

type Row = Life['processes'][number];
type Column = readonly [title: string, value: (row: Row, nowMs: number) => string];

/** What `ps -o` can be asked for: the title, and a process's value. Source: man 1 ps (procps). */
const COLUMNS: Readonly<Record<string, Column>> = {
	uid: ['UID', () => '0'],
	user: ['USER', () => 'root'],
	pid: ['PID', ({ pid }) => String(pid)],
	ppid: ['PPID', ({ parent }) => String(parent)],
	c: ['C', () => '0'],
	'%cpu': ['%CPU', () => '0.0'],
	'%mem': ['%MEM', () => '0.1'],
	vsz: ['VSZ', () => '6144'],
	rss: ['RSS', () => '3072'],
	tty: ['TT', ({ tty }) => (tty ? 'pts/0' : '?')],
	stat: ['STAT', ({ tty }) => (tty ? 'Ss+' : 'Ss')],
	stime: ['STIME', ({ startedMs }) => clock(startedMs)],
	time: ['TIME', () => '00:00:00'],
	etimes: ['ELAPSED', ({ startedMs }, nowMs) => String(Math.trunc((nowMs - startedMs) / 1000))],
	comm: ['COMMAND', ({ argv }) => (argv[0] ?? '').replace(/^.*\//, '')],
	args: ['COMMAND', commandLine],
	cmd: ['CMD', commandLine]
};

/** Other names of the columns. */
const ALIASES: Readonly<Record<string, string>> = {
	euid: 'uid',
	euser: 'user',
	uname: 'user',
	pcpu: '%cpu',
	pmem: '%mem',
	vsize: 'vsz',
	rssize: 'rss',
	tt: 'tty',
	tname: 'tty',
	cputime: 'time',
	ucmd: 'comm',
	command: 'args'
};

/** Listings with columns and titles of their own: -f and u. */
const FULL = 'UID=user PID=pid PPID=ppid C=c STIME=stime TTY=tty TIME=time CMD=cmd'.split(' ');
const USERS =
	'USER=user PID=pid %CPU=%cpu %MEM=%mem VSZ=vsz RSS=rss TTY=tty STAT=stat START=stime TIME=time COMMAND=args'.split(
		' '
	);

/**
 * `docker top`: what ps says of a container's processes.
 * @throws ApiError
 * Source: moby daemon/top_unix.go; the refusals of a real 20.10 (testdata/real-engine).
 */
export function containerTop(rows: readonly Row[], psArgs: string, nowMs: number): ContainerTopResponse {
	const columns = columnsOf(psArgs);
	if (!columns.some(([title]) => title === 'PID')) throw new ApiError('system', "Couldn't find PID field in ps output");
	return {
		Titles: columns.map(([title]) => title),
		Processes: rows.map((row) => columns.map(([, value]) => value(row, nowMs)))
	};
}

function columnsOf(psArgs: string): Column[] {
	const wanted = ownFormat(psArgs);
	if (wanted.length === 0) {
		const listing = /^-?a?ux/.test(psArgs) ? USERS : FULL;
		return listing.map((text): Column => {
			const [title = '', name = ''] = text.split('=');
			return [title, COLUMNS[name]![1]];
		});
	}
	return wanted.map((text): Column => {
		const [name = '', title] = text.split('=');
		const column = entryOf(COLUMNS, entryOf(ALIASES, name) ?? name);
		if (!column) throw new ApiError('system', `ps: error: unknown user-defined format specifier "${name}"`);
		return [title ?? column[0], column[1]];
	});
}

/** The columns of -o, which may stand behind other letters ('-eo pid', 'axo pid'). */
function ownFormat(psArgs: string): string[] {
	const wanted: string[] = [];
	const words = psArgs.split(' ').filter((word) => word !== '');
	for (let i = 0; i < words.length; i++) {
		const isValue = i > 0 && words[i - 1]!.startsWith('-') && !words[i]!.startsWith('-');
		const [, list] = isValue ? [] : (/^(?!--)-?[a-zA-Z]*?o(.*)$/.exec(words[i]!) ?? []);
		if (list === undefined) continue;
		wanted.push(...(list === '' ? (words[++i] ?? '') : list).split(',').filter((name) => name !== ''));
	}
	return wanted;
}

function commandLine({ argv, script }: Row): string {
	return script === undefined ? argv.join(' ') : `/bin/sh ${script}`;
}

function clock(ms: number): string {
	const at = new Date(ms);
	return `${twoDigits(at.getUTCHours())}:${twoDigits(at.getUTCMinutes())}`;
}
