import { describe, expect, it } from "vitest";
import { isSmall, MOST_NODES } from "../../coverage/system/composed.ts";
import { UNLIMITED } from "../../explore/limits.ts";
import { searchSpecification } from "../../explore/specification/search-specification.ts";

async function statesAt(users: number, services: number): Promise<number> {
	const scope = { users, services, slots: 4 };
	const how = { symmetry: true, limits: UNLIMITED, signal: undefined, onProgress: undefined };
	return (await searchSpecification(scope, how)).states;
}

describe("a scope that is small enough for its graph", () => {
	it.each([
		[3, 0],
		[2, 1],
		[1, 2],
		[0, 3],
	])("is any of three processes, without a search: %i users, %i services", async (users, services) => {
		expect(await statesAt(users, services)).toBeLessThanOrEqual(MOST_NODES);
		expect(await isSmall({ users, services, slots: 4 })).toBe(true);
	});

	it("is otherwise one that has few states", async () => {
		expect(await isSmall({ users: 2, services: 2, slots: 4 })).toBe(true);
		expect(await isSmall({ users: 1, services: 3, slots: 4 })).toBe(false);
	});
});
