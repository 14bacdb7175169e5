import { describe, expect, it } from "vitest";
import { reproduced, reproducedAlone } from "../../checker/findings/findings.ts";
import { keyOf, type RawFinding } from "../../checker/findings/raw-finding.ts";
import { EventFacility } from "../../impl/mirror/event.ts";
import type { Counterexample } from "../../lockstep/counterexample.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { FAULTS, faultNamed, loadFault } from "../support/faults.ts";
import { openedMirror, rawFindings } from "../support/findings.ts";
import { FINDING_001, PANIC, parse } from "../support/stories.ts";

const SEED = 7;
const STALE = "waiting of a subscriber, left over in a new entry, taken into use in do_proceventmask";

/** The claims of a finding alone, as `--only` puts them to an interleaving. */
function given(counterexample: Counterexample): RawFinding {
	const claims = CLAIMS.filter(({ id }) => id === counterexample.claim);
	const [claim] = claims;
	if (!claim) throw new Error(counterexample.claim);
	return { ...counterexample, claim, claims, minimality: "given", found: "given" };
}

describe("findings of one fault", () => {
	it("are one group with what a stale wait count leads to", async () => {
		const target = openedMirror(EventFacility, "faithful");
		const more = parse(FINDING_001.scope, "setMask(s0, 0)");
		const lingers: Counterexample = {
			...FINDING_001,
			interleaving: [...FINDING_001.interleaving, ...more],
			claim: "lingers-only-if-owed",
			cause: "setMask: a slot lingers that is owed nothing",
		};
		const findings = await reproduced(target, [given(PANIC), given(lingers), given(FINDING_001)]);
		expect(findings.map(({ claim, group }) => [claim.id, group])).toEqual([
			["waiting-balances", { id: 1, fault: STALE, leads: true }],
			["lingers-only-if-owed", { id: 1, fault: STALE, leads: false }],
			["no-panic", { id: 1, fault: STALE, leads: false }],
		]);
	});

	it("stay as they were given where somebody gave them", async () => {
		const [finding] = await reproduced(openedMirror(EventFacility, "faithful"), [given(PANIC)]);
		expect(finding).toMatchObject({ interleaving: PANIC.interleaving, minimality: "given" });
	});

	it("are made smaller later on where the time for the first of them was too short", async () => {
		const target = openedMirror(EventFacility, "faithful");
		const more = parse(FINDING_001.scope, "spawn(u0) exit(u0) vfsReply(u0) reap(u0)");
		const interleaving = [...more, ...FINDING_001.interleaving];
		const raw: RawFinding = { ...given(FINDING_001), interleaving, claims: CLAIMS, minimality: "found" };
		const [cut] = await reproducedAlone(target, [raw], () => true);
		expect(cut).toMatchObject({ interleaving, minimality: "found" });
		const [whole] = await reproduced(target, [raw]);
		expect(whole?.interleaving).toHaveLength(FINDING_001.interleaving.length);
		expect(whole?.minimality).not.toBe("found");
		// What was minimised wholly is not begun anew.
		expect((await reproduced(target, [raw], () => true))[0]?.interleaving).toEqual(whole?.interleaving);
	});

	it("are apart where they are of two faults", async () => {
		const target = openedMirror(await loadFault(faultNamed("users-may-subscribe")), "faithful");
		const [subscribes] = (await rawFindings(target, SEED)).filter(({ claim }) => claim.id === "services-only");
		if (!subscribes) throw new Error("no user subscribed");
		const findings = await reproduced(target, [given(FINDING_001), subscribes]);
		expect(new Set(findings.map(({ group }) => group.id)).size).toBe(2);
	});
});

describe(`findings of the faulty mirrors (seed ${SEED})`, () => {
	let [findingCount, groupCount] = [0, 0];

	it.each(FAULTS)("of $name are all kept, in few groups, of which only the leaders are minimised", async (fault) => {
		const target = openedMirror(await loadFault(fault), "clear-waiting");
		const raws = await rawFindings(target, SEED);
		const findings = await reproduced(target, raws);
		const keysOf = (all: readonly Pick<RawFinding, "claim" | "cause">[]): readonly string[] =>
			[...new Set(all.map(keyOf))].sort();
		expect(findings.map(keyOf).sort()).toEqual(keysOf(raws));
		const groups = new Set(findings.map(({ group }) => group.id));
		for (const id of groups) {
			const own = findings.filter(({ group }) => group.id === id);
			const [leader] = own;
			expect(leader?.group.leads).toBe(true);
			expect(["shortest", "locally minimal"]).toContain(leader?.minimality);
			for (const { group, interleaving } of own) {
				if (group.leads) expect(interleaving).toEqual(leader?.interleaving);
				expect(interleaving.length).toBeGreaterThanOrEqual(leader?.interleaving.length ?? 0);
			}
		}
		expect(groups.size).toBeLessThanOrEqual(4);
		findingCount += findings.length;
		groupCount += groups.size;
	});

	it("are at least three times as many as their groups", () => {
		process.stdout.write(`${findingCount} findings in ${groupCount} groups\n`);
		expect(findingCount).toBeGreaterThanOrEqual(3 * groupCount);
	});
});
