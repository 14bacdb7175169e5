import type { RunCoverage } from "../../coverage/record/coverage-record.ts";
import { type References, scopesOf, smallerScope } from "../../coverage/record/reference.ts";
import { reachOf } from "../../coverage/source/reach.ts";
import { type SourceCoverage, sourceCoverage } from "../../coverage/source/source.ts";
import type { SourceReach } from "../../coverage/source/source-summary.ts";
import type { Limits } from "../../explore/limits.ts";
import { distinctScopes, isSameScope, type Scope } from "../../model/scope.ts";
import type { OpenedTarget } from "../open-target.ts";
import type { CheckOptions } from "../options.ts";

/**
 * Searches completely for the reachable code of a source, at the scopes of its runs or, where they are too large,
 * smaller ones.
 *
 * @param limits those of each search after violations
 * @returns undefined where the target has no source
 */
export async function reachOfSource(
	opened: OpenedTarget,
	{ matchers, tooLarge }: References,
	runs: readonly RunCoverage[],
	limits: () => Limits,
	onProgress: CheckOptions["onProgress"],
): Promise<SourceReach | undefined> {
	const isTooLarge = (scope: Scope): boolean => tooLarge.some((one) => isSameScope(one, scope));
	const own = scopesOf(runs).map((scope) => (isTooLarge(scope) ? smallerScope(scope) : scope));
	// With one slot only, a second subscriber finds none left.
	const crowded = own.filter(({ services }) => services > 1).map((scope) => ({ ...scope, slots: 1 }));
	const reasons = await Promise.all(crowded.map((scope) => opened.cannotHave(scope)));
	const scopes = distinctScopes([...own, ...crowded.filter((_, index) => reasons[index] === undefined)]);
	const [conforming, all]: [(SourceCoverage | undefined)[], SourceCoverage[]] = [[], []];
	let gap: SourceReach["gap"] = scopesOf(runs).some(isTooLarge) ? "scopes" : "nothing";
	let text = "";
	for (const scope of scopes) {
		onProgress?.({ phase: "graph", of: "source", scope });
		const source = await opened.forCoverage(scope, "one");
		if (!source) return undefined;
		const reach = await reachOf(source.counting, scope, matchers, undefined, limits());
		const coverageOf = (counters: readonly number[]) => sourceCoverage(source.text, source.counting.map, counters);
		conforming.push(reach.conforming && coverageOf(reach.conforming));
		all.push(coverageOf(reach.all));
		if (!reach.isComplete) gap = "memories";
		text = source.text;
	}
	return { text, scopes, conforming, all, gap };
}
