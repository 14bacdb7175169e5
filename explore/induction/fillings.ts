import { MASKS, type Mask } from "../../model/action.ts";
import type { Cast } from "./cast.ts";
import type { Field, ListLayout } from "./layout.ts";

// The entries behind the end of the list: words that an induction may assume nothing of, or as little as the source needs.

/** Assumption about the entries behind the end of the list: none, that wait counts there are 0, or that all fields are. */
export const ASSUMPTIONS = ["any", "no waiting", "zero"] as const;
/** One of ASSUMPTIONS. */
export type Assumption = (typeof ASSUMPTIONS)[number];

/** Fields that have to be 0 behind the end, a bit each: endpoint, mask, wait count. */
export const ZERO_FIELDS: Readonly<Record<Assumption, number>> = { any: 0, "no waiting": 0b100, zero: 0b111 };

/** Fillings of the entries: zeros, ones, and entries as they could have been left. */
export const FILLINGS = ["zeros", "ones", "stale entries"] as const;

/** Mask and wait count that an entry of the filling has which could have been left. */
export function staleEntry(entry: number): { readonly mask: Mask; readonly waiting: number } {
	return { mask: MASKS[1 + (entry % 3)] ?? 1, waiting: 1 + entry };
}

/**
 * Bytes of all entries.
 *
 * @param filling an index into FILLINGS
 * @param endpointOf the endpoint of a process
 */
export function filled(
	layout: ListLayout,
	filling: number,
	assumption: Assumption,
	{ services, lastService }: Cast,
	endpointOf: (process: number) => number,
): Uint8Array {
	const { entrySize, entryCount, fields } = layout;
	const bytes = new Uint8Array(entrySize * entryCount).fill(filling === 1 ? 0xff : 0);
	for (let entry = 0; entry < entryCount; entry++) {
		const part = bytes.subarray(entry * entrySize, (entry + 1) * entrySize);
		// A removal leaves its own entry, or a copy of one that is still in use.
		const { mask, waiting } = staleEntry(entry);
		const stale = [endpointOf(entry & 1 ? (services[0] ?? lastService) : lastService - entry), mask, waiting];
		for (const [index, field] of fields.entries()) {
			if (filling === 2) put(part, field, stale[index] ?? 0);
			if ((ZERO_FIELDS[assumption] >> index) & 1) put(part, field, 0);
		}
	}
	return bytes;
}

function put(entry: Uint8Array, { shift, width }: Field, value: number): void {
	for (let bit = 0; bit < width; bit++) {
		const at = (shift + bit) >> 3;
		const mask = 1 << ((shift + bit) & 7);
		const isSet = bit < 32 && ((value >>> bit) & 1) === 1;
		entry[at] = isSet ? (entry[at] ?? 0) | mask : (entry[at] ?? 0) & ~mask;
	}
}
