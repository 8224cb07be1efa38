import { it } from 'vitest';
import { expectTopic } from '../swarm/orchestrator/ground-truth.ts';

const LEFT_OUT = 'roots that a user brings (--ca-cert, --ca-key) are left out';
const NEWER = 'the client of the vectors (29.7) says it otherwise than the recorded 28.2.2';

it("what goes wrong is said in docker/cli's words", () =>
	expectTopic('cli-errors', 106, {
		'004': 'no command of ours takes two arguments or more, and nothing else',
		'006': 'no command of ours takes two arguments at most, and none at least',
		'032': "the wrong template is in the client's configuration file, which is not modelled",
		'039': NEWER,
		'104': LEFT_OUT,
		'105': LEFT_OUT,
		'106': LEFT_OUT,
		'109': LEFT_OUT,
		'111': LEFT_OUT,
		'138': NEWER,
		'139': NEWER,
		'147': 'the hidden flag --name of volume create is not there',
		'157': NEWER,
		'160': 'cluster volumes, which volume update is for, are not modelled'
	}));
