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

/** A mistake that Swarm did not think of: Go ends the program. */
export class GoPanic extends SwarmError {
	override name = 'GoPanic';
}
