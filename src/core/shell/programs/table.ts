import type { Program } from '../../sim/sys.ts';
import { awk, mawk } from './awk/awk.ts';
import { bash, sh } from './bash.ts';
import { cat } from './cat.ts';
import { chmod } from './chmod.ts';
import { cp, mv } from './cp.ts';
import { curl } from './curl.ts';
import { cut } from './cut.ts';
import { date } from './date.ts';
import { mkdir, pwd, rmdir } from './directories.ts';
import { echo } from './echo.ts';
import { env, printenv, sudo } from './env.ts';
import { egrep, fgrep, grep } from './grep.ts';
import { head } from './head.ts';
import { nl, rev, shuf, tac } from './lines.ts';
import { ln, readlink, realpath } from './links.ts';
import { ls } from './ls.ts';
import { nslookup } from './nslookup.ts';
import { ping } from './ping.ts';
import { printf } from './printf.ts';
import { kill, pkill, ps } from './ps.ts';
import { rm } from './rm.ts';
import { sed } from './sed/sed.ts';
import { seq } from './seq.ts';
import {
	basename,
	clear,
	dirname,
	falseProgram,
	hostname,
	id,
	nproc,
	trueProgram,
	uname,
	which,
	whoami,
	yes
} from './simple.ts';
import { sleep } from './sleep.ts';
import { sort } from './sort.ts';
import { tar } from './tar.ts';
import { tail } from './tail.ts';
import { tee } from './tee.ts';
import { telnet } from './telnet.ts';
import { timeout } from './timeout.ts';
import { touch } from './touch.ts';
import { tr } from './tr.ts';
import { uniq } from './uniq.ts';
import { watch } from './watch.ts';
import { wc } from './wc.ts';
import { wget } from './wget.ts';
import { xargs } from './xargs.ts';

/** Every program of this folder, for a machine's table. */
export const shellPrograms: readonly Program[] = [
	awk,
	basename,
	bash,
	cat,
	chmod,
	clear,
	cp,
	curl,
	cut,
	date,
	dirname,
	echo,
	egrep,
	env,
	falseProgram,
	fgrep,
	grep,
	head,
	hostname,
	id,
	kill,
	ln,
	ls,
	mawk,
	mkdir,
	mv,
	nl,
	nproc,
	nslookup,
	ping,
	pkill,
	printenv,
	printf,
	ps,
	pwd,
	readlink,
	realpath,
	rev,
	rm,
	rmdir,
	sed,
	seq,
	sh,
	shuf,
	sleep,
	sort,
	sudo,
	tac,
	tail,
	tar,
	tee,
	telnet,
	timeout,
	touch,
	tr,
	trueProgram,
	uname,
	uniq,
	watch,
	wc,
	wget,
	which,
	whoami,
	xargs,
	yes
];
