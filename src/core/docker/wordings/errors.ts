import { atLeast, type EraId } from '../../era/era.ts';

/**
 * What older clients said of a mistake, where today's say it otherwise; newest step first. Source: the clients 20.10.24,
 * 19.03.13 and 1.12.3, asked the same (test/conformance/eras; recordings/services.jsonl).
 */
const STEPS: readonly { before: EraId; errors: readonly (readonly [today: RegExp, then: string])[] }[] = [
	{
		before: '28.2',
		errors: [
			[/: invalid (containerPort|hostPort): /, ': Invalid $1: '],
			[/: invalid publish mode value \((.*)\): must be .*$/m, ': invalid publish mode value $1'],
			[/: invalid field key: /, ': invalid field key '],
			[/: missing mandatory field '(\w+)'/, ': missing mandatory field "$1"'],
			[/^Error: No public port '(\w+)' published for /, "Error: No public port '$1/tcp' published for "],
			[/^unknown type: ("\w*"): must be one of .*$/, '$1 is not a valid value for --type'],
			[/\bconflicting options: cannot specify both --restart and --rm/, 'Conflicting options: --restart and --rm'],
			[/^conflicting options: cannot specify both --attach and --detach/, 'Conflicting options: -a and -d'],
			[
				/^conflicting options: cannot specify both --password and --password-stdin/,
				'--password and --password-stdin are mutually exclusive'
			],
			[/^the --password-stdin option requires --username to be set/, 'Must provide --username with --password-stdin'],
			[/repository name \(.*\) must be lowercase/, 'repository name must be lowercase']
		]
	},
	{
		before: '20.10',
		errors: [
			[/\bcan only be used with replicated or replicated-job mode/, 'can only be used with replicated mode'],
			[
				/^Please specify a Compose file \(with --compose-file\)/,
				'Please specify either a bundle file (with --bundle-file) or a Compose file (with --compose-file).'
			],
			// The schema's checker named the property where there is one.
			[/^\S+ Additional property (\S+) is not allowed/, '$1 Additional property $1 is not allowed']
		]
	},
	{
		before: '19.03',
		errors: [[/^Unknown mode: (.*), only replicated and global supported/, 'Unknown mode: $1']]
	}
];

/** A client's own words for what today's client says; what the engine said stays. */
export function errorOf(era: EraId, text: string): string {
	return STEPS.filter(({ before }) => !atLeast(era, before)).reduce(
		(said, { errors }) => errors.reduce((all, [today, then]) => all.replace(today, then), said),
		text
	);
}
