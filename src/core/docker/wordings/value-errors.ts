/** What clients up to 20.10 said of a bad value, where today's say it otherwise. Source: recordings/services.jsonl. */
const BEFORE_28_2: readonly (readonly [today: RegExp, then: string])[] = [
	[/: invalid (containerPort|hostPort): /, ': Invalid $1: '],
	[/: invalid publish mode value \((.*)\): must be .*$/, ': invalid publish mode value $1'],
	[/: invalid field key: /, ': invalid field key '],
	[/: missing mandatory field '(\w+)'/, ': missing mandatory field "$1"']
];

export function oldValueError(text: string): string {
	return BEFORE_28_2.reduce((all, [today, then]) => all.replace(today, then), text);
}
