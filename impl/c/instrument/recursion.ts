// Puts calls into a program in LLVM's text form, so that bridge/failures.c counts calls of functions that call themselves.

import { SourceLines } from "./source-lines.ts";

const NAME = /@([\w.$-]+|"[^"]+")/g;
const CALL_BY_NAME = /\bcall\b[^@]*?@([\w.$-]+|"[^"]+")\(/;
const CALL_BY_ADDRESS = /\bcall\b[^@(]*? %[\w.]+\(/;
const LABEL = /^(?:[\w.$-]+|"[^"]+"):/;
const RETURN = /^ +ret /;

/** A function of a program: its lines, from the one that defines it to the one that ends it, and whom it may call. */
interface Body {
	readonly name: string;
	readonly lines: readonly string[];
	readonly calls: ReadonlySet<string>;
}

/**
 * Inserts a call at the start of each function of the source that may call itself, directly or through others, and one
 * before each return, so that an endless recursion fails at the same place every time, before any stack overflows.
 *
 * @param program all parts of the program, this one among them
 */
export function withCallLimit(ir: string, program: readonly string[] = [ir]): string {
	const source = new SourceLines(ir);
	const { bodies, addresses } = bodiesOf(program.join("\n"));
	const recursive = inCycles(bodies, addresses);
	let isCounted = false;
	return ir
		.split("\n")
		.flatMap((line, index, lines) => {
			if (line.startsWith("define ")) isCounted = source.isOfSource(line) && recursive.has(nameOf(line));
			if (!isCounted) return [line];
			const place = placeIn(source, lines, index);
			if (RETURN.test(line)) return [`  call void @rollcall_leave()${place}`, line];
			// The label of the first block stays before its first instruction.
			const isStart = line.startsWith("define ") ? !LABEL.test(lines[index + 1] ?? "") : isFirstLabel(lines, index);
			return isStart ? [line, `  call void @rollcall_enter()${place}`] : [line];
		})
		.join("\n");
}

function isFirstLabel(lines: readonly string[], index: number): boolean {
	return (lines[index - 1] ?? "").startsWith("define ") && LABEL.test(lines[index] ?? "");
}

/** Debug location of an instruction or, where it has none, of the next one of its function that has one. */
function placeIn(source: SourceLines, lines: readonly string[], index: number): string {
	for (let at = index; at < lines.length && lines[at] !== "}"; at++) {
		const line = lines[at] ?? "";
		const place = line.startsWith(" ") ? source.placeOf(line) : "";
		if (place !== "") return place;
	}
	return "";
}

/** Functions, and the names of those whose address is taken: a call by address may be one of any of them. */
function bodiesOf(ir: string): { readonly bodies: readonly Body[]; readonly addresses: ReadonlySet<string> } {
	const bodies: { name: string; lines: string[]; calls: Set<string> }[] = [];
	const addresses = new Set<string>();
	let body: (typeof bodies)[number] | undefined;
	for (const line of ir.split("\n")) {
		if (line.startsWith("define ")) {
			body = { name: nameOf(line), lines: [], calls: new Set() };
			bodies.push(body);
		} else if (line === "}") body = undefined;
		else noteNames(line, body, addresses);
	}
	return { bodies, addresses };
}

function noteNames(
	line: string,
	body: { readonly lines: string[]; readonly calls: Set<string> } | undefined,
	addresses: Set<string>,
): void {
	const [, called] = body ? (CALL_BY_NAME.exec(line) ?? []) : [];
	body?.lines.push(line);
	if (called !== undefined) body?.calls.add(called);
	let isFirst = called !== undefined;
	for (const [, name = ""] of line.matchAll(NAME)) {
		if (isFirst && name === called) isFirst = false;
		else addresses.add(name);
	}
}

function nameOf(define: string): string {
	return /@([\w.$-]+|"[^"]+")\(/.exec(define)?.[1] ?? "";
}

/** Names of the functions that are in a cycle of calls, or between two: what neither ends nor begins is left. */
function inCycles(bodies: readonly Body[], addresses: ReadonlySet<string>): ReadonlySet<string> {
	const names = new Set(bodies.map(({ name }) => name));
	const taken = [...addresses].filter((name) => names.has(name));
	const calls = new Map(
		bodies.map(({ name, lines, calls }) => {
			const all = lines.some((line) => CALL_BY_ADDRESS.test(line)) ? [...calls, ...taken] : [...calls];
			return [name, new Set(all.filter((other) => names.has(other)))];
		}),
	);
	for (;;) {
		const called = new Set([...calls.values()].flatMap((others) => [...others]));
		const ends = [...calls].filter(
			([name, others]) => !called.has(name) || ![...others].some((other) => calls.has(other)),
		);
		if (ends.length === 0) return new Set(calls.keys());
		for (const [name] of ends) calls.delete(name);
	}
}
