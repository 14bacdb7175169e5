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
