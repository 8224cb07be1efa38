/** Our own client marks the requests that a waiting command repeats five times a second; they are not traced. */
export const POLL_HEADER = 'X-Swarmlab-Poll';
