/** The disk of one machine. Placeholder signature; see README. */
export class Files {}
