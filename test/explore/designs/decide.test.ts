import { describe, expect, it } from "vitest";
import { type DesignProgress, decideDesign } from "../../../explore/designs/decide.ts";
import { UNLIMITED } from "../../../explore/limits.ts";
import type { Design } from "../../../model/designs/design.ts";
import { DESIGNS, designOf } from "../../../model/designs/index.ts";
import { CLAIMS } from "../../../properties/ledger.ts";
import { designTraceText } from "../../../report/text/designs/trace.ts";

interface Count {
	readonly count: number;
}

/** Counts up and down between 0 and an end; upwards without end where the end is infinite, up to 5 being searched. */
function counter(end: number): Design<Count, number> {
	const system = () => ({
		initial: { count: 0 },
		alphabet: [1, -1],
		step: ({ count }: Count, change: number) =>
			count + change < 0 || count + change > end ? undefined : { count: count + change },
		isWithin: ({ count }: Count) => count <= 5,
		formatAction: (change: number) => (change > 0 ? "up" : "down"),
		formatState: ({ count }: Count) => String(count),
	});
	const said = { sentence: "", source: "" };
	return {
		id: "counter",
		sentence: "",
		scopes: [{ name: "5", system }],
		properties: [
			{ id: "below-two", kind: "always", holds: ({ count }) => count < 2, ...said },
			{ id: "not-negative", kind: "always", holds: ({ count }) => count >= 0, ...said },
			{ id: "three", kind: "reachable", holds: ({ count }) => count === 3, ...said },
			{ id: "seven", kind: "reachable", holds: ({ count }) => count === 7, ...said },
			{ id: "grows", kind: "lasso", shape: () => ({ count: 0 }), measure: ({ count }) => count, ...said },
		],
	};
}

async function answers(end: number, limits = UNLIMITED): Promise<Record<string, unknown>> {
	const evidence = await decideDesign(counter(end) as Design, limits);
	return Object.fromEntries(evidence.map(({ property, isTrue, trace }) => [property, [isTrue, trace?.steps.length]]));
}

describe("the decision of a design", () => {
	it("is made by complete searches, with shortest traces", async () => {
		expect(await answers(4)).toEqual({
			"below-two": [false, 2],
			"not-negative": [true, undefined],
			three: [true, 3],
			seven: [false, undefined],
			grows: [false, undefined],
		});
	});

	it("is made by a trace alone where the scope bounds a system without bounds", async () => {
		expect(await answers(Number.POSITIVE_INFINITY)).toEqual({
			"below-two": [false, 2],
			"not-negative": [undefined, undefined],
			three: [true, 3],
			seven: [undefined, undefined],
			grows: [true, 1],
		});
	});

	it("is left open where a limit stops the search, and names the limit", async () => {
		const limits = { ...UNLIMITED, states: 2 };
		expect(await answers(4, limits)).toMatchObject({
			"below-two": [undefined, undefined],
			three: [undefined, undefined],
		});
		const [evidence] = await decideDesign(counter(4) as Design, limits);
		expect(evidence?.searches).toMatchObject([{ scope: "5", states: 2, stoppedBy: "the limit of states" }]);
	});

	it("stops by a signal, and reports progress", async () => {
		const progress: DesignProgress[] = [];
		await decideDesign(counter(4) as Design, UNLIMITED, undefined, (one) => progress.push(one));
		expect(progress[0]).toMatchObject({ design: "counter", scope: "5" });
		// Its properties are others than those searched before.
		const parallel = designOf("parallel");
		const fresh = { ...parallel, properties: [...parallel.properties] };
		const [evidence] = await decideDesign(fresh, UNLIMITED, AbortSignal.abort());
		expect(evidence?.searches[1]?.stoppedBy).toBe("an interruption");
	});

	it("searches completely once, also where it is asked for again", async () => {
		const design = counter(4) as Design;
		const progress: DesignProgress[] = [];
		const first = await decideDesign(design, UNLIMITED);
		expect(await decideDesign(design, UNLIMITED, undefined, (one) => progress.push(one))).toEqual(first);
		expect(progress).toEqual([]);
	});

	it("gives traces that read as tables, loops marked", async () => {
		const evidence = await decideDesign(designOf("no-waiting"), UNLIMITED);
		const trace = evidence.find(({ property }) => property === "grows-without-bound")?.trace;
		expect(
			trace &&
				designTraceText(trace, 200)
					.split("\n")
					.map((line) => line.trim().split(/ {2,}/).slice(0, 2)),
		).toEqual([
			["step", "action"],
			[expect.stringMatching(/^─+$/)],
			["0", "p0 running; s0 unsubscribed, 0 messages queued"],
			["1", "subscribe(s0)"],
			["↻ 2", "signal(p0)"],
			["↻ 3", "vfsReply(p0)"],
			[""],
		]);
	});
});

describe("a design whose states have no fields", () => {
	it("is refused: all its states would count as one", async () => {
		const { id, sentence } = counter(3);
		const system = {
			initial: 0,
			alphabet: [1],
			step: (state: number) => state + 1,
			formatAction: String,
			formatState: String,
		};
		const plain = { id, sentence, scopes: [{ name: "3", system: () => system }], properties: [] };
		await expect(decideDesign(plain as Design, UNLIMITED)).rejects.toThrow(/objects with fields/);
	});
});

describe("the designs", () => {
	it("have ids and properties of their own, and two scopes each", () => {
		expect(new Set(DESIGNS.map(({ id }) => id)).size).toBe(DESIGNS.length);
		for (const { scopes, properties } of DESIGNS) {
			expect(scopes).toHaveLength(2);
			expect(new Set(properties.map(({ id }) => id)).size).toBe(properties.length);
		}
	});

	it("have every property that a claim of the ledger names, and none that no claim names", () => {
		const named = CLAIMS.flatMap(({ design = [] }) =>
			design.flatMap((one) => one.properties.map((property) => `${one.design} ${property}`)),
		);
		const all = DESIGNS.flatMap(({ id, properties }) => properties.map((property) => `${id} ${property.id}`));
		expect(new Set(named)).toEqual(new Set(all));
	});
});
