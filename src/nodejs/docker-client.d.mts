/** @returns version of the `docker` on PATH, such as '28.2.2' */
export function dockerClientVersion(): string | undefined;
