import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readBranches } from "../support/branches.ts";
import { unbundledIn } from "../support/cli.ts";

/** The branches of the mirror that a run of verify executes. */
function branchesOf(...words: readonly string[]) {
	const folder = mkdtempSync(join(tmpdir(), "rollcall-branches-"));
	unbundledIn({ NODE_V8_COVERAGE: folder }, "verify", "--fresh", ...words);
	return readBranches(folder, "impl/mirror/event.js");
}

describe("the branches of the mirror", () => {
	it("are all executed by verify, where they can be reached", () => {
		const { blocks, unreached } = branchesOf("--runs", "500", "--scopes", "1u 1s");
		expect(blocks).toBeGreaterThan(20);
		expect(unreached.filter(({ excuse }) => excuse === undefined)).toEqual([]);
	});

	it("count as unreached where an excuse only stands inside of them", () => {
		const { unreached } = branchesOf("--interleaving", "spawn(u0)");
		const resumeEvent = unreached.find(({ text }) => text.startsWith("#resumeEvent(rmp)"));
		expect(resumeEvent).toMatchObject({ within: "#resumeEvent", excuse: undefined });
	});
});
