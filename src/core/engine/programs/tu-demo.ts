import { httpDate, serveHttp, type HttpRequest, type HttpResponse } from './http-server.ts';
import { AddressInUseError, type ContainerProgram, type ContainerWorld } from './program.ts';

interface Poll {
	question: string;
	choices: readonly [string, string];
	colour: string;
}

/** What v1 asks is in articles/deep-dive.txt; of v2 it only says that it is another poll. */
const POLLS: Readonly<Record<'v1' | 'v2', Poll>> = {
	v1: { question: 'What do you call it?', choices: ['Football', 'Soccer'], colour: '#1d5c96' },
	v2: { question: 'What do you drink?', choices: ['Tea', 'Coffee'], colour: '#7a3b12' }
};

/**
 * nigelpoulton/tu-demo: a poll. Each container counts for itself in its memory: behind a service of several replicas a
 * reload meets another count, and an update forgets them all. A browser gets the page with its form; a client that does
 * not ask for HTML (curl) one line that says version and container, as in the recordings.
 */
export function tuDemo(version: 'v1' | 'v2'): ContainerProgram {
	return {
		name: 'tu-demo',
		handles: ['SIGTERM', 'SIGINT', 'SIGWINCH'],
		*main(world) {
			yield* world.stdout.write(`tu-demo ${version}\n`);
			const poll = POLLS[version];
			const votes = poll.choices.map(() => 0);
			try {
				world.listen(80, (connection) =>
					serveHttp(connection, (request) => answer(world, version, poll, votes, request))
				);
			} catch (error) {
				if (!(error instanceof AddressInUseError)) throw error;
				yield* world.stderr.write('bind: Address already in use\n');
				return 1;
			}
			yield* world.stdout.write('listening on port 80\n');
			yield* world.signal();
			yield* world.stdout.write('stopping\n');
			return 0;
		}
	};
}

function answer(
	world: ContainerWorld,
	version: 'v1' | 'v2',
	poll: Poll,
	votes: number[],
	request: HttpRequest
): HttpResponse {
	if (request.method === 'POST') {
		const given = /(?:^|&)vote=([^&]*)/.exec(request.body)?.[1];
		const choice = poll.choices.findIndex((name) => name === given);
		if (choice >= 0) votes[choice] = votes[choice]! + 1;
	}
	const wantsPage = request.headers.get('accept')?.includes('text/html') ?? false;
	return {
		status: 200,
		headers: [
			['Date', httpDate(world.machine.sim.wallMs)],
			['Content-Type', 'text/html']
		],
		body: wantsPage ? page(world.hostname, version, poll, votes) : `tu-demo ${version} on ${world.hostname}\n`
	};
}

function page(
	hostname: string,
	version: string,
	{ question, choices, colour }: Poll,
	votes: readonly number[]
): string {
	const button = (name: string, i: number): string =>
		`<p><button name="vote" value="${name}" style="min-width:9em;padding:.5em;font:inherit">${name}</button> <b>${votes[i]!}</b></p>`;
	return `<!DOCTYPE html>
<html lang="en">
<head><title>tu-demo ${version}</title></head>
<body style="border-top:.5em solid ${colour};padding-top:1em">
<h1 style="color:${colour}">${question}</h1>
<form method="post" action="/">
${choices.map(button).join('\n')}
</form>
<p><small>tu-demo ${version} on ${hostname}</small></p>
</body>
</html>
`;
}
