import { ValueError } from '../errors.ts';
import { parseBytes, parseUint10 } from '../format/go-values.ts';

/** Limits of block devices: `/dev/sda:1mb`. Texts: docker/cli opts/weightdevice.go, throttledevice.go. Each @throws ValueError. */

export function weightDevice(text: string): { Path: string; Weight: number } {
	const { path, value } = split(text);
	const fault = `invalid weight for device: ${text}`;
	const weight = number(() => parseUint10(value, 16), fault);
	if (weight > 0 && (weight < 10 || weight > 1000)) throw new ValueError(fault);
	return { Path: path, Weight: weight };
}

export function bytesPerSecond(text: string): { Path: string; Rate: number } {
	const { path, value } = split(text);
	const rate = number(
		() => parseBytes(value),
		`invalid rate for device: ${text}. The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb`
	);
	return { Path: path, Rate: rate };
}

export function operationsPerSecond(text: string): { Path: string; Rate: number } {
	const { path, value } = split(text);
	const rate = number(
		() => parseUint10(value),
		`invalid rate for device: ${text}. The correct format is <device-path>:<number>. Number must be a positive integer`
	);
	return { Path: path, Rate: rate };
}

function split(text: string): { path: string; value: string } {
	const at = text.indexOf(':');
	if (at <= 0) throw new ValueError(`bad format: ${text}`);
	const path = text.slice(0, at);
	if (!path.startsWith('/dev/')) throw new ValueError(`bad format for device path: ${text}`);
	return { path, value: text.slice(at + 1) };
}

function number(parse: () => number, fault: string): number {
	try {
		return parse();
	} catch (error) {
		if (error instanceof ValueError) throw new ValueError(fault);
		throw error;
	}
}
