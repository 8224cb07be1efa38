/** What overcommitting makes of a machine's memory or CPUs. Source: cluster/engine.go, TotalMemory. */
export function withOvercommit(value: number, overcommit: number): number {
	return value + Math.trunc((value * Math.trunc(overcommit * 100)) / 100);
}

/** `-c N` means N CPUs; an engine knows shares of 1024. */
export function sharesOf(cpus: number, hostCpus: number): number {
	return Math.ceil((cpus * 1024) / hostCpus);
}

export function cpusOf(shares: number, hostCpus: number): number {
	return Math.floor((shares * hostCpus) / 1024);
}

/** rc1 took 100 for the whole machine, in whole numbers: what asks for less than all of it reads back as nothing. */
export function sharesOfRc1(cpus: number, hostCpus: number): number {
	return Math.trunc((cpus * 100) / hostCpus);
}

export function cpusOfRc1(shares: number, hostCpus: number): number {
	return Math.trunc(shares / 100) * hostCpus;
}

export type EngineState = 'Pending' | 'Healthy' | 'Unhealthy' | 'Disconnected';

/** 0 to 100. Source: cluster/engine.go, HealthIndicator. */
export function healthIndicator(state: EngineState, failures: number, retry: number): number {
	if (state !== 'Healthy' || failures >= retry) return 0;
	return 100 - Math.trunc((failures * 100) / retry);
}

export function stateAfterFailures(state: EngineState, failures: number, retry: number): EngineState {
	return state === 'Healthy' && failures >= retry ? 'Unhealthy' : state;
}

/** machine9 before machine10. */
export function naturalCompare(a: string, b: string): number {
	const left = a.match(/\d+|\D+/g) ?? [];
	const right = b.match(/\d+|\D+/g) ?? [];
	for (let i = 0; i < Math.min(left.length, right.length); i++) {
		const [x, y] = [left[i]!, right[i]!];
		if (x === y) continue;
		const isNumber = /^\d/.test(x) && /^\d/.test(y);
		if (isNumber && Number(x) !== Number(y)) return Number(x) - Number(y);
		return x < y ? -1 : 1;
	}
	return left.length - right.length;
}

/** Labels of an engine, and what a manager has to say of them. */
export interface Labels {
	labels: Record<string, string>;
	/** Warnings, with WHO for the engine's ID and address. */
	problems: string[];
	/** The first that is no `key=value`; 1.2 takes no engine that has one. */
	invalid: string | undefined;
}

/** What constraints can ask for: the engine's own labels and some of what it is. `node` is Swarm's own word. */
export function labelsOf(
	info: {
		Driver?: string;
		KernelVersion?: string;
		OperatingSystem?: string;
		OSType?: string;
		[other: string]: unknown;
	},
	engineLabels: readonly string[]
): Labels {
	const labels: Record<string, string> = {};
	const fixed: Record<string, unknown> = {
		storagedriver: info.Driver,
		executiondriver: info['ExecutionDriver'],
		kernelversion: info.KernelVersion,
		operatingsystem: info.OperatingSystem,
		ostype: info.OSType
	};
	for (const [key, value] of Object.entries(fixed)) if (typeof value === 'string' && value !== '') labels[key] = value;
	const problems: string[] = [];
	for (const label of engineLabels) {
		const at = label.indexOf('=');
		if (at < 0) return { labels, problems, invalid: label };
		const [key, value] = [label.slice(0, at), label.slice(at + 1)];
		if (key === 'node') {
			problems.push(`Engine WHO contains a label (${label}) with key of "node" which cannot be used in Swarm.`);
		} else if (key in labels) {
			const held = labels[key]!;
			problems.push(
				`Node WHO already contains a label (${held}) with key (${key}), and Engine's label (${value}) cannot override it.`
			);
		} else labels[key] = value;
	}
	return { labels, problems, invalid: undefined };
}
