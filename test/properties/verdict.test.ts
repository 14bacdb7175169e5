import { describe, expect, it } from "vitest";
import type { Claim } from "../../properties/claim.ts";
import type { TraceEvidence } from "../../properties/unfollowed.ts";
import {
	type Evidence,
	EXIT_CODES,
	judge,
	type OwnSearchEvidence,
	type OwnSearchResult,
	type SearchEvidence,
	type ViolationEvidence,
} from "../../properties/verdict.ts";

const claim = (id: string, isChecked = true): Claim => ({
	...{ id, kinds: ["state"], source: "a test", sentence: `${id} holds` },
	check: isChecked ? () => "holds" : undefined,
});
const A = claim("a");
const B = claim("b");
const LIVE = claim("live", false);

const search = (changes: Partial<SearchEvidence> = {}): SearchEvidence => ({
	...{ scope: "1u 1s 4k", states: 10, transitions: 90, notFollowed: 0, stoppedBy: undefined, stoppedFor: {} },
	exercised: new Map([
		["a", 3],
		["b", 1],
	]),
	...changes,
});
const violation = (of: string, changes: Partial<ViolationEvidence> = {}): ViolationEvidence => {
	return { claim: of, length: 5, isKnown: false, ...changes };
};
const evidence = (changes: Partial<Evidence> = {}): Evidence => {
	return { violations: [], searches: [search()], ownSearches: [], random: undefined, ...changes };
};
const NEVER = search({ scope: "2u 1s 4k", exercised: new Map() });

/** The verdict on each claim, and on the run. */
function verdicts(changes: Partial<Evidence>, claims: readonly Claim[] = [A, B, LIVE]): readonly string[] {
	const { claims: each, verdict } = judge(claims, evidence(changes));
	return [...each.map((one) => one.verdict), verdict];
}

describe("a claim with a search of its own", () => {
	const own = (result: OwnSearchResult, scope = "1u 1s 4k"): OwnSearchEvidence => ({
		claim: "live",
		scope,
		states: 7,
		result,
	});
	const verdict = (...ownSearches: readonly OwnSearchEvidence[]): string => verdicts({ ownSearches }, [LIVE])[0] ?? "";

	it("holds where every search came to its end and one exercised it", () => {
		expect(verdict(own({ kind: "holds" }), own({ kind: "not exercised" }))).toBe("holds");
		expect(verdict(own({ kind: "not exercised" }))).toBe("unknown");
		expect(verdict(own({ kind: "holds" }), own({ kind: "stopped", by: "the limit of time" }))).toBe("unknown");
	});

	it("is witnessed where one search reached the situation, though another was stopped", () => {
		const stopped = own({ kind: "stopped", by: "the limit of states" });
		expect(verdict(stopped, own({ kind: "witnessed", length: 9 }, "1u 2s 4k"))).toBe("witnessed");
		expect(verdict(own({ kind: "no witness" }))).toBe("unknown");
	});

	it("is violated where a lasso was found, and the run with it", () => {
		const ownSearches = [own({ kind: "violated" })];
		expect(verdicts({ ownSearches, violations: [violation("live")] }, [A, LIVE])).toEqual([
			"holds",
			"violated",
			"violated",
		]);
	});

	it("is not checked where the run has no such search, and leaves the verdict of the run alone", () => {
		expect(verdicts({}, [A, LIVE])).toEqual(["holds", "not checked", "holds"]);
	});
});

describe("a claim with a check", () => {
	it("holds where the searches came to their end and one of them exercised it", () => {
		expect(verdicts({})).toEqual(["holds", "holds", "not checked", "holds"]);
		expect(verdicts({ searches: [NEVER, search()] })).toEqual(["holds", "holds", "not checked", "holds"]);
		const { claims, scopes } = judge([A], evidence({ searches: [NEVER, search()] }));
		const names = ["2u 1s 4k", "1u 1s 4k"];
		expect(claims[0]?.basis).toEqual({ kind: "complete", states: 20, scopes: names, exercised: 3 });
		expect(scopes).toEqual(names);
	});

	it("is unknown where no search exercised it, and so is the run", () => {
		const only = search({ exercised: new Map([["a", 3]]) });
		expect(verdicts({ searches: [only] })).toEqual(["holds", "unknown", "not checked", "unknown"]);
		expect(judge([B], evidence({ searches: [only] })).claims[0]?.basis.kind).toBe("not exercised");
	});

	it("is unknown where any search was cut short, though another came to its end", () => {
		const searches = [search(), search({ stoppedBy: "the limit of time" })];
		expect(verdicts({ searches })).toEqual(["unknown", "unknown", "not checked", "unknown"]);
		expect(judge([A], evidence({ searches })).scopes).toEqual(["1u 1s 4k"]);
	});

	it("is unknown where a limit ended the check of this claim alone", () => {
		const searches = [search({ stoppedFor: { b: "the limit of states" } })];
		expect(verdicts({ searches })).toEqual(["holds", "unknown", "not checked", "unknown"]);
	});

	it("is unknown where a search did not follow all transitions", () => {
		const searches = [search(), search({ notFollowed: 2 })];
		expect(verdicts({ searches })).toEqual(["unknown", "unknown", "not checked", "unknown"]);
	});

	describe("past violations of another claim", () => {
		const unfollowed = [{ action: "setMask", claim: "b", transitions: 2 }] as const;
		const hidden = search({ scope: "2u 1s 4k", notFollowed: 2, unfollowed });
		const alone = { states: 30, exercised: new Map([["a", 4]]), stoppedBy: undefined };
		const cutShort = { ...alone, stoppedBy: "the limit of states" };
		const open = search({ scope: "1u 2s 4k", notFollowed: 2, unfollowed, alone: cutShort, reachesAll: true });
		const violations = [violation("b")];
		/** Reason why the claim is open; undefined where it is decided. */
		const reason = (searches: readonly SearchEvidence[], claim: Claim = A): unknown => {
			const basis = judge([claim], evidence({ violations, searches })).claims[0]?.basis;
			return basis?.kind === "not followed" ? basis.reason : undefined;
		};

		it("holds where the target was searched by itself past all of them", () => {
			const searches = [search(), { ...hidden, alone }];
			expect(verdicts({ violations, searches }, [A, B])).toEqual(["holds", "violated", "violated"]);
			expect(judge([A], evidence({ violations, searches })).claims[0]?.basis).toEqual({
				...{ kind: "complete", states: 40, scopes: ["1u 1s 4k", "2u 1s 4k"], exercised: 7 },
				past: { passed: { transitions: 2, unfollowed }, openScopes: [], transitions: 0, unfollowed: [] },
			});
		});

		it("holds apart from what lies past them where that search was cut short, if all states are reached without them", () => {
			const searches = [search(), { ...hidden, alone }, open];
			expect(verdicts({ violations, searches }, [A, B])).toEqual(["holds", "violated", "violated"]);
			expect(judge([A], evidence({ violations, searches })).claims[0]?.basis).toEqual({
				...{ kind: "complete", states: 40, scopes: ["1u 1s 4k", "2u 1s 4k"], exercised: 7 },
				past: {
					passed: { transitions: 2, unfollowed },
					...{ openScopes: ["1u 2s 4k"], transitions: 2, unfollowed, stoppedBy: "the limit of states" },
				},
			});
		});

		it("is unknown where states are reached only past them, or that was not found out", () => {
			for (const reachesAll of [false, undefined]) {
				const searches = [
					{ ...hidden, alone },
					{ ...open, reachesAll },
				];
				expect(verdicts({ violations, searches }, [A])).toEqual(["unknown", "unknown"]);
				expect(reason(searches)).toEqual({ kind: "unreached", scopes: ["1u 2s 4k"] });
			}
		});

		it("is unknown where no search past them that exercises it came to its end, and says how far it held", () => {
			const idle = { ...hidden, alone: { ...alone, exercised: new Map() } };
			expect(reason([idle])).toEqual({ kind: "not exercised" });
			expect(reason([idle, open])).toEqual({ kind: "stopped", by: "the limit of states" });
			expect(judge([A], evidence({ violations, searches: [idle, open] })).claims[0]).toMatchObject({
				verdict: "unknown",
				basis: { transitions: 4, followed: 176, unfollowed: [{ action: "setMask", claim: "b", transitions: 4 }] },
			});
		});

		it("is unknown where nothing was searched past them", () => {
			expect(reason([hidden])).toEqual({ kind: "not searched" });
			expect(reason([{ ...hidden, alone }, hidden])).toEqual({ kind: "not searched" });
		});

		it("is unknown where the claim needs the specification, or rests on one that is violated", () => {
			const searches = [{ ...hidden, alone }];
			expect(reason(searches, { ...A, needsSpecification: true })).toEqual({ kind: "needs the specification" });
			expect(reason(searches, { ...A, restsOn: ["b"] })).toEqual({ kind: "rests on", claim: "b" });
			expect(reason(searches, { ...A, restsOn: ["c"] })).toBeUndefined();
		});

		describe("on which it rests", () => {
			const rests: Claim = { ...A, restsOn: ["b"] };
			const whole = {
				scope: "2u 1s 4k",
				claims: ["a"],
				states: 50,
				exercised: new Map([["a", 2]]),
				stoppedBy: undefined,
			};
			const larger = { ...whole, scope: "1u 3s 4k" };
			const searches = [search(), { ...hidden, alone }];
			const basis = (...traces: readonly TraceEvidence[]): unknown =>
				judge([rests], evidence({ violations, searches, traces })).claims[0]?.basis;

			it("holds where whole traces were searched past all of them", () => {
				expect(basis(larger, whole)).toEqual({
					...{ kind: "complete", states: 110, scopes: ["1u 1s 4k", "1u 3s 4k", "2u 1s 4k"], exercised: 7 },
					past: { passed: { transitions: 2, unfollowed }, openScopes: [], transitions: 0, unfollowed: [] },
				});
			});

			it("is unknown where that was cut short, left out at a scope, or did not check it", () => {
				const by = "the limit of states";
				expect(basis({ ...larger, stoppedBy: by }, whole)).toMatchObject({
					reason: { kind: "rests on", claim: "b", stopped: { scope: "1u 3s 4k", by } },
				});
				for (const traces of [[], [larger], [larger, { ...whole, claims: ["c"] }]]) {
					expect(basis(...traces)).toMatchObject({ reason: { kind: "rests on", claim: "b" } });
				}
			});

			it("is unknown where nothing exercised it", () => {
				const idle = { ...whole, exercised: new Map<string, number>() };
				expect(judge([rests], evidence({ violations, searches: [hidden], traces: [idle] })).claims[0]).toMatchObject({
					...{ verdict: "unknown", basis: { reason: { kind: "not exercised" } } },
				});
			});
		});

		it("is violated where it is broken only past them", () => {
			expect(verdicts({ violations: [...violations, violation("a")], searches: [{ ...hidden, alone }] }, [A])).toEqual([
				...["violated", "violated"],
			]);
		});
	});

	it("is unknown where nothing was searched, however often it was exercised at random", () => {
		const random = { runs: 1_000, exercised: new Map([["a", 50_000]]) };
		expect(verdicts({ searches: [], random }, [A])).toEqual(["unknown", "unknown"]);
		const { basis, random: added } = judge([A], evidence({ searches: [], random })).claims[0] ?? {};
		expect([basis, added]).toEqual([{ kind: "no search" }, { runs: 1_000, exercised: 50_000 }]);
	});

	it("holds as well where random runs on top exercised nothing", () => {
		expect(verdicts({ random: { runs: 1, exercised: new Map() } })).toEqual(["holds", "holds", "not checked", "holds"]);
	});

	it("is violated where a finding breaks it, and names the shortest", () => {
		const violations = [violation("a", { length: 9 }), violation("a", { length: 7 })];
		expect(verdicts({ violations })).toEqual(["violated", "holds", "not checked", "violated"]);
		expect(judge([A], evidence({ violations })).claims[0]?.basis).toEqual({ kind: "violation", length: 7 });
	});

	it("is violated where one finding is known and another is new", () => {
		const violations = [violation("a", { isKnown: true }), violation("a")];
		expect(verdicts({ violations }, [A])).toEqual(["violated", "violated"]);
	});

	it("is known where the baseline has all that breaks it, and others behind that stay unknown", () => {
		const violations = [violation("a", { isKnown: true })];
		const searches = [search({ notFollowed: 4 })];
		expect(verdicts({ violations, searches })).toEqual(["known", "unknown", "not checked", "known"]);
	});
});

describe("a claim without a check", () => {
	it("is not checked, and leaves the run alone", () => {
		expect(verdicts({}, [A, LIVE])).toEqual(["holds", "not checked", "holds"]);
		expect(verdicts({ violations: [violation("a")] }, [A, LIVE])).toEqual(["violated", "not checked", "violated"]);
	});

	it("does not make a run hold by itself", () => {
		expect(verdicts({}, [LIVE])).toEqual(["not checked", "unknown"]);
	});
});

describe("a run", () => {
	it("is violated before it is unknown, unknown before it is known, and known before it holds", () => {
		const stopped = [search({ stoppedBy: "the limit of states" })];
		const known = violation("a", { isKnown: true });
		expect(verdicts({ violations: [violation("a")], searches: stopped }).at(-1)).toBe("violated");
		expect(verdicts({ violations: [known], searches: stopped }).at(-1)).toBe("unknown");
		expect(verdicts({ violations: [known] }).at(-1)).toBe("known");
		expect(verdicts({}).at(-1)).toBe("holds");
	});

	it("is unknown where a new violation hides what is behind it, and the claim is not asked about", () => {
		expect(verdicts({ violations: [violation("a")], searches: [search({ notFollowed: 1 })] }, [B])).toEqual([
			"unknown",
			"unknown",
		]);
	});

	it("has one exit code for each verdict", () => {
		expect(EXIT_CODES).toEqual({ holds: 0, known: 0, violated: 1, unknown: 3 });
	});
});
