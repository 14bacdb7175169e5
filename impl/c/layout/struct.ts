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
	/** Offsets of the members, and their sizes, in bytes. */
	readonly offsets: Readonly<Record<Name, number>>;
	readonly sizes: Readonly<Record<Name, number>>;
	/** The struct in C. */
	readonly declaration: string;
}

/** Describes a struct by its members, in their order. */
export function struct<const Members extends Readonly<Record<string, Member>>>(
	name: string,
	members: Members,
): Struct<keyof Members & string> {
	const offsets: Record<string, number> = {};
	const sizes: Record<string, number> = {};
	let [end, alignment] = [0, 1];
	for (const [member, type] of Object.entries(members)) {
		const { size, alignment: own } = spaceOf(type);
		sizes[member] = size;
		offsets[member] = alignedTo(end, own);
		end = alignedTo(end, own) + size;
		alignment = Math.max(alignment, own);
	}
	const lines = Object.entries(members).map(([member, type]) => `\t${declarationOf(member, type)};\n`);
	const declaration = `struct ${name} {\n${lines.join("")}};\n`;
	const places = { offsets, sizes } as Pick<Struct<keyof Members & string>, "offsets" | "sizes">;
	return { name, size: alignedTo(end, alignment), alignment, ...places, declaration };
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
	{ size, offsets, sizes }: Struct<Name>,
	values: Readonly<Record<Name, number | readonly number[]>>,
): Int32Array {
	const words = new Int32Array(Math.ceil(size / 4));
	const views = { 1: new Int8Array(words.buffer), 2: new Int16Array(words.buffer) };
	for (const name of Object.keys(offsets) as Name[]) {
		const [value, offset]: [number | readonly number[], number] = [values[name], offsets[name]];
		const bytes: number = sizes[name];
		if (typeof value !== "number") words.set(value, offset / 4);
		else if (bytes === 1 || bytes === 2) views[bytes][offset / bytes] = value;
		else words[offset / 4] = value;
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
