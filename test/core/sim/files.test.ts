import { expect, test } from 'vitest';
import { absolutePath, byteLength, FileError, Files } from '../../../src/core/sim/files.ts';

const clock = { wallMs: 1000 };
const create = (): Files =>
	new Files(clock, {
		'/etc/hosts': 'x\n',
		'/tmp/': { mode: 0o1777 },
		'/link': { target: 'etc' },
		'/loop': { target: 'loop' }
	});

function codeOf(act: () => unknown): string | undefined {
	try {
		act();
		return undefined;
	} catch (error) {
		if (error instanceof FileError) return error.code;
		throw error;
	}
}

test('what is written is read, with its size, mode and time', () => {
	const files = create();
	clock.wallMs = 5000;
	files.write('/tmp/a', 'é\n');
	expect(files.read('/tmp/a')).toBe('é\n');
	expect(files.stat('/tmp/a')).toMatchObject({ kind: 'file', size: 3, mode: 0o644, mtimeMs: 5000, links: 1 });
	files.append('/tmp/a', 'b');
	expect(files.read('/tmp/a')).toBe('é\nb');
	expect(files.list('/')).toEqual(['etc', 'link', 'loop', 'tmp']);
});

test('every mistake has the error of POSIX', () => {
	const files = create();
	files.write('/tmp/f', '');
	files.mkdir('/tmp/d/e', { parents: true });
	const cases: [() => unknown, string][] = [
		[() => files.read('/nope'), 'ENOENT'],
		[() => files.read('/nope/x'), 'ENOENT'],
		[() => files.read('/etc'), 'EISDIR'],
		[() => files.read('/etc/hosts/x'), 'ENOTDIR'],
		[() => files.read('/etc/hosts/'), 'ENOTDIR'],
		[() => files.read('/loop'), 'ELOOP'],
		[() => files.write('/nope/x', ''), 'ENOENT'],
		[() => files.write('/tmp/d', ''), 'EISDIR'],
		[() => files.mkdir('/tmp'), 'EEXIST'],
		[() => files.mkdir('/nope/x'), 'ENOENT'],
		[() => files.mkdir('/tmp/f/x', { parents: true }), 'ENOTDIR'],
		[() => files.rmdir('/tmp/d'), 'ENOTEMPTY'],
		[() => files.rmdir('/tmp/f'), 'ENOTDIR'],
		[() => files.unlink('/tmp/d'), 'EISDIR'],
		[() => files.unlink('/tmp/x'), 'ENOENT'],
		[() => files.rename('/tmp/x', '/tmp/y'), 'ENOENT'],
		[() => files.rename('/tmp/d', '/tmp/d/e/f'), 'EINVAL'],
		[() => files.rename('/tmp/f', '/tmp/d'), 'EISDIR'],
		[() => files.rename('/tmp/d', '/tmp/f'), 'ENOTDIR'],
		[() => files.symlink('a', '/tmp/f'), 'EEXIST']
	];
	for (const [i, [act, code]] of cases.entries()) expect(codeOf(act), `case ${i}`).toBe(code);
	console.log(`${cases.length} errors`);
});

test('symbolic links are followed, but not by unlink and stat without follow', () => {
	const files = create();
	expect(files.read('/link/hosts')).toBe('x\n');
	expect(files.realPath('/link/hosts')).toBe('/etc/hosts');
	expect(files.stat('/link', { follow: false })).toMatchObject({ kind: 'symlink', target: 'etc' });
	files.write('/link/new', 'n');
	expect(files.read('/etc/new')).toBe('n');
	files.symlink('missing', '/tmp/dangling');
	files.write('/tmp/dangling', 'made');
	expect(files.read('/tmp/missing')).toBe('made');
	files.unlink('/link');
	expect(files.exists('/link')).toBe(false);
	expect(files.exists('/etc/hosts')).toBe(true);
	expect(files.read('/tmp/../etc/hosts')).toBe('x\n');
});

test('an open file lives on when its name is gone', () => {
	const files = create();
	const file = files.open('/tmp/log', { create: true });
	files.rename('/tmp/log', '/tmp/old');
	files.setContent(file, 'more');
	expect(files.read('/tmp/old')).toBe('more');
	files.unlink('/tmp/old');
	expect(file.content).toBe('more');
});

test('a snapshot survives JSON and gives the same disk', () => {
	const files = create();
	files.chmod('/etc/hosts', 0o600);
	const copy = Files.fromSnapshot(JSON.parse(JSON.stringify(files.snapshot())) as ReturnType<Files['snapshot']>, clock);
	expect(copy.snapshot()).toEqual(files.snapshot());
	copy.write('/etc/hosts', 'y');
	expect(files.read('/etc/hosts')).toBe('x\n');
});

test('paths are made absolute as cd does', () => {
	expect([
		absolutePath('/a/b', '../c'),
		absolutePath('/', '..'),
		absolutePath('/a', '/x//y/./z/'),
		absolutePath('/a', '')
	]).toEqual(['/a/c', '/', '/x/y/z', '/a']);
});

test('lengths count bytes of UTF-8; a raw byte counts one', () => {
	expect(['a', 'é', '中', '🐳', '\udcff', '\ud800'].map(byteLength)).toEqual([1, 2, 3, 4, 1, 3]);
});
