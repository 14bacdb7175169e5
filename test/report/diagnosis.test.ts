import { expect, it } from "vitest";
import type { Scope } from "../../model/scope.ts";
import { differingWords } from "../../report/explain/diagnosis.ts";
import { valueText } from "../../report/explain/words.ts";

const SCOPE = { users: 0, services: 1, slots: 1 };

/** The words that differ where a mask was given as one number, and memory has another. */
function differing(given: number, found: number): readonly string[] {
	const expected = { processes: [], slots: [{ service: 0, mask: given, waiting: 0 }] };
	const words = new Map([["subs[0].mask", found]]);
	return differingWords(SCOPE, expected, { words }, []).map(({ word }) => word);
}

it("blames no mask that has lost bits which decide nothing", () => {
	expect(differing(0xffff_ffff, 0xff)).toEqual([]);
	expect(differing(4, 0x84)).toEqual([]);
});

it("blames a mask that has lost an event, or the subscription", () => {
	expect(differing(0xffff_ffff, 1)).toEqual(["subs[0].mask"]);
	expect(differing(0x8000_0000, 0)).toEqual(["subs[0].mask"]);
	expect(differing(0, 4)).toEqual(["subs[0].mask"]);
});

it("names the services that are in each other's places, where rows are shared too", () => {
	const scope: Scope = { users: 1, services: 2, slots: 2, rows: "shared" };
	const slots = [1, 2].map((service) => ({ service, mask: 1, waiting: 0 }));
	const words = new Map([
		["subs[0].endpt", 0x8001],
		["subs[1].endpt", 0x8000],
	]);
	const texts = differingWords(scope, { processes: [], slots }, { words }, []).map(({ word, expected, found }) =>
		[word, valueText(scope, word, expected), valueText(scope, word, found)].join(" "),
	);
	expect(texts).toEqual(["subs[0].endpt s0 s1", "subs[1].endpt s1 s0"]);
});
