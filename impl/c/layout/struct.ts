/** Sizes in bytes of C's types on wasm32, where a pointer has as many as an int. */
const SIZES = { int: 4, unsigned: 4, "unsigned short": 2, short: 2, "unsigned char": 1, char: 1 } as const;
const POINTER_SIZE = 4;

type Scalar = keyof typeof SIZES | `${string}*`;
type Type = Scalar | Struct<string>;
/** A member of a struct: its type, or for an array the type and the number of elements. */
type Member = Type | readonly [Type, number];

/** A struct that C and TypeScript share. */
export interface Struct<Name extends string> {
	readonly name: string;
	/** In bytes. */
	readonly size: number;
	readonly alignment: number;
	/** Offsets of the members, in bytes. */
	readonly offsets: Readonly<Record<Name, number>>;
	readonly places: readonly Place<Name>[];
	/** The struct in C. */
	readonly declaration: string;
}

/** A member as part of words: the first of them, and the bits of it that are the member's. */
interface Place<Name extends string> {
	readonly member: Name;
	readonly word: number;
	readonly shift: number;
	readonly mask: number;
}

/** Describes a struct by its members, in their order. */
export function struct<const Members extends Readonly<Record<string, Member>>>(
	name: string,
	members: Members,
): Struct<keyof Members & string> {
	type Name = keyof Members & string;
	const offsets: Partial<Record<Name, number>> = {};
	const places: Place<Name>[] = [];
	let [end, alignment] = [0, 1];
	for (const member of Object.keys(members) as Name[]) {
		const { size, alignment: own } = spaceOf(members[member] as Member);
		const offset = alignedTo(end, own);
		offsets[member] = offset;
		const mask = size < 4 ? (1 << (8 * size)) - 1 : -1;
		places.push({ member, word: offset >> 2, shift: 8 * (offset & 3), mask });
		end = offset + size;
		alignment = Math.max(alignment, own);
	}
	const lines = Object.entries(members).map(([member, type]) => `\t${declarationOf(member, type)};\n`);
	const declaration = `struct ${name} {\n${lines.join("")}};\n`;
	return {
		name,
		size: alignedTo(end, alignment),
		alignment,
		offsets: offsets as Record<Name, number>,
		places,
		declaration,
	};
}

/** Assertions in C that the compiler lays the struct out as TypeScript does: a module with another layout does not compile. */
export function assertions({ name, size, offsets }: Struct<string>): string {
	const lines = Object.entries(offsets).map(
		([member, offset]) =>
			`_Static_assert(__builtin_offsetof(struct ${name}, ${member}) == ${offset}, "${name}.${member}");\n`,
	);
	return `${lines.join("")}_Static_assert(sizeof(struct ${name}) == ${size}, "${name}");\n`;
}

/**
 * The words of a struct.
 *
 * @param values by member its number or address; the words one after the other of a longer member
 */
export function packed<Name extends string>(
	{ size, places }: Struct<Name>,
	values: Readonly<Record<Name, number | readonly number[]>>,
): readonly number[] {
	const words = new Array<number>(size >> 2).fill(0);
	for (const { member, word, shift, mask } of places) {
		const value: number | readonly number[] = values[member];
		if (typeof value === "number") words[word] = (words[word] ?? 0) | ((value & mask) << shift);
		else for (let i = 0; i < value.length; i++) words[word + i] = value[i] ?? 0;
	}
	return words;
}

function spaceOf(type: Member): { readonly size: number; readonly alignment: number } {
	if (isArray(type)) {
		const { size, alignment } = spaceOf(type[0]);
		return { size: size * type[1], alignment };
	}
	if (typeof type !== "string") return type;
	const size = isPointer(type) ? POINTER_SIZE : SIZES[type];
	return { size, alignment: size };
}

function declarationOf(name: string, type: Member): string {
	if (isArray(type)) return `${declarationOf(name, type[0])}[${type[1]}]`;
	return typeof type === "string" ? `${type} ${name}` : `struct ${type.name} ${name}`;
}

function isArray(type: Member): type is readonly [Type, number] {
	return Array.isArray(type);
}

function isPointer(type: Scalar): type is `${string}*` {
	return type.endsWith("*");
}

function alignedTo(offset: number, alignment: number): number {
	return Math.ceil(offset / alignment) * alignment;
}
