import { LIFECYCLES } from "../../model/state.ts";

/** Clause of an invariant as a certificate has it. */
interface CertifiedClause {
	readonly sentence: string;
	/** Values that its observation can have; an invariant allows some of them. */
	readonly values: readonly string[];
}

/** Clauses that a certificate can have, by their ids: a check reads others as damage. */
export const CLAUSES: ReadonlyMap<string, CertifiedClause> = new Map(
	Object.entries({
		subscriber: {
			sentence: "a subscriber is a service that runs, or exits and is not removed yet",
			values: [
				...LIFECYCLES.map((lifecycle) => `user ${lifecycle}`),
				...["free", "running", "exiting", "departing", "zombie"].map((lifecycle) => `service ${lifecycle}`),
			],
		},
		"same-subscriber": {
			sentence: "no two slots have the same subscriber",
			values: ["one slot", "several slots"],
		},
		"wait-count": {
			sentence: "the wait count is the number of processes that wait for the subscriber",
			values: ["less", "equal", "more"],
		},
		kept: {
			sentence: "a slot has a mask, or a process waits there",
			values: ["mask, none", "mask, some", "no mask, none", "no mask, some"],
		},
		slots: { sentence: "there are at most NR_SUBS subscribers", values: ["at most NR_SUBS", "more"] },
		waits: {
			sentence: "a process in an event call waits for a subscriber, others wait for none",
			values: ["in a call", "in no call"].flatMap((call) =>
				["none", "a subscriber", "another"].map((whom) => `${call}, ${whom}`),
			),
		},
	}),
);
