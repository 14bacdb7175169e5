import { describe, expect, it } from "vitest";
import { SystemModel } from "../../../explore/models/system-model.ts";
import { TargetModel } from "../../../explore/models/target-model.ts";
import { checkLivenessClaims, livenessClaims } from "../../../explore/temporal/liveness-claims.ts";
import { searchWitnesses, witnessClaims } from "../../../explore/temporal/witnesses.ts";
import type { Revision } from "../../../impl/mirror/event.ts";
import { openRecipe } from "../../../impl/recipe.ts";
import { type Action, formatAction } from "../../../model/action.ts";
import type { Scope } from "../../../model/scope.ts";
import { countedAlphabet, System } from "../../../model/system.ts";
import { everyEventEnds, slotsComeFree } from "../../../properties/claims/live.ts";
import { CLAIMS } from "../../../properties/ledger.ts";

const SMALL: Scope = { users: 1, services: 1, slots: 4 };
const TWO_SERVICES: Scope = { users: 1, services: 2, slots: 4 };

const specification = (scope: Scope): SystemModel => new SystemModel(new System(scope));

async function mirror(scope: Scope, revision: Revision): Promise<TargetModel> {
	return new TargetModel(await openRecipe({ kind: "mirror", scope, revision }), countedAlphabet(scope));
}

const texts = (scope: Scope, actions: readonly Action[] = []): readonly string[] =>
	actions.map((action) => formatAction(scope, action));

describe("liveness of the specification", () => {
	it.each([SMALL, TWO_SERVICES])("holds in every fair run at $users user, $services services", async (scope) => {
		const { results, states, stoppedBy } = await checkLivenessClaims(specification(scope), livenessClaims(CLAIMS));
		expect(stoppedBy).toBeUndefined();
		// The history that is kept adds no state: a process waits for just those services that have to reply.
		expect(states).toBe(scope === SMALL ? 146 : 4_675);
		expect(results.map(({ claim, lasso, isExercised }) => [claim, lasso, isExercised])).toEqual([
			[everyEventEnds, undefined, true],
			[slotsComeFree, undefined, true],
		]);
	});

	it("is violated without fairness by a service that never replies", async () => {
		const { results } = await checkLivenessClaims(specification(SMALL), [everyEventEnds], { isFair: false });
		const [result] = results;
		expect(result?.subject).toBe(0);
		expect(texts(SMALL, result?.lasso?.stem)).toEqual([
			...["spawn(u0)", "spawn(s0)", "signal(u0)", "setMask(s0, SIGNAL)", "vfsReply(u0)"],
		]);
		expect(texts(SMALL, result?.lasso?.loop)).toEqual(["setMask(s0, SIGNAL)"]);
	});

	it("is violated by services that subscribe anew for ever, so that is assumed not to happen", async () => {
		const claim = { ...everyEventEnds, liveness: { ...everyEventEnds.liveness, isOfFiniteSubscriptions: false } };
		const { results } = await checkLivenessClaims(specification(TWO_SERVICES), [claim]);
		const loop = texts(TWO_SERVICES, results[0]?.lasso?.loop);
		expect(loop.filter((action) => action.startsWith("setMask"))).not.toEqual([]);
		expect(loop).not.toContain("vfsReply(u0)");
	});
});

describe("liveness of the mirror", () => {
	it("loses a slot for ever where a new entry keeps a stale wait count", async () => {
		const { results } = await checkLivenessClaims(await mirror(SMALL, "faithful"), livenessClaims(CLAIMS));
		const [events, slots] = results;
		expect(events?.lasso).toBeUndefined();
		expect(slots?.subject).toBe(1);
		expect(texts(SMALL, slots?.lasso?.stem).slice(-3)).toEqual(["spawn(s0)", "setMask(s0, EXIT)", "setMask(s0, 0)"]);
	});

	it("holds where the wait count is reset", async () => {
		const { results } = await checkLivenessClaims(await mirror(SMALL, "clear-waiting"), livenessClaims(CLAIMS));
		expect(results.map(({ lasso, isExercised }) => [lasso, isExercised])).toEqual([
			[undefined, true],
			[undefined, true],
		]);
	});
});

describe("a witness", () => {
	const LENGTHS = { "late-mask-misses": 9, "asked-again": 11 };

	it("of each claim is found on specification and mirror, equally short, by one search", async () => {
		for (const model of [specification(TWO_SERVICES), await mirror(TWO_SERVICES, "clear-waiting")]) {
			const { witnesses, stoppedBy } = await searchWitnesses(model as SystemModel, witnessClaims(CLAIMS));
			expect(stoppedBy).toBeUndefined();
			expect(Object.fromEntries([...witnesses].map(([id, actions]) => [id, actions.length]))).toEqual(LENGTHS);
		}
	});

	it("is not found where there is one service, whose states are all visited", async () => {
		const { witnesses, states, stoppedBy } = await searchWitnesses(specification(SMALL), witnessClaims(CLAIMS));
		expect({ found: witnesses.size, stoppedBy }).toEqual({ found: 0, stoppedBy: undefined });
		expect(states).toBeGreaterThanOrEqual(146);
	});
});
