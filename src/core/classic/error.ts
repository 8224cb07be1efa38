/** What a user did wrong or what befell a cluster, as Swarm words it. */
export class SwarmError extends Error {
	override name = 'SwarmError';
	constructor(
		message: string,
		/** For the API. */
		readonly status = 500
	) {
		super(message);
	}
}
