import { describe, expect, it } from "vitest";
import { decide } from "../../../explore/parametric/decide.ts";
import { beyondOf, proveClaims } from "../../../explore/parametric/prove-claims.ts";
import { CLAIMS } from "../../../properties/ledger.ts";
import { claimsProofText } from "../../../report/text/proof/claims-proof.ts";
import { FAULTS, faulty, NEEDS_THREE } from "../../support/faulty-specification.ts";

const CARRIED = CLAIMS.filter((claim) => beyondOf(claim) === undefined);

function claim(id: string) {
	return CLAIMS.filter((one) => one.id === id);
}

describe("claims with any number of processes and slots", () => {
	it("hold for the specification, all that are about its states, steps and single processes", async () => {
		const { decision, claims } = await proveClaims(CLAIMS);
		expect(decision.notInductive).toBeUndefined();
		const holding = claims.filter(({ verdict }) => verdict === "holds").map((one) => one.claim);
		expect(holding).toEqual(CARRIED);
		expect(holding).toHaveLength(23);
	});

	it("are not carried where they are about another design, infinite runs, one run or the memory of a source", () => {
		const beyond = CLAIMS.flatMap((one) => beyondOf(one) ?? []);
		const count = (wanted: string): number => beyond.filter((one) => one === wanted).length;
		expect(["design", "liveness", "witness", "source"].map(count)).toEqual([8, 2, 2, 3]);
	});

	it("have a faulty specification each", () => {
		expect(Object.keys(FAULTS).toSorted()).toEqual(CARRIED.map(({ id }) => id).toSorted());
	});

	it.each(Object.keys(FAULTS))("%s is broken by a step of a specification with that fault", (id) => {
		const [fault] = [FAULTS[id]].flatMap((one) => one ?? []);
		expect(fault).toBeDefined();
		if (fault) expect([...decide(claim(id), faulty(fault)).broken.keys()]).toEqual([id]);
	});
});

describe("a claim that a step breaks", () => {
	it("is violated by the shortest run from the start, at the size of that run", async () => {
		const createSystem = faulty(FAULTS["asked-once"] ?? (({ step }) => step));
		const proof = await proveClaims(claim("asked-once"), { createSystem });
		const [one] = proof.claims;
		expect(claimsProofText(proof)).toContain("✗ asked-once violated: by 6 actions at 1u 1s 1k");
		expect(one?.verdict).toBe("violated");
		expect(one?.basis).toMatchObject({ kind: "violation", scope: { users: 1, services: 1, slots: 1 } });
		if (one?.basis.kind === "violation") expect(one.basis.run.steps).toHaveLength(6);
	});

	it("is unknown, and never violated, where no run from the start was found", async () => {
		const createSystem = faulty(NEEDS_THREE);
		const proof = await proveClaims(claim("resumed-once-after-all"), { createSystem });
		const { claims } = proof;
		const text = claimsProofText(proof).replaceAll(/\s+/g, " ");
		expect(text).toContain("not reached from the start at 1u 1s 1k, 2u 1s 1k, 1u 2s 1k, 1u 2s 4k");
		expect(claims[0]?.verdict).toBe("unknown");
		expect(claims[0]?.basis).toMatchObject({ kind: "constructed", step: { action: { kind: "reply" } } });
	});

	it("leaves claims that rest on it unknown", async () => {
		const createSystem = faulty(FAULTS["in-subscription-order"] ?? (({ step }) => step));
		const { claims } = await proveClaims(claim("asked-once"), { createSystem });
		expect(claims[0]).toMatchObject({ verdict: "unknown", basis: { kind: "rests on" } });
	});

	it("is unknown for all others too where a step leads out of the invariant", async () => {
		// A lingering slot with a mask that was never set: nothing but the invariant is broken by it from the start.
		const createSystem = faulty(({ before, action, step }) => {
			if (action.kind !== "kill" || before.processes.length < 5) return step;
			return { ...step, state: { ...step.state, slots: step.state.slots.map((slot) => ({ ...slot, waiting: 9 })) } };
		});
		const { decision, claims } = await proveClaims(claim("services-only"), { createSystem });
		expect(decision.notInductive?.clause.id).toBe("wait-count");
		expect(claims[0]).toMatchObject({ verdict: "unknown", basis: { kind: "not inductive" } });
	});
});
