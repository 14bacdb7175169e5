// Numbers that name no row of the process table, no event and no mask.

/**
 * Endpoints that no row of the process table has: names, and how C and TypeScript get them. PM's own is 0, which no row
 * has after its first life began.
 */
export const OUTSIDE_ENDPOINTS = [
	{ name: "NONE", inC: "NONE", of: () => 0x7ace },
	{ name: "ANY", inC: "ANY", of: () => 0x7acf },
	{ name: "-1", inC: "(-1)", of: () => -1 },
	{ name: "NR_PROCS", inC: "(PM_LIFE + NR_PROCS)", of: (processes: number) => 0x8000 + processes },
	{ name: "PM", inC: "0", of: () => 0 },
] as const;

/** Numbers that are no event: names and values. */
export const UNKNOWN_EVENTS = [0, 3, 4, -1] as const;

/** Masks with bits that stand for no event; the last but one loses its only bit in any field that is narrower. */
export const UNKNOWN_MASKS = [4, 7, 0x8000_0000, 0xffff_ffff] as const;
