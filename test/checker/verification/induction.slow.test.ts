import { describe, expect, test } from "vitest";
import type { TargetSpec } from "../../../checker/open-target.ts";
import { runVerify } from "../../../checker/verify.ts";
import { verificationText } from "../../../report/text/verification.ts";
import { HAS_SEED, SEED_SOURCE } from "../../support/seed.ts";
import { read } from "../../support/sources.ts";
import { repaired } from "../../support/stories.ts";

/** A verification with as little beside the induction as there can be, in one line. */
async function verified(target: TargetSpec): Promise<string> {
	const scope = { users: 1, services: 1, slots: 4 };
	const { verification } = await runVerify({ target, scope, runs: 1, scopes: () => [scope], ownScopes: () => [scope] });
	const how = { description: undefined, traces: "", time: undefined, verbose: false, words: "" };
	return verificationText(verification, how).replaceAll(/\s+/g, " ");
}

test("verify says of a source with a view of its own that the induction is left out", async () => {
	const { path, text } = read("examples/event-facility/facility.c");
	expect(await verified({ kind: "c", path, text })).toContain("no induction on the source: the source shows its");
});

test("verify takes no induction on the mirror", async () => {
	expect(await verified({ kind: "mirror", revision: "clear-waiting" })).not.toContain("induct");
});

describe.skipIf(!HAS_SEED)("verify", () => {
	test("names all evidence that a claim holds: at scopes, for any number of processes, and by induction", async () => {
		const { path, text } = repaired(read(SEED_SOURCE));
		const said = await verified({ kind: "c", path, text });
		expect(said).toContain("✓ inductive at NR_PROCS 256, NR_SUBS 4, up to 2 in use: ");
		expect(said).toMatch(
			/hold: all [\d,]+ states of 2 scopes; .*; the specification alone, for any number of processes; inductive at NR_PROCS 256, NR_SUBS 4 with up to 2 in use \(this source\)/,
		);
	});
});
