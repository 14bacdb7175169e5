import type { FactoredState } from "../rows/components.ts";

/** Receives from a kernel what the specification has to judge. */
export interface KernelListener {
	/** The state of the specification whose image the loaded memory has. */
	state(): FactoredState;
	/** A pair is expanded: checks the claims in its state. @throws SpecificationViolated */
	visit(state: FactoredState): void;
	/**
	 * A step differs from what is expected. Afterwards the memory may be another, and other steps loaded.
	 *
	 * @param pair one from which it was taken
	 * @param pairs pairs that differ from that one in who their users are only, whom the step does not touch
	 * @param rest the same number for all pairs that differ in who their users are only; undefined where that is not known
	 * @returns whether it violates a claim, in all of these pairs alike; else it is to be kept, or the pairs are to be asked one by one
	 */
	mismatch(pair: number, state: FactoredState, action: number, pairs: number, rest: number | undefined): boolean;
}
