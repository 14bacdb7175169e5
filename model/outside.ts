// Numbers that name no row of the process table, no event and no mask.

/**
 * Endpoints that no row of the process table has: names, and how C and TypeScript get them. PM's own is 0, which no row
 * has after its first life began.
 */
export const OUTSIDE_ENDPOINTS = [
	{ name: "NONE", inC: "NONE", of: () => 0x7bff },
	{ name: "ANY", inC: "ANY", of: () => 0x7c00 },
	{ name: "-1", inC: "(-1)", of: () => -1 },
	{ name: "NR_PROCS", inC: "(PM_LIFE + NR_PROCS)", of: (processes: number) => 0x8000 + processes },
	{ name: "PM", inC: "0", of: () => 0 },
	{ name: "INT_MIN", inC: "(-2147483647 - 1)", of: () => -0x8000_0000 },
	{ name: "INT_MAX", inC: "2147483647", of: () => 0x7fff_ffff },
] as const;

/**
 * Bits of an endpoint that say which life of its row it is of; a reply with one of them flipped is about no process. A source that
 * compares some of the bits only loses one of these: the lowest, the highest, one between them, or the sign.
 */
export const FLIPPED_BITS = [15, 22, 30, 31] as const;

/** Numbers that are no event: the last of them are one each in a field of few bits, in 16 bits, and without the sign. */
export const UNKNOWN_EVENTS = [0, 3, 4, -1, 5, 6, 0x1_0001, 0x1_0002, 0x8000_0001 | 0, 0x8000_0002 | 0] as const;

/** Masks with bits that stand for no event; some lose all of these, or their only bit, in any field that is narrower. */
const MASKS_OF_SEARCHES = [4, 7, 0x8000_0000, 0xffff_ffff, 0x100, 0x1_0001] as const;

/** Number of the unknown masks that searches take: the first ones. */
export const SEARCHED_MASKS = MASKS_OF_SEARCHES.length;

/** Bits that stand for no event, each by itself. */
const BITS = Array.from({ length: 30 }, (_, bit) => (4 << bit) >>> 0);

/** All unknown masks: behind those of searches each bit alone, and each with an event. */
export const UNKNOWN_MASKS: readonly [number, ...number[]] = [
	...MASKS_OF_SEARCHES,
	...[0, 1, 2].flatMap((event) => BITS.map((bit) => (bit | event) >>> 0)),
];

/** Unknown masks of searches that random interleavings take with one bit after the other: one without an event, and one with EXIT. */
const VARIED: readonly number[] = [MASKS_OF_SEARCHES.indexOf(0x100), MASKS_OF_SEARCHES.indexOf(0x1_0001)];

/** The number of an unknown mask with the same events, and another bit at each place in an interleaving. */
export function variedMask(unknownMask: number, place: number): number {
	const event = VARIED.indexOf(unknownMask);
	return event < 0 ? unknownMask : SEARCHED_MASKS + event * BITS.length + (place % BITS.length);
}
