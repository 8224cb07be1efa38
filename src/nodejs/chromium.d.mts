/** Flags for a Chromium that runs as root, without a network of its own. */
export const CHROMIUM_FLAGS: string[];
/** @returns path of a Chromium: $CHROMIUM, else the usual places */
export function findChromium(): string | undefined;
