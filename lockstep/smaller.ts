import type { Action } from "../model/action.ts";
import { isService, nrProcs, rowOf, type Scope, serviceAt, userAt, withRows } from "../model/scope.ts";
import { maskBitsIn, processesOf, renameProcesses, variantsOf } from "../model/variants.ts";
import type { Interleaving } from "./random.ts";
import type { Failing } from "./same-failure.ts";

// The smaller interleavings that the minimiser tries.

/** The greatest length at which two actions at a time are removed, and others moved: of longer ones there are too many. */
export const MOST_REARRANGED = 40;

/** Returns the interleaving without a run of actions. @param end the place behind it */
export function withoutRun(interleaving: Interleaving, end: number, size: number): Interleaving {
	return [...interleaving.slice(0, Math.max(0, end - size)), ...interleaving.slice(end)];
}

/**
 * Generates smaller interleavings, the smallest first: without runs of actions, processes, actions, two actions, bits
 * of masks; and without one of these after one process takes over the actions of another, one action comes earlier, or
 * has another operand. Of long interleavings only those without bits of masks: `swept` has tried what else they can do without.
 */
export function* smaller({ scope, interleaving }: Failing): Generator<Interleaving> {
	const { length } = interleaving;
	const used = usedIn(interleaving);
	const isRearranged = length <= MOST_REARRANGED;
	if (isRearranged) yield* without(interleaving);
	for (let second = isRearranged ? length - 1 : 0; second > 0; second--) {
		for (let first = second - 1; first >= 0; first--) yield interleaving.toSpliced(second, 1).toSpliced(first, 1);
	}
	for (const [index, action] of interleaving.entries()) {
		const fewer = variantsOf(scope, action).filter((other) => maskBitsIn(other) < maskBitsIn(action));
		for (const other of fewer) yield interleaving.with(index, other);
	}
	if (!isRearranged) return;
	for (const process of used) {
		for (const other of used) {
			if (other !== process)
				yield interleaving.map((action) => renameProcesses(action, (one) => (one === process ? other : one)));
		}
	}
	for (let from = length - 1; from > 0; from--) {
		for (let to = from - 1; to >= 0; to--) {
			yield* lessOf(interleaving.toSpliced(from, 1).toSpliced(to, 0, ...interleaving.slice(from, from + 1)));
		}
	}
	for (const [index, action] of interleaving.entries()) {
		for (const other of variantsOf(scope, action)) yield* lessOf(interleaving.with(index, other));
	}
}

/** The interleaving without a run of actions, a process, or an action. */
function* without(interleaving: Interleaving): Generator<Interleaving> {
	const { length } = interleaving;
	for (let size = length >> 1; size > 1; size >>= 1) {
		for (let end = length; end > 0; end -= size) yield withoutRun(interleaving, end, size);
	}
	yield* lessOf(interleaving);
}

/** The interleaving without one process, and without one action. */
function* lessOf(interleaving: Interleaving): Generator<Interleaving> {
	for (const process of usedIn(interleaving).toReversed())
		yield interleaving.filter((action) => !names(action, process));
	for (let index = interleaving.length - 1; index >= 0; index--) yield interleaving.toSpliced(index, 1);
}

/** The processes that an interleaving names, in process-table order. */
export function usedIn(interleaving: Interleaving): readonly number[] {
	return [...new Set(interleaving.flatMap(processesOf))].sort((a, b) => a - b);
}

function names(action: Action, process: number): boolean {
	return processesOf(action).includes(process);
}

/** An interleaving at a scope of fewer processes. */
interface Compacted {
	readonly scope: Scope;
	readonly interleaving: Interleaving;
}

/**
 * Moves the interleaving to smaller scopes, the smallest first: that of the processes that it names; where services are spread, also
 * ones in which they have other processes between them.
 */
export function* compactions(scope: Scope, interleaving: Interleaving): Generator<Compacted> {
	if (scope.rows !== "services spread") {
		const smaller = compacted(scope, interleaving);
		if (smaller) yield smaller;
		return;
	}
	const used = usedIn(interleaving);
	const services = used.filter((process) => isService(scope, process));
	const users = used.filter((process) => !isService(scope, process));
	for (let distance = 1; ; distance *= 2) {
		const count = Math.max(users.length, services.length * (distance - 1));
		if (count + services.length >= nrProcs(scope) || (distance > 1 && services.length === 0)) return;
		const sized = { ...scope, users: count, services: services.length };
		const smaller = distance === 1 ? withRows(sized, "users first") : sized;
		const rename = (process: number): number =>
			isService(scope, process)
				? serviceAt(smaller, services.indexOf(process))
				: userAt(smaller, users.indexOf(process));
		yield { scope: smaller, interleaving: interleaving.map((action) => renameProcesses(action, rename)) };
	}
}

/** Moves the interleaving to the scope of the processes that it names; undefined where that is its own scope. */
export function compacted(scope: Scope, interleaving: Interleaving): Compacted | undefined {
	if (scope.rows === "shared") return withoutRows(scope, interleaving);
	const used = usedIn(interleaving);
	if (used.length === nrProcs(scope)) return undefined;
	const services = used.filter((process) => isService(scope, process)).length;
	const rename = (process: number): number => used.indexOf(process);
	return {
		scope: { ...scope, users: used.length - services, services },
		interleaving: interleaving.map((action) => renameProcesses(action, rename)),
	};
}

/** Moves the interleaving to the rows that it names. Of each kind, the processes behind the last one that it names are left out. */
function withoutRows(scope: Scope, interleaving: Interleaving): Compacted | undefined {
	const used = usedIn(interleaving);
	const rows = [...new Set(used.map((process) => rowOf(scope, process)))].sort((a, b) => a - b);
	const place = (process: number): number => rows.indexOf(rowOf(scope, process));
	const count = (processes: readonly number[]): number =>
		Math.max(0, ...processes.map((process) => place(process) + 1));
	const users = count(used.filter((process) => !isService(scope, process)));
	const services = count(used.filter((process) => isService(scope, process)));
	if (users + services === nrProcs(scope)) return undefined;
	const rename = (process: number): number => place(process) + (isService(scope, process) ? users : 0);
	return {
		scope: { ...scope, users, services },
		interleaving: interleaving.map((action) => renameProcesses(action, rename)),
	};
}
