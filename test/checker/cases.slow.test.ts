import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UsageError } from "../../checker/errors.ts";
import { verify } from "../../checker/verify.ts";
import { plainTable } from "../../report/text/layout/table.ts";
import { exploreSteps } from "../support/explore-steps.ts";

/** Sources that once got the wrong verdict, as patches of the source that MINIX ships: no part of the project. */
const BUILD = "../shared/cases/build.sh";
const HAS_CASES = existsSync(BUILD);

/** A scope of a complete search, as users and services at 4 slots. */
type Searched = readonly [users: number, services: number];

interface Case {
	readonly right: "violated" | "clean" | "refused";
	/**
	 * The scope that `explore` searches, or the scope of random interleavings that `verify` runs, with the induction step, and the
	 * one that it searches completely.
	 */
	readonly by?: { readonly explore: Searched } | { readonly verify: Searched; readonly complete?: Searched };
	/** Claims that have to be violated, each with the length of its shortest interleaving. */
	readonly claims?: Readonly<Record<string, number>>;
	/** Notes on warnings. */
	readonly warns?: readonly string[];
	readonly char?: "signed" | "unsigned";
}

const clean: Case = { right: "clean" };
const violated = (
	claims: Readonly<Record<string, number>>,
	by: NonNullable<Case["by"]> = { explore: [1, 2] },
): Case => ({
	right: "violated",
	claims,
	by,
});

/** The right answer for each source. */
const CASES: Readonly<Record<string, Case>> = {
	repaired: clean,
	"range-unchecked": violated({ "stays-in-bounds": 2 }),
	"event-masked": violated({ "stray-reply-harmless": 6 }),
	"q3-mask-high-bit-panics": violated({ "no-panic": 2 }, { verify: [1, 1] }),
	"swap-last": violated(
		{ "in-subscription-order": 7, "no-subscriber-skipped": 11, "asked-once": 12 },
		{ verify: [1, 3], complete: [0, 3] },
	),
	"p1-table-loop-one-too-far": violated({ "stays-in-bounds": 3 }),
	"p3-write-to-const": violated({ "stays-in-bounds": 3 }),
	"hidden-in-string": violated({ "mask-replaces": 6 }, { explore: [0, 2] }),
	"p5-writes-row-of-other": violated({}, { verify: [3, 5] }),
	"o1-message-not-cleared": violated({ "message-well-formed": 5 }),
	"q5-two-warnings": { ...clean, warns: ["reply repeated"] },
	"m2-waiting-5-bits": violated({ "waiting-balances": 98 }, { verify: [40, 1] }),
	"m5-char-index-over-table": violated({ "no-panic": 3 }, { verify: [1, 1] }),
	"l1b-more-than-8-processes": violated({ "waiting-balances": 8 }, { verify: [9, 2] }),
	"f2-generation-of-process-ignored": violated({ "stray-reply-harmless": 6 }),
	"f4-endpt-19-bits": violated({}, { verify: [1, 1] }),
	"g1-event-5-skips-first-subscriber": violated({ "no-subscriber-skipped": 13 }, { explore: [1, 1] }),
	"b1-full-list-last-loses-count": violated({ "waiting-balances": 12 }, { explore: [1, 4] }),
	"a3-three-behind-not-moved": violated({ "no-subscriber-skipped": 12 }, { explore: [1, 4] }),
	"i1-killed-second-subscriber-skipped": violated({ "no-subscriber-skipped": 11 }, { explore: [1, 3] }),
	"fourth-unheard": violated({ "leftover-acknowledged": 13 }, { explore: [1, 4] }),
	"port-cursor": violated({ "waiting-balances": 8 }),
	"quiet-replies": { ...clean, warns: ["reply missing"] },
	"fe-debug": { ...clean, warns: ["vfsReply added", "reply added"] },
	...Object.fromEntries(
		[
			...["fe-counter", "fe-fields", "grows-for-ever", "fe-enum", "fe-expr", "nr-subs-expression", "nr-subs-enum"],
			...["fe-true", "fe-flags", "fe-names", "fe-includes", "fe-helpers", "fe-extern-verbose", "subs-pointer"],
			...["clash-turns", "nsubs-atomic"],
		].map((name) => [name, clean]),
	),
	"arm-char": clean,
	"no-amf-noreply": violated({ "message-well-formed": 5 }),
	"exponential-recursion": violated({ "no-panic": 2 }),
	"mutual-recursion-noalloc": violated({ "no-panic": 2 }),
	"panic-long": violated({ "no-panic": 2 }),
	"panic-escape": violated({ "no-panic": 2 }),
	"printf-wide": violated({ "no-panic": 2 }),
	"static-2mb": { right: "refused" },
	"memory-grow": { right: "refused" },
};

/** What the checker comes to. */
interface Answer {
	readonly verdict: Case["right"];
	readonly claims: Readonly<Record<string, number>>;
	readonly warns: readonly string[];
	readonly how: string;
}

let folder: string;
const rows: (readonly string[])[] = [];

/** Enough states for violations of some lengths: breadth first, a search that is cut short comes to the shortest ones. */
function statesFor(services: number, claims: Case["claims"] = {}): number {
	const lengths = Object.values(claims);
	if (lengths.length > 0 && Math.max(...lengths) <= 3) return 4_000;
	return services > 2 ? 120_000 : 40_000;
}

async function answerOf(name: string, { by = { explore: [1, 2] }, claims, char = "signed" }: Case): Promise<Answer> {
	const target = { kind: "c", path: join(folder, `${name}.c`), options: { char } } as const;
	const [users, services] = "explore" in by ? by.explore : by.verify;
	const complete = "verify" in by && by.complete ? [by.complete] : [];
	const scope = { users, services, slots: 4 };
	const how = `${"explore" in by ? "explore" : "verify"} ${users}u ${services}s`;
	try {
		const found =
			"explore" in by
				? await exploreSteps({
						target,
						scope,
						limits: { timeMs: 120_000, states: statesFor(services, claims) },
					})
				: await verify({
						target,
						scope,
						scopes: () => complete.map(([users, services]) => ({ users, services, slots: 4 })),
						ownScopes: () => [],
						// Whole traces take more states than claims about steps.
						...(complete.length > 0 ? {} : { statesPast: 4_000 }),
						runs: 200,
						maxActions: 300,
						limits: { timeMs: 120_000 },
					});
		const lengths = found.findings.map(({ claim, interleaving }) => [claim, interleaving.length] as const);
		const warns = "product" in found ? (found.product?.warns ?? []) : [];
		return {
			verdict: found.findings.length > 0 ? "violated" : "clean",
			claims: Object.fromEntries(lengths.toSorted(([, a], [, b]) => b - a)),
			warns: warns.map(({ action, difference }) => `${action} ${difference}`),
			how,
		};
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		expect(error.message).not.toContain("\n");
		return { verdict: "refused", claims: {}, warns: [], how };
	}
}

describe.skipIf(!HAS_CASES)("sources that once got the wrong verdict", () => {
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), "rollcall-cases-"));
		execFileSync("bash", [BUILD, folder]);
	});
	afterAll(() => {
		rmSync(folder, { recursive: true });
		process.stdout.write(`${plainTable([["source", "right", "verdict", "by", "claims"], ...rows])}\n`);
	});

	it("are all in the table", () => {
		const names = readdirSync(folder).filter((file) => file.endsWith(".c"));
		expect(names.map((file) => basename(file, ".c")).sort()).toEqual(Object.keys(CASES).sort());
	});

	it.each(Object.entries(CASES))("get the right one: %s", async (name, one) => {
		const { verdict, claims, warns, how } = await answerOf(name, one);
		const found = Object.entries(claims).map(([claim, actions]) => `${claim} in ${actions}`);
		rows.push([name, one.right, verdict, how, found.join(", ")]);
		expect({ verdict, claims, warns }).toMatchObject({
			...{ verdict: one.right, claims: one.claims ?? {} },
			...(one.warns ? { warns: one.warns } : {}),
		});
	});

	it("are clean or violated by the signedness of char: arm-char", async () => {
		const { verdict } = await answerOf("arm-char", { right: "violated", char: "unsigned" });
		expect(verdict).toBe("violated");
	});
});
