import { describe, expect, it } from "vitest";
import { SystemModel } from "../../../explore/models/system-model.ts";
import { TargetModel } from "../../../explore/models/target-model.ts";
import { checkLasso, type LassoCheck } from "../../../explore/temporal/lasso-check.ts";
import type { ObservableModel } from "../../../explore/temporal/observable-model.ts";
import { EventFacility, type Revision } from "../../../impl/mirror/event.ts";
import { createMirror } from "../../../impl/mirror/target.ts";
import type { Scope } from "../../../model/scope.ts";
import { countedAlphabet, System } from "../../../model/system.ts";
import { everyEventEnds, slotsComeFree } from "../../../properties/claims/live.ts";
import { parse } from "../../support/stories.ts";

const SMALL: Scope = { users: 1, services: 1, slots: 4 };
const TWO_SERVICES: Scope = { users: 1, services: 2, slots: 4 };

function mirror(scope: Scope, revision: Revision = "faithful"): ObservableModel<Int32Array> {
	return new TargetModel(createMirror(scope, revision, EventFacility, "one"), countedAlphabet(scope));
}

function check<S>(model: ObservableModel<S>, claim: typeof slotsComeFree, stem: string, loop: string): LassoCheck {
	return checkLasso(model, claim, { stem: parse(model.scope, stem), loop: parse(model.scope, loop) });
}

const LOST_SLOT =
	"spawn(u0) spawn(s0) signal(u0) setMask(s0, SIGNAL) exit(s0) vfsReply(u0) vfsReply(s0) reap(s0) spawn(s0) setMask(s0, EXIT) setMask(s0, 0)";

describe("the check of a lasso", () => {
	it("finds the claim violated where the loop comes back, is fair, and keeps its subject pending", () => {
		const violated = { isViolated: true, subjects: [1], taken: [] };
		expect(check(mirror(SMALL), slotsComeFree, LOST_SLOT, "setMask(u0, 0)")).toEqual(violated);
		expect(check(mirror(SMALL), slotsComeFree, LOST_SLOT, "setMask(s0, EXIT) setMask(s0, 0)")).toMatchObject({
			isViolated: false,
			reason: "nothing stays pending in the loop",
		});
	});

	it("does not where the target gives back the slot", () => {
		expect(check(mirror(SMALL, "clear-waiting"), slotsComeFree, LOST_SLOT, "setMask(u0, 0)")).toEqual({
			isViolated: false,
			reason: "nothing stays pending in the loop",
		});
	});

	it("names whose answer an unfair loop never takes", () => {
		const stem = "spawn(u0) spawn(s0) signal(u0) setMask(s0, SIGNAL) vfsReply(u0)";
		const model = new SystemModel(new System(SMALL));
		const reason = "the loop is not fair: it never comes about that s0 replies about u0, or dies";
		expect(check(model, everyEventEnds, stem, "reply(s0, s0, EXIT)")).toEqual({ isViolated: false, reason });
	});

	it("does not take services that subscribe for ever, for the claim that assumes that they do not", () => {
		const stem = "spawn(u0) spawn(s0) signal(u0) setMask(s0, SIGNAL) vfsReply(u0)";
		const model = new SystemModel(new System(SMALL));
		const { reason } = check(model, everyEventEnds, stem, "setMask(s0, SIGNAL)") as { readonly reason: string };
		expect(reason).toContain("subscribe for ever");
	});

	it.each([
		["a step that is not enabled", LOST_SLOT, "spawn(s0)", "step 12 cannot be taken"],
		["an action that is not counted", LOST_SLOT, "staleReply(s0, u0, EXIT)", "step 12 cannot be taken"],
		[
			"a loop that ends elsewhere",
			"spawn(u0)",
			"spawn(s0)",
			"the loop does not come back to the state in which it starts",
		],
		["an end where something is enabled", "spawn(u0)", "", "there are actions to take behind the stem"],
	])("says why it violates nothing: %s", (_, stem, loop, reason) => {
		expect(check(mirror(SMALL), slotsComeFree, stem, loop)).toEqual({ isViolated: false, reason });
	});

	it("takes a failure of PM for the end of the run", () => {
		const stem =
			"spawn(u0) spawn(s0) spawn(s1) signal(u0) setMask(s0, EXIT) setMask(s1, SIGNAL) vfsReply(u0) setMask(s0, 0) setMask(s0, SIGNAL) exit(s0) reply(s1, u0, SIGNAL) setMask(s1, 0) setMask(s1, EXIT|SIGNAL) vfsReply(s0)";
		expect(check(mirror(TWO_SERVICES), everyEventEnds, stem, "")).toMatchObject({ isViolated: true, subjects: [0] });
		// VFS replies, so the run cannot go round in the state before.
		const before = stem.replace(/ vfsReply\(s0\)$/, "");
		expect(check(mirror(TWO_SERVICES), everyEventEnds, before, "reply(s1, u0, EXIT)")).toEqual({
			isViolated: false,
			reason: "the loop is not fair: it never comes about that VFS replies about s0",
		});
	});
});
