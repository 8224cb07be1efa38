/** A script asks for something that our Raft leaves out on purpose; the message names it. */
export class NotModelled extends Error {
	override name = 'NotModelled';
}
