import { describe, expect, it } from "vitest";
import { findings, mirror, search } from "../support/product.ts";

describe("the search of a target beside the specification", () => {
	it.each([
		[{ users: 1, services: 1, slots: 4 }, 10],
		[{ users: 2, services: 1, slots: 4 }, 10],
		[{ users: 1, services: 2, slots: 4 }, 9],
		[{ users: 1, services: 2, slots: 1 }, 9],
		[{ users: 0, services: 3, slots: 2 }, 9],
	])("finds at %o that the faithful mirror breaks two claims in %i actions", async (scope, length) => {
		expect(findings(await search(mirror(scope, "faithful")))).toEqual([
			["conforms", length],
			["waiting-balances", length],
		]);
	});

	it.each([
		{ users: 2, services: 1, slots: 4 },
		{ users: 1, services: 2, slots: 4 },
		{ users: 1, services: 2, slots: 1 },
		{ users: 0, services: 3, slots: 2 },
	])("finds nothing at %o in the repaired mirror, in all states of the specification", async (scope) => {
		const found = await search(mirror(scope, "clear-waiting"));
		expect(found).toMatchObject({ findings: [], notFollowed: 0, stoppedBy: undefined });
		expect(found.states).toBeGreaterThan(1_000);
	});

	it("keeps all memory as the state if asked: what a slot given back leaves behind makes another pair", async () => {
		const scope = { users: 1, services: 2, slots: 4 };
		const all = await search(mirror(scope, "clear-waiting"), Number.POSITIVE_INFINITY, true);
		expect(all).toMatchObject({ states: 4_675, pairs: 102_283, transitions: 940_848, depth: 28, unreadParts: 0 });
	});

	it("leaves out what nothing reads behind the end of the list: in the repaired mirror, all of it", async () => {
		const scope = { users: 1, services: 2, slots: 4 };
		const found = await search(mirror(scope, "clear-waiting"));
		expect(found).toMatchObject({ states: 4_675, pairs: 4_675, transitions: 46_992, depth: 14, unreadParts: 3 });
	});

	it("keeps the wait counts behind the end of the list, which the faithful mirror reads", async () => {
		const found = await search(mirror({ users: 1, services: 2, slots: 4 }, "faithful"));
		expect(found).toMatchObject({ states: 4_675, pairs: 7_188, transitions: 69_648, unreadParts: 2 });
	});

	it("is stopped by its limit where the pairs go on", async () => {
		const found = await search(mirror({ users: 2, services: 2, slots: 4 }, "clear-waiting"), 20_000);
		expect(found.stoppedBy).toBe("the limit of states");
	});
});
