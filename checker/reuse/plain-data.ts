import { deserialize, serialize } from "node:v8";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";

// Results are plain data, but for the claims in them, which have functions: those are stored by their ids.

/** Name of the only field of an object that stands for a claim. */
const CLAIM_FIELD = "$claim";

/** Serialises plain data in which claims of the ledger may stand. @throws Error where there is something else, such as a function */
export function bytesOf(data: unknown): Uint8Array {
	return serialize(mapped(data, (value) => (isClaim(value) ? { [CLAIM_FIELD]: value.id } : undefined)));
}

/** Reads back what `bytesOf` made. @throws RangeError where a claim is not in the ledger */
export function dataOf(bytes: Uint8Array): unknown {
	return mapped(deserialize(bytes), (value) => {
		const id: unknown = Object.entries(value).find(([name]) => name === CLAIM_FIELD)?.[1];
		if (id === undefined) return undefined;
		const claim = CLAIMS.find((one) => one.id === id);
		if (!claim) throw new RangeError(`there is no claim ${id} in the ledger`);
		return claim;
	});
}

function isClaim(value: object): value is Claim {
	return CLAIMS.some((claim) => claim === value);
}

/** A copy of data, with some objects in it replaced. @param replaced gives an object's replacement, undefined to copy it */
function mapped(data: unknown, replaced: (value: object) => unknown): unknown {
	if (typeof data !== "object" || data === null || ArrayBuffer.isView(data)) return data;
	const replacement = replaced(data);
	if (replacement !== undefined) return replacement;
	if (Array.isArray(data)) return data.map((one) => mapped(one, replaced));
	if (data instanceof Set) return new Set([...data].map((one) => mapped(one, replaced)));
	if (data instanceof Map) return new Map([...data].map(([key, value]) => [key, mapped(value, replaced)]));
	return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, mapped(value, replaced)]));
}
