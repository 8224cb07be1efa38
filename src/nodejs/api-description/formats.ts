const inRange = (least: number, most: number) => ({
	type: 'number' as const,
	validate: (value: number): boolean => Number.isInteger(value) && value >= least && value <= most
});

const isTime = (text: string): boolean =>
	/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));

/** Addresses as Go prints them; an unset one is empty. */
const ADDRESS = /^$|^[0-9a-f.:]+$/;
const SUBNET = /^[0-9a-f.:]+\/\d+$/;

/**
 * The formats of Docker's description, as Go writes them. JSON's numbers are floats here: the widest are held to their
 * ranges only.
 */
export const FORMATS = {
	'date-time': isTime,
	dateTime: isTime,
	int64: inRange(-(2 ** 63), 2 ** 63),
	uint8: inRange(0, 255),
	uint16: inRange(0, 65_535),
	uint32: inRange(0, 2 ** 32 - 1),
	uint64: inRange(0, 2 ** 64),
	'ip-address': ADDRESS,
	CIDR: SUBNET,
	cidr: SUBNET,
	json: true,
	binary: true,
	uri: true
} as const;
