import type { ProductSearch, TargetSymmetry } from "../../../explore/product/search-result.ts";
import { formatAction } from "../../../model/action.ts";
import { type Scope, scopeName } from "../../../model/scope.ts";
import { sumOf } from "../../../properties/unfollowed.ts";
import { counted } from "../numbers.ts";

/** Symmetry reduction of a target's search, or the reason why there was none; undefined where it was not asked for. */
export function symmetryText(scope: Scope, { symmetry, asymmetric }: ProductSearch): string | undefined {
	if (asymmetric) {
		return `every product state, since ${formatAction(scope, asymmetric)} does something else under other names of processes`;
	}
	return symmetry && reducedText(symmetry);
}

function reducedText({ stored, compared, isExhausted }: TargetSymmetry): string {
	const steps = `${isExhausted ? "the first " : ""}${counted(compared, "step")}`;
	return `${counted(stored, "product state")} stored, one of all that differ in the names of users or of services; ${steps} in new situations compared with the same under other names`;
}

/** Symmetry reduction of several searches: those that have it in one line, and the reasons of others. */
export function symmetryLines(
	searches: readonly { readonly scope: Scope; readonly search: ProductSearch }[],
): readonly string[] {
	const asymmetric = searches.filter(({ search }) => search.asymmetric);
	const reasons = asymmetric.map(({ scope, search }) => `${scopeName(scope)}: ${symmetryText(scope, search)}`);
	const reduced = searches.flatMap(({ scope, search: { symmetry } }) => (symmetry ? [{ scope, symmetry }] : []));
	if (reduced.length === 0) return reasons;
	const whole: TargetSymmetry = {
		stored: sumOf(reduced, ({ symmetry }) => symmetry.stored),
		compared: sumOf(reduced, ({ symmetry }) => symmetry.compared),
		isExhausted: reduced.some(({ symmetry }) => symmetry.isExhausted),
	};
	return [`${reduced.map(({ scope }) => scopeName(scope)).join(", ")}: ${reducedText(whole)}`, ...reasons];
}
