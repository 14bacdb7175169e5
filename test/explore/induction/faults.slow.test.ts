import { describe, expect, test } from "vitest";
import { inducted } from "../../support/induction.ts";
import { HAS_SEED, SEED_SOURCE } from "../../support/seed.ts";
import { read } from "../../support/sources.ts";
import { repaired } from "../../support/stories.ts";

// Faults that no scope shows which can be searched completely: each is a change of the repaired source.

interface Fault {
	readonly name: string;
	/** What is replaced in the text, and by what. */
	readonly changes: readonly (readonly [string, string])[];
	/** Number of abstract states: lists of one slot are the first 71. */
	readonly states: number;
	/** The claim that the interleaving breaks, and how many actions it has at least. */
	readonly breaks: string;
	readonly least: number;
}

const FAULTS: readonly Fault[] = [
	{
		name: "a wait count in seven bits",
		changes: [["unsigned int waiting;", "unsigned int waiting : 7;"]],
		...{ states: 71, breaks: "waiting-balances", least: 3 * 128 },
	},
	{
		name: "a process index in a signed char",
		changes: [["rmp = &mproc[slot];", "signed char index = (signed char)slot; rmp = &mproc[index < 0 ? 0 : index];"]],
		...{ states: 71, breaks: "conforms", least: 6 },
	},
	{
		name: "an assertion on the wait count that is two too strict",
		changes: [["waiting < NR_PROCS)", "waiting < NR_PROCS - 2)"]],
		...{ states: 71, breaks: "no-panic", least: 3 * 254 },
	},
	{
		name: "a fault that needs ten waiting processes",
		changes: [["subs[i].waiting--;", "if (--subs[i].waiting == 10) subs[i].mask = 0;"]],
		...{ states: 71, breaks: "conforms", least: 3 * 11 },
	},
	{
		name: "a fault that needs the acting process behind row 128",
		changes: [["rmp->mp_eventsub = 0;", "rmp->mp_eventsub = rmp > &mproc[128] && nsubs > 1 ? 1 : 0;"]],
		...{ states: 200, breaks: "no-subscriber-skipped", least: 8 },
	},
	{
		name: "a fault that depends on what is left behind the end of the list",
		changes: [["subs[nsubs].mask = mask;", "subs[nsubs].mask = subs[nsubs].mask == 2 ? 2 : mask;"]],
		...{ states: 71, breaks: "mask-replaces", least: 5 },
	},
	{
		name: "a panic on a mask with an unknown bit",
		changes: [["/* Add a new entry,", 'if (mask & 0x80000000u) panic("odd mask"); /* Add a new entry,']],
		...{ states: 71, breaks: "no-panic", least: 2 },
	},
	{
		name: "a mask of one unknown bit that subscribes to nothing",
		changes: [["/* Add a new entry,", "if (mask == 0x10000) return OK; /* Add a new entry,"]],
		...{ states: 71, breaks: "mask-replaces", least: 2 },
	},
	{
		name: "a fault that needs a process with an alarm that is not tainted",
		changes: [
			[
				"rmp->mp_eventsub = 0;",
				"rmp->mp_eventsub = (rmp->mp_flags & (ALARM_ON | TAINTED)) == ALARM_ON && nsubs > 1 ? 1 : 0;",
			],
		],
		...{ states: 200, breaks: "no-subscriber-skipped", least: 8 },
	},
];

describe.skipIf(!HAS_SEED)("the induction finds", () => {
	test.each(FAULTS)("$name, and an interleaving from the start", async ({ changes, states, breaks, least }) => {
		const source = repaired(read(SEED_SOURCE));
		const text = changes.reduce((before, [from, to]) => before.replace(from, to), source.text);
		expect(text).not.toBe(source.text);
		const { counts, reached } = await inducted({ ...source, text }, states);
		expect(counts.wrong).toBeGreaterThan(0);
		expect(reached?.broken.map(({ claim }) => claim.id)).toContain(breaks);
		expect(reached?.taken.length).toBeGreaterThanOrEqual(least);
	});

	test("no fault in a wait count in eight bits: at most 255 can wait", async () => {
		const source = repaired(read(SEED_SOURCE));
		const text = source.text.replace("unsigned int waiting;", "unsigned char waiting;");
		const { counts } = await inducted({ ...source, text }, 71);
		expect(counts).toMatchObject({ states: 71, wrong: 0 });
	});
});
