import { describe, expect, it } from "vitest";
import { UNLIMITED } from "../../explore/limits.ts";
import { searchProduct } from "../../explore/product/search-product.ts";
import { createMirror, type FacilityClass } from "../../impl/mirror/target.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { markdownReport } from "../../report/formats/markdown/bug-report.ts";
import { viewerData } from "../../report/pages/viewer-data.ts";
import { FAULTS, loadFault } from "../support/faults.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";
import { read } from "../support/sources.ts";
import { FINDING_001, repaired, storyOnMirror, told } from "../support/stories.ts";
import { storyOnC } from "../support/stories-on-c.ts";

describe("the story of every faulty mirror", () => {
	const scope: Scope = { users: 1, services: 2, slots: 2 };

	it.each(FAULTS)("$name", async (fault) => {
		const implementation: FacilityClass = await loadFault(fault);
		const system = new System(scope);
		const search = await searchProduct(system, createMirror(scope, "faithful", implementation, "one"), {
			claims: CLAIMS,
			allMemory: false,
			limits: { ...UNLIMITED, states: 3000 },
			signal: undefined,
			onProgress: undefined,
		});
		expect(search.findings.length).toBeGreaterThan(0);
		for (const { claim, cause, detail, interleaving } of search.findings.slice(0, 3)) {
			const counterexample = {
				...FINDING_001,
				...{ scope, interleaving, claim: claim.id, cause, detail },
			};
			const story = told(storyOnMirror(counterexample, "faithful", implementation));
			expect(story.recording.steps).toHaveLength(interleaving.length);
			expect(story.why.length).toBeGreaterThan(0);
			expect(story.why.join(" ")).not.toMatch(/undefined|NaN|\[object/);
			expect(story.compared.some(({ expected, found }) => expected !== found)).toBe(true);
			expect(markdownReport(story)).toContain(`\`${claim.id}\``);
			expect(viewerData(story).steps).toHaveLength(interleaving.length + 1);
		}
	});
});

describe.skipIf(!HAS_SEED)(`the story of finding 001 on ${SEED_SOURCE}`, () => {
	it("names the lines that wrote, and that took the list's end away and back", async () => {
		const { why, functions } = told(await storyOnC(FINDING_001, read(SEED_SOURCE)));
		expect(why).toEqual([
			"After step 9 `subs[1].waiting` is 1; the specification has 0 there.",
			"Step 7, `vfsReply(u0)`: `subs[1].waiting` goes from 0 to 1 in `resume_event`, line 99. `subs[1]` is then the entry of s1.",
			"Step 8, `setMask(s0, 0)`: `nsubs` goes from 2 to 1 in `remove_sub`, line 124. `subs[1]` is now behind the end of the list, where it keeps `endpt` s1, `mask` SIGNAL and `waiting` 1.",
			"Step 9, `setMask(s0, EXIT)`: `nsubs` goes from 1 to 2 in `do_proceventmask`, line 184. `subs[1]` is in use again.",
			"Step 9 changes `subs[1].endpt` and `subs[1].mask`, but not `subs[1].waiting`: what step 7 left there is taken for s0's.",
		]);
		expect(functions.map(({ name, defined, steps }) => [name, defined, steps])).toEqual([
			["do_proceventmask", 153, [2, 4, 8, 9]],
			["publish_event", 282, [7]],
			["resume_event", 70, [7]],
			["remove_sub", 117, [8]],
		]);
	});

	it("has no story on the repaired file", async () => {
		expect(await storyOnC(FINDING_001, repaired(read(SEED_SOURCE)))).toHaveProperty("notReproduced");
	});
});
