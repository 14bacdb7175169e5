import { describe, expect, it } from "vitest";
import { createMirror } from "../../impl/mirror/target.ts";
import { reduce } from "../../lockstep/minimize.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import { renameProcesses } from "../../model/variants.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { FINDING_001, parse, STEPS_001 } from "../support/stories.ts";

const LARGE: Scope = { users: 248, services: 8, slots: 4 };

/** The steps of finding 001 among 256 processes, at the end of the table, with others in between. */
function among(others: string): Interleaving {
	const { scope } = FINDING_001;
	const rename = (process: number): number =>
		process < scope.users ? LARGE.users - 1 - process : process - scope.users + LARGE.users + 5;
	return [...parse(LARGE, others), ...parse(scope, STEPS_001).map((action) => renameProcesses(action, rename))];
}

describe("an interleaving of a few of 256 processes", () => {
	it("is made as small as one of these alone, in about as many tries", async () => {
		const claim = CLAIMS.find(({ id }) => id === FINDING_001.claim);
		if (!claim) throw new Error("the claim is not in the ledger");
		const failure = { claim, cause: FINDING_001.cause };
		const scopes: string[] = [];
		const targetAt = async (scope: Scope) => {
			scopes.push(scopeName(scope));
			return createMirror(scope);
		};
		const others = "spawn(u3) signal(u3) spawn(s2) spawn(u100) exit(u100) vfsReply(u100)";
		const target = createMirror(LARGE);
		const reduced = await reduce(failure, CLAIMS, among(others), target, targetAt);
		const alone = await reduce(failure, CLAIMS, FINDING_001.interleaving, createMirror(FINDING_001.scope), targetAt);
		expect(reduced?.interleaving).toEqual(alone?.interleaving);
		expect(scopes).toEqual(["1u 2s 4k"]);
		expect(reduced?.tries).toBeLessThan(2 * (alone?.tries ?? 0));
	});
});
