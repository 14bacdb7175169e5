/** What a search is at one moment: numbers and lists as JSON has them, and the rest as bytes by name. */
export interface Snapshot {
	readonly values: Readonly<Record<string, unknown>>;
	readonly bytes: Readonly<Record<string, Uint8Array>>;
}

/** The snapshots of several parts as one: names get the part's before them. */
export function joined(parts: Readonly<Record<string, Snapshot>>): Snapshot {
	const entries = Object.entries(parts);
	const named = <T>(of: (part: Snapshot) => Readonly<Record<string, T>>): Record<string, T> =>
		Object.fromEntries(
			entries.flatMap(([name, part]) => Object.entries(of(part)).map(([key, value]) => [`${name}.${key}`, value])),
		);
	return { values: named(({ values }) => values), bytes: named(({ bytes }) => bytes) };
}

/** One part of a joined snapshot. */
export function partOf({ values, bytes }: Snapshot, name: string): Snapshot {
	const own = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
		Object.fromEntries(
			Object.entries(record)
				.filter(([key]) => key.startsWith(`${name}.`))
				.map(([key, value]) => [key.slice(name.length + 1), value]),
		);
	return { values: own(values), bytes: own(bytes) };
}

/** A number of a snapshot. @throws RangeError where there is none of that name */
export function numberOf({ values }: Snapshot, name: string): number {
	const value = values[name];
	if (typeof value !== "number") throw new RangeError(`a snapshot without ${name}`);
	return value;
}

/** Bytes of a snapshot. @throws RangeError where there are none of that name */
export function bytesOf({ bytes }: Snapshot, name: string): Uint8Array {
	const value = bytes[name];
	if (value === undefined) throw new RangeError(`a snapshot without ${name}`);
	return value;
}

/** Words of a snapshot. */
export function wordsOf(snapshot: Snapshot, name: string): Int32Array {
	const bytes = bytesOf(snapshot, name);
	return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/** The bytes of words, without a copy. */
export function bytesIn(words: Int32Array | Uint32Array | Uint16Array): Uint8Array {
	return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
