import type { Action } from "../../model/action.ts";
import { isSameScope, type Scope } from "../../model/scope.ts";
import { BitSet } from "../bit-set.ts";
import type { Measure } from "../criteria.ts";
import { type RunCoverage, setOf } from "../record/coverage-record.ts";
import type { Reference } from "../record/reference.ts";
import type { StatusCounts } from "../status.ts";
import type { Composed } from "./composed.ts";
import { simplePaths } from "./paths.ts";

/** Parts of the composed system of a scope that were not covered, by one criterion. */
export interface Missing {
	readonly scope: Scope;
	readonly criterion: Measure;
	/** Number of missing parts. */
	readonly total: number;
	/** Nearest of them, each as the shortest interleaving that covers it. */
	readonly interleavings: readonly (readonly Action[])[];
}

/** Coverage of the composed system of a scope. */
interface ComposedSummary {
	readonly measures: readonly (StatusCounts & { readonly measure: Measure; readonly scope: Scope })[];
	readonly missing: readonly Missing[];
}

/** @param most how many interleavings to what is missing are given, of each criterion */
export function summarizeComposed(runs: readonly RunCoverage[], reference: Reference, most: number): ComposedSummary {
	const { composed, paths } = reference;
	const { scope } = composed;
	const own = runs.flatMap((run) => (isSameScope(run.scope, scope) ? (run.composed ?? []) : []));
	const covered = union(
		composed.size * composed.alphabet.length,
		own.map((one) => setOf(one.walked)),
	);
	const shortest = union(
		paths.shortest.length,
		own.map((one) => setOf(one.shortest)),
	);
	const simple = union(
		paths.simple.length,
		own.map((one) => shortened(setOf(one.simple), one.simpleLength, reference)),
	);
	const states = coveredStates(composed, covered);
	const measure = (name: Measure, total: number, covered: number) => {
		return { measure: name, scope, total, covered, infeasible: 0, unknown: 0 };
	};
	const missing = (criterion: Measure, total: number, uncovered: Iterable<readonly Action[]>): Missing => {
		return { scope, criterion, total, interleavings: first(uncovered, most) };
	};
	return {
		measures: [
			measure("state", composed.size, states.size),
			measure("transition", composed.transitions, covered.size),
			measure("shortestPath", paths.shortest.length, shortest.size),
			measure("simplePath", paths.simple.length, simple.size),
		],
		missing: [
			missing("state", composed.size - states.size, uncoveredStates(composed, states)),
			missing("transition", composed.transitions - covered.size, uncoveredTransitions(composed, covered)),
			missing("shortestPath", paths.shortest.length - shortest.size, without(paths.shortest, shortest)),
			missing("simplePath", paths.simple.length - simple.size, without(paths.simple, simple)),
		].filter(({ total }) => total > 0),
	};
}

function union(length: number, sets: readonly BitSet[]): BitSet {
	return sets.reduce((sum, set) => sum.union(set), new BitSet(length));
}

/** Restricts coverage of simple paths to those of at most a smaller length. */
function shortened(covered: BitSet, length: number, { composed, paths }: Reference): BitSet {
	if (length === paths.simpleLength) return covered;
	const numbers = new Map(simplePaths(composed, length).map((path, number) => [JSON.stringify(path), number]));
	const set = new BitSet(paths.simple.length);
	for (const [number, path] of paths.simple.entries()) {
		if (covered.has(numbers.get(JSON.stringify(path)) ?? covered.length)) set.add(number);
	}
	return set;
}

function coveredStates(composed: Composed, covered: BitSet): BitSet {
	const states = new BitSet(composed.size);
	states.add(0);
	for (let node = 0; node < composed.size; node++) {
		for (const action of composed.alphabet.keys()) {
			if (covered.has(node * composed.alphabet.length + action)) states.add(composed.next(node, action));
		}
	}
	return states;
}

function* uncoveredStates(composed: Composed, states: BitSet): Generator<readonly Action[]> {
	for (let node = 0; node < composed.size; node++) if (!states.has(node)) yield composed.pathTo(node);
}

/** Generates uncovered transitions, the nearest first: nodes are in the order of a breadth-first search. */
function* uncoveredTransitions(composed: Composed, covered: BitSet): Generator<readonly Action[]> {
	for (let node = 0; node < composed.size; node++) {
		for (const [index, action] of composed.alphabet.entries()) {
			const isCovered = covered.has(node * composed.alphabet.length + index);
			if (composed.next(node, index) >= 0 && !isCovered) yield [...composed.pathTo(node), action];
		}
	}
}

function without(paths: readonly (readonly Action[])[], covered: BitSet): readonly (readonly Action[])[] {
	const uncovered = paths.filter((_, number) => !covered.has(number));
	return uncovered.toSorted((a, b) => a.length - b.length);
}

function first<T>(all: Iterable<T>, most: number): readonly T[] {
	const some: T[] = [];
	for (const one of all) {
		if (some.length >= most) break;
		some.push(one);
	}
	return some;
}
