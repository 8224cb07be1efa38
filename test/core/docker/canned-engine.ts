/** An engine that knows a fixed answer to every request: the same for the real client and for ours. */
export type Canned = (method: string, path: string) => { status: number; body?: unknown };

export const NO_ENGINE: Canned = () => ({ status: 500, body: { message: 'no engine here' } });
