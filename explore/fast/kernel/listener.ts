import type { FactoredState } from "../rows/components.ts";

/** Listener for the steps that the kernel cannot decide. */
export interface KernelListener {
	/** The state of the specification whose image the loaded memory has. */
	state(): FactoredState;
	/**
	 * Called for an expanded pair: checks the claims in its state.
	 *
	 * @param ways the number of pairs that it stands for
	 * @throws SpecificationViolated
	 */
	visit(state: FactoredState, ways: number): void;
	/**
	 * Called for a step that differs from the expected one. Afterwards the memory may be another, and other steps
	 * loaded.
	 *
	 * @param pair one from which it was taken
	 * @param pairs pairs that differ from that one in their users' identities only, which the step does not depend on
	 * @param rest the same number for all pairs that differ in their users' identities only; undefined where that is
	 * not known
	 * @returns true if it violates a claim, in all of these pairs alike; false if the successor is to be stored, or the
	 * pairs have to be checked one by one
	 */
	mismatch(
		pair: number,
		state: FactoredState,
		action: number,
		pairs: readonly number[],
		rest: number | undefined,
	): boolean;
}
