import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

// What would make a run depend on something else than its seed and inputs; the message names the replacement.
const outsideWorld = [
	{ object: 'Math', property: 'random', message: 'Take dice from the sim: rng.fork(name).' },
	{ object: 'Date', property: 'now', message: 'Take the time from the sim: sim.now or sim.wallMs.' },
	{ object: 'performance', property: 'now', message: 'Take the time from the sim: sim.now.' }
];

export default tseslint.config(
	{ ignores: ['dist/', 'node_modules/', 'test/output/', 'test/app/stand-in/*.svelte', '**/*.cjs', 'eslint.config.js'] },
	...tseslint.configs.recommendedTypeChecked,
	...svelte.configs.recommended,
	{
		languageOptions: {
			parserOptions: {
				project: ['./src/core/tsconfig.json', './src/tsconfig.json', './tsconfig.json'],
				extraFileExtensions: ['.svelte']
			}
		},
		rules: {
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }
			],
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false }
			],
			'@typescript-eslint/consistent-type-imports': 'error',
			// A process is a generator: one that asks for nothing yields nothing.
			'require-yield': 'off',
			// A generator function has no `this` of its own to bind; processes of a class keep it in a name.
			'@typescript-eslint/no-this-alias': 'off',
			// Interfaces of plain objects are written with methods; none of them uses `this`.
			'@typescript-eslint/unbound-method': 'off',
			// Leaving a loop or a function of the simulated shell is thrown, as a jump; the values of JSON are printed as they come.
			'@typescript-eslint/only-throw-error': 'off',
			'@typescript-eslint/no-base-to-string': 'off',
			'@typescript-eslint/no-redundant-type-constituents': 'off'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: tseslint.parser } },
		rules: {
			// What a template's loop hands out has no type here; svelte-check, which knows it, checks those.
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
			// The HTML of lessons is made from Markdown at build time, with raw HTML off and links checked (core/lesson/parse.ts).
			'svelte/no-at-html-tags': 'off',
			// A map that lives within one computation needs no reactivity.
			'svelte/prefer-svelte-reactivity': 'off',
			'svelte/no-useless-mustaches': 'off'
		}
	},
	{
		// Tests read recorded JSON, whose shape is what they test.
		files: ['test/**/*.ts'],
		rules: {
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-return': 'off'
		}
	},
	{ files: ['**/*.mjs', '**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
	{
		files: ['src/core/**/*.ts'],
		rules: {
			'no-restricted-properties': ['error', ...outsideWorld],
			'no-restricted-syntax': [
				'error',
				{
					selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
					message: 'Take the time from the sim: new Date(sim.wallMs).'
				},
				{ selector: ':function[async=true]', message: 'The core has processes (generators), no promises.' },
				{ selector: 'AwaitExpression', message: 'The core has processes (generators), no promises.' },
				{
					selector: 'NewExpression[callee.name="Promise"]',
					message: 'The core has processes and Deferred, no promises.'
				}
			]
		}
	}
);
