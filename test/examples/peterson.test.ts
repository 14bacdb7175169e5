import { search } from "rollcall";
import { describe, expect, it } from "vitest";
import { EXCLUSION, entry, GOING_ON, Peterson } from "../../examples/peterson.ts";

const [REQUESTS, GIVES_WAY, TRIES] = [0, 1, 2];
/** Number of the first action of process 1. */
const OTHER = 4;

describe("Peterson's lock", () => {
	it("has 20 states and excludes", async () => {
		expect(await search(new Peterson(), [EXCLUSION])).toMatchObject({ states: 20, transitions: 40, discoveries: [] });
	});

	it("lets a process enter that waits, under weak fairness", async () => {
		expect(await entry(new Peterson(), GOING_ON)).toEqual({ verdict: "holds", states: 20, transitions: 40 });
	});

	it("may keep it out where the other process stops with its flag up", async () => {
		const [, other] = GOING_ON;
		const expected = {
			verdict: "violated",
			lasso: { stem: { actions: [REQUESTS, GIVES_WAY, OTHER + REQUESTS] }, loop: { actions: [TRIES] } },
		};
		expect(await entry(new Peterson(), [])).toMatchObject(expected);
		expect(
			await entry(
				new Peterson(),
				GOING_ON.filter((set) => set !== other),
			),
		).toMatchObject(expected);
	});
});

describe("a lock of flags alone", () => {
	it("has 15 states and excludes", async () => {
		const outcome = await search(new Peterson(false), [EXCLUSION]);
		expect(outcome).toMatchObject({ states: 15, transitions: 30, discoveries: [] });
	});

	it("may keep both processes out for ever, though both go on", async () => {
		const outcome = await entry(new Peterson(false), GOING_ON);
		expect(outcome).toMatchObject({
			verdict: "violated",
			lasso: {
				stem: { actions: [REQUESTS, GIVES_WAY, OTHER + REQUESTS, OTHER + GIVES_WAY] },
				loop: { actions: [TRIES, OTHER + TRIES] },
				taken: ["process 0 goes on", "process 1 goes on"],
			},
		});
	});
});
