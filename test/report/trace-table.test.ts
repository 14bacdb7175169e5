import { describe, expect, it } from "vitest";
import { createMirror } from "../../impl/mirror/target.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import type { Action } from "../../model/action.ts";
import { System } from "../../model/system.ts";
import { traceText } from "../../report/text/sections/trace-table.ts";
import { traceOf } from "../../report/text/trace.ts";

const SCOPE = { users: 1, services: 1, slots: 4 };

/** A trace of so many lives of a service. */
function textOf(lives: number): string {
	const life: Interleaving = (["spawn", "exit", "vfsReply", "reap"] as const).map(
		(kind): Action => ({ kind, process: 1 }),
	);
	const interleaving = Array.from({ length: lives }, () => life).flat();
	return traceText(SCOPE, traceOf(new System(SCOPE), createMirror(SCOPE), [], interleaving));
}

describe("the table of a trace", () => {
	it("has all steps where they can be read", () => {
		expect(textOf(15).match(/^ *\d+ /gm)).toHaveLength(60);
		expect(textOf(15)).not.toContain("…");
	});

	it("leaves out the middle of a long one, and says how many steps and where they are", () => {
		const text = textOf(100);
		expect(text.match(/^ *\d+ /gm)).toHaveLength(60);
		expect(text).toMatch(/^ *… +340 more .*rollcall report lists all/m);
		expect(text).toMatch(/^ *20 +reap\(s0\)/m);
		expect(text).toMatch(/^ *361 +spawn\(s0\)/m);
		expect(text).toMatch(/^ *400 +reap\(s0\)/m);
	});
});
