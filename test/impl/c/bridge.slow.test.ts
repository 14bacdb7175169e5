import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { compiled, fixture, useNewCache, useSharedCache } from "../../support/sources.ts";

const SCOPE = { users: 1, services: 1, slots: 2 };

afterAll(useSharedCache);

test("a source that names fields of mproc of its own needs no bridge of its own", async () => {
	const cache = join(useNewCache(), "rollcall");
	await compiled(fixture("everyday.c"), SCOPE);
	expect(readdirSync(cache)).toEqual([expect.stringMatching(/\.module$/)]);
});
