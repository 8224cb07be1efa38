import { ApiError } from '../api/error.ts';
import { atLeast, type Era } from '../era/era.ts';
import { isIpAddress } from './ip-address.ts';

const BRIDGE = 'com.docker.network.bridge';

type Problem = (value: string) => string | undefined;

const number: Problem = (value) =>
	/^[+-]?\d+$/.test(value) ? undefined : `strconv.Atoi: parsing ${JSON.stringify(value)}: invalid syntax`;
const bool: Problem = (value) =>
	/^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value)
		? undefined
		: `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`;
const address: Problem = (value) => (value.includes(':') || isIpAddress(value) ? undefined : 'nil ip');

/** Source: libnetwork drivers/bridge/bridge.go, fromLabels. Any other option is not looked at. */
const PROBLEMS: Readonly<Record<string, Problem>> = {
	'com.docker.network.driver.mtu': number,
	'com.docker.network.enable_ipv6': bool,
	[`${BRIDGE}.enable_ip_masquerade`]: bool,
	[`${BRIDGE}.enable_icc`]: bool,
	[`${BRIDGE}.inhibit_ipv4`]: bool,
	[`${BRIDGE}.default_bridge`]: bool,
	[`${BRIDGE}.host_binding_ipv4`]: address,
	'com.docker.network.host_ipv4': address
};

/** @throws ApiError `failed to parse com.docker.network.driver.mtu value: x (…)` */
export function checkBridgeOptions(era: Era, options: Readonly<Record<string, string>>): void {
	for (const [name, value] of Object.entries(options)) {
		const problem = PROBLEMS[name]?.(value);
		if (problem === undefined) continue;
		const kind = atLeast(era.id, '28.2') ? 'invalid' : 'system';
		throw new ApiError(kind, `failed to parse ${name} value: ${value} (${problem})`);
	}
}
