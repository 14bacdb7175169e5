import { CLAIMS, type Claim } from "../properties/ledger.ts";
import { UsageError } from "./errors.ts";

/** Claims of the ledger by their ids. @param option that names them. @throws UsageError where there is no such claim */
export function claimsNamed(ids: readonly string[], option = "only"): readonly Claim[] {
	return ids.map((id) => {
		const claim = CLAIMS.find((candidate) => candidate.id === id);
		if (!claim) throw new UsageError(`there is no claim "${id}"; rollcall claims lists the ids`, option);
		return claim;
	});
}

/**
 * Claims, with those of the ledger that their checks take for granted: a search that did not check these would say that a claim holds
 * where it is broken past them.
 */
export function withRested(claims: readonly Claim[]): readonly Claim[] {
	const rested = CLAIMS.filter(({ id }) => claims.some(({ restsOn }) => restsOn?.includes(id)));
	const more = rested.filter(({ id }) => claims.every((claim) => claim.id !== id));
	return more.length === 0 ? claims : [...claims, ...more];
}
