import type { Program } from '../../sim/sys.ts';
import { echoText } from '../builtins/text.ts';

export const echo: Program = {
	name: 'echo',
	*run(sys) {
		yield* sys.stdout.write(echoText(sys.argv.slice(1)));
		return 0;
	}
};
