import { describe, expect, it } from "vitest";
import { witnessOf } from "../../checker/verification/witness.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { claimWitnessText } from "../../report/text/sections/claim-witness.ts";
import { rollcall } from "../support/in-process.ts";

/** The number of actions of the shortest interleaving that exercises each claim, by its scope. */
const LENGTHS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
	"1u 1s": {
		...{ conforms: 1, "waiting-balances": 2, "index-in-range": 5, "subscribers-live": 2, "lingers-only-if-owed": 6 },
		...{ "one-event-at-a-time": 5, "not-nested": 3, "no-panic": 1, "no-subscriber-skipped": 5 },
		...{ "only-the-interested": 5, serial: 5, "resumed-once-after-all": 6, "vfs-first": 3, "mask-replaces": 3 },
		...{ "services-only": 2, "stray-reply-harmless": 2, "message-well-formed": 5 },
		...{ "stays-in-bounds": 1, "leftover-acknowledged": 7, "quick-resubscription": 7 },
		...{ "dead-subscriber-released": 7, "outstanding-bound": 5, roundtrips: 5 },
		...{ "every-event-ends": 5, "slots-come-free": 6 },
	},
	"1u 2s": { "slots-full": 4, "in-subscription-order": 8, "asked-once": 8, "late-mask-misses": 9, "asked-again": 11 },
};

/** Claims about designs, with the properties that runs show. */
const DESIGNS: Readonly<Record<string, readonly string[]>> = {
	"parallel-bound": ["bound-reached", "table-overflows"],
	"async-unbounded": ["grows-without-bound", "table-overflows", "runs-on-unannounced"],
	"semget-safe": ["interrupts"],
	"semop-unsafe": ["signal-lost", "place-for-the-gone"],
	"exit-by-priority": ["place-for-the-gone", "unit-lost", "place-taken", "place-of-another"],
	"interrupted-once": ["interrupts"],
	"dead-leave-no-trace": ["exits-blocked"],
	"watch-exit-unsound": [
		...["watches-too-late", "runs-on", "interrupts-wrong-call", "interrupts-before-vfs", "events-merge"],
		...["table-full", "not-notified-again", "other-name-unheard", "place-for-the-gone"],
	],
};

const target = { kind: "mirror", revision: "clear-waiting" } as const;
const OF_STEPS = CLAIMS.filter(({ design }) => !design);

describe("the witness of a claim", () => {
	it.each(["late-mask-misses", "asked-again"])("is confirmed by the command that replays it: %s", async (id) => {
		const claim = CLAIMS.find((one) => one.id === id) as (typeof CLAIMS)[number];
		const { run } = await witnessOf(claim, { target });
		const [, words = "", interleaving = ""] = /^npx rollcall (.*) --interleaving '(.*)'$/.exec(run?.replay ?? "") ?? [];
		const again = await rollcall(...words.split(" "), "--no-store", "--interleaving", interleaving);
		expect(again.code).toBe(0);
		expect(again.stdout).toContain(
			`✓ ${id} witnessed: reached by an interleaving of ${run?.interleaving.length} actions`,
		);
		const shorter = interleaving.split(/(?<=\)) /).slice(0, -1);
		const less = await rollcall(...words.split(" "), "--no-store", "--interleaving", shorter.join(" "));
		expect(less.code).toBe(3);
		expect(less.stdout).toContain(
			`? ${id} unknown: not reached in any of ${shorter.length + 1} states of the interleaving`,
		);
	});

	it("is kept here for every claim of the ledger", () => {
		const kept = [...Object.values(LENGTHS).flatMap(Object.keys), ...Object.keys(DESIGNS)];
		expect(kept.toSorted()).toEqual(CLAIMS.map(({ id }) => id).toSorted());
	});

	it.each(OF_STEPS)("is the shortest interleaving that exercises $id, and the target keeps it there", async (claim) => {
		const { run } = await witnessOf(claim, { target });
		const { scope, interleaving = [], steps = [], detail } = run ?? {};
		const name = `${scope?.users}u ${scope?.services}s`;
		expect({ [name]: interleaving.length, detail }).toEqual({ [name]: LENGTHS[name]?.[claim.id], detail: undefined });
		const last = steps.at(-1);
		expect(steps).toHaveLength(interleaving.length);
		if (claim.check) expect(last && claim.check(last)).toBe("holds");
	});

	it.each(CLAIMS.filter(({ design }) => design))(
		"is of a claim about designs a run of each property: $id",
		async (claim) => {
			const witness = await witnessOf(claim, { target });
			expect([...new Set(witness.designs.map(({ property }) => property))]).toEqual(
				expect.arrayContaining([...(DESIGNS[claim.id] ?? [])]),
			);
			expect(new Set(witness.designs.map(({ property }) => property)).size).toBe(DESIGNS[claim.id]?.length);
			expect(claimWitnessText(witness)).toContain("step  action");
		},
	);
});

describe("rollcall claims --witness", () => {
	it("prints the steps, and a command that runs them again", async () => {
		const { code, stdout } = await rollcall("claims", "--witness", "leftover-acknowledged");
		expect(code).toBe(0);
		expect(stdout).toContain("leftover-acknowledged is exercised: after a mask change");
		const [, interleaving = ""] = /--only leftover-acknowledged --interleaving '([^']*)'/.exec(stdout) ?? [];
		const words = ["--users", "1", "--services", "1", "--slots", "4", "--only", "leftover-acknowledged"];
		const again = await rollcall("verify", ...words, "--interleaving", interleaving, "--json");
		expect(JSON.parse(again.stdout).claims[0].evidence).toContain("exercised 1 time");
	});

	it("prints the runs of designs as data, loops included", async () => {
		const { stdout } = await rollcall("claims", "--witness", "async-unbounded", "--json");
		expect(JSON.parse(stdout)).toMatchObject({
			...{ format: "rollcall-witness", claim: "async-unbounded" },
			designs: [{ design: "no-waiting", property: "grows-without-bound", loopStart: 1 }, {}, {}],
		});
	});

	it("is of a claim that there is, and decides none", async () => {
		expect(await rollcall("claims", "--witness", "no-such-claim")).toMatchObject({
			code: 2,
			stderr: 'rollcall: --witness: there is no claim "no-such-claim"; rollcall claims lists the ids\n',
		});
		expect((await rollcall("claims", "--witness", "serial", "--deep")).stderr).toContain("cannot be used with");
	});
});
