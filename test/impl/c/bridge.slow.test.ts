import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { compiled, fixture, useNewCache, useSharedCache } from "../../support/sources.ts";

const SCOPE = { users: 1, services: 1, slots: 2 };

afterAll(useSharedCache);

test("a source that names fields of mproc of its own has a bridge for such rows, and that one for any number of processes", async () => {
	const cache = join(useNewCache(), "rollcall");
	await compiled(fixture("everyday.c"), SCOPE);
	// The module, and two files of the bridge.
	expect(readdirSync(cache)).toHaveLength(3);
	await compiled(fixture("everyday.c"), { ...SCOPE, users: SCOPE.users + 1 });
	expect(readdirSync(cache)).toHaveLength(4);
});
