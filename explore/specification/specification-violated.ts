/** Error for a claim that the specification itself violates. */
export class SpecificationViolated extends Error {
	override readonly name = "SpecificationViolated";
	/** The id of the claim. */
	readonly claim: string;
	readonly detail: string;

	constructor(claim: string, detail: string) {
		super(`the specification breaks ${claim}: ${detail}`);
		this.claim = claim;
		this.detail = detail;
	}
}
