import { readFileSync } from 'node:fs';
import { load as loadYaml } from 'js-yaml';
import { expect, test } from 'vitest';
import { IMAGE_KEYS } from '../../src/core/lesson/images.ts';
import { IMAGES } from '../../src/core/engine/programs/table.ts';
import { findLessons, readLesson } from '../../src/nodejs/lessons/load.ts';
import { testLesson } from '../../src/nodejs/lessons/test.ts';

const FOLDER = 'test/lessons/own-images';

test('every key of images.yaml does what a command of the lesson beside it sees', () => {
	const table = loadYaml(readFileSync(`${FOLDER}/images.yaml`, 'utf8')) as Record<string, object>;
	expect([...new Set(Object.values(table).flatMap((image) => Object.keys(image)))].sort()).toEqual([...IMAGE_KEYS].sort());
	const { files, course } = findLessons([FOLDER]);
	const report = testLesson(readLesson(files[0]!, course), { seeds: 0 });
	expect(report.problems).toEqual([]);
	console.log(`own images: ${IMAGE_KEYS.length} keys, ${report.commands} commands, ${report.expects} outputs compared`);
	expect(report.expects).toBeGreaterThan(IMAGE_KEYS.length);
});

test('the README of the programs has a row for each image of the registry: ports, answers, signals, logs', () => {
	const rows = readFileSync('src/core/engine/programs/README.md', 'utf8')
		.split('\n')
		.filter((line) => line.startsWith('| ') && !/^\| (image|---)/.test(line))
		.map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
	const rowOf = (name: string): string[] | undefined =>
		rows.find(([images = '']) => images.replace(/\([^)]*\)/g, '').split(/,\s*/).some((image) => image.trim() === name));
	const names = [...new Set(IMAGES.map(({ name }) => name))];
	const missing = names.filter((name) => rowOf(name)?.every((cell) => cell !== '') !== true);
	expect(missing).toEqual([]);
	for (const { name, config } of IMAGES) {
		const ports = (config.exposedPorts ?? []).map((port) => port.replace('/tcp', ''));
		for (const port of ports) expect(rowOf(name)![1], name).toContain(port);
	}
	console.log(`${names.length} images, ${rows.length} rows`);
	expect(names.length).toBeGreaterThan(8);
});
