import { expect, test } from "vitest";
import { UNLIMITED } from "../../../explore/limits.ts";
import { behavioursOf } from "../../../explore/product/abstract-behaviours.ts";
import { openRecipe } from "../../../impl/recipe.ts";
import { CLAIMS } from "../../../properties/ledger.ts";

async function behaviours(users: number, services: number, states = Number.POSITIVE_INFINITY) {
	const scope = { users, services, slots: 4 };
	const target = await openRecipe({ kind: "mirror", scope, revision: "clear-waiting" });
	return behavioursOf(target, CLAIMS, { ...UNLIMITED, states }, undefined);
}

test("abstract behaviours of a smaller scope are those of a larger one, which has more", async () => {
	const [small, large] = [await behaviours(1, 1), await behaviours(2, 1)];
	expect([...small.keys].filter((key) => !large.keys.has(key))).toEqual([]);
	expect(large.keys.size).toBeGreaterThan(small.keys.size);
	expect({ small: small.stoppedBy, large: large.stoppedBy }).toEqual({ small: undefined, large: undefined });
});

test("a search that is stopped says so", async () => {
	expect(await behaviours(1, 1, 10)).toMatchObject({ stoppedBy: "the limit of states" });
});
