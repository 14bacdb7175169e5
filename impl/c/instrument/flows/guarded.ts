// Finds the stores that a branch skips, where it does nothing else, as in a counter that stops at a bound, or a greatest value.

import { ARITHMETIC } from "./instructions.ts";

/** A store that a branch skips. */
export interface GuardedStore {
	/** Number of the line of the branch. */
	readonly branch: number;
	/** Number of the line that stores. */
	readonly store: number;
}

const BRANCH = /^ +br i1 (%\S+), label %([-\w.$]+), label %([-\w.$]+)/;
const JUMP = /^ +br label %([-\w.$]+)/;
const LABEL = /^([-\w.$]+):/;
/** Label of a block that one other leads to. */
const ONE_BEFORE = /^[-\w.$]+: +; preds = %[-\w.$]+$/;
const STORE = /^ +store i\d+ \S+, ptr (?:(%[-\w.$]+)|@[\w.$]+|getelementptr [^%]*\)), align \d+/;

/**
 * Finds the stores that are all that a branch decides.
 *
 * @param number of the line @param name of the value that it is taken by
 * @param lines the function
 * @returns undefined where the branch decides more
 */
export function guardedStores(
	number: number,
	name: string,
	lines: readonly string[],
): readonly GuardedStore[] | undefined {
	const [, condition, one = "", other = ""] = BRANCH.exec(lines[number] ?? "") ?? [];
	if (condition !== name || one === other) return undefined;
	return storesOfSide(one, other, number, lines) ?? storesOfSide(other, one, number, lines);
}

/** The stores of a block that only leads on to where the branch leads otherwise. */
function storesOfSide(
	side: string,
	onward: string,
	branch: number,
	lines: readonly string[],
): readonly GuardedStore[] | undefined {
	const start = blockAt(side, lines);
	if (!ONE_BEFORE.test(lines[start] ?? "") || choosesBetween(onward, lines)) return undefined;
	const defined = new Set<string>();
	const stores: GuardedStore[] = [];
	for (let at = start + 1; at < lines.length; at++) {
		const line = lines[at] ?? "";
		if (JUMP.exec(line)?.[1] === onward) return stores;
		const [, value] = ARITHMETIC.exec(line) ?? [];
		if (value !== undefined) {
			defined.add(value);
			continue;
		}
		const store = STORE.exec(line);
		// The address has to be known at the branch.
		if (!store || (store[1] !== undefined && defined.has(store[1]))) return undefined;
		stores.push({ branch, store: at });
	}
	return undefined;
}

/** True if a block has a value that depends on where it was reached from. */
function choosesBetween(label: string, lines: readonly string[]): boolean {
	const start = blockAt(label, lines);
	return start < 0 || / = phi /.test(lines[start + 1] ?? "");
}

/** Number of the line with a label; -1 for none. */
function blockAt(label: string, lines: readonly string[]): number {
	return lines.findIndex((line) => LABEL.exec(line)?.[1] === label);
}
