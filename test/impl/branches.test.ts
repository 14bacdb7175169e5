import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readBranches } from "../support/branches.ts";
import { rollcallIn } from "../support/cli.ts";

it("verify executes every branch of the mirror that can be reached", () => {
	const folder = mkdtempSync(join(tmpdir(), "rollcall-branches-"));
	rollcallIn({ NODE_V8_COVERAGE: folder }, "verify");
	const { blocks, unreached } = readBranches(folder, "impl/mirror/event.js");
	expect(blocks).toBeGreaterThan(20);
	expect(unreached.filter(({ excuse }) => excuse === undefined)).toEqual([]);
});
