import type { Scope } from "../../model/scope.ts";
import type { Limits } from "../limits.ts";
import { searchSpecification } from "./search-specification.ts";

/**
 * Counts the states of the specification at a scope.
 *
 * @returns undefined where a limit ended the search, or rows are shared, which it does not take
 */
export async function countStates(
	scope: Scope,
	limits: Limits,
	signal: AbortSignal | undefined,
): Promise<number | undefined> {
	if (scope.rows === "shared") return undefined;
	const how = { symmetry: true, claims: [], limits, signal, onProgress: undefined };
	const { states, stoppedBy } = await searchSpecification(scope, how);
	return stoppedBy === undefined ? states : undefined;
}
