import { expect, it } from 'vitest';
import { firstColumns } from '../../../src/app/terminal/first-column.ts';

// As Docker prints them: `docker ps` and `docker node ls`, between commands.
const SCREEN = `root@pi6 $ docker ps
CONTAINER ID   IMAGE                    COMMAND   NAMES
e83ad20f60c8   hypriot/rpi-whoami       "/bin"    whoami.2.ici9lpba2ale82pcg2h4d1n8u
c56d7ddddcd2   hypriot/rpi-whoami       "/bin"    whoami.1.sensti6zx62fg4589w9gmp4ua
root@pi6 $ docker node ls
ID                          NAME  MEMBERSHIP  STATUS
2haary8nuzorten5mcjqlvhil * pi6   Accepted    Ready
b33k8d0iy0ou2qo1z5v4qcgns   pi1   Accepted    Ready
I'm c56d7ddddcd2, and this line is no row of a table
WARNING: No swap limit support`;

it('keeps the first column of each table, and nothing of other lines', () => {
	expect(firstColumns(SCREEN.split('\n')).map((part) => part.trimEnd())).toEqual([
		'',
		'CONTAINER ID',
		'e83ad20f60c8',
		'c56d7ddddcd2',
		'',
		'ID',
		'2haary8nuzorten5mcjqlvhil *',
		'b33k8d0iy0ou2qo1z5v4qcgns',
		'',
		''
	]);
});
