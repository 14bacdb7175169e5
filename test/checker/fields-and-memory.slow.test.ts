import { describe, expect, it } from "vitest";
import { foundAtRandom } from "../support/at-random.ts";
import { exploreSteps } from "../support/explore-steps.ts";
import { edited, read } from "../support/sources.ts";

const PATH = "examples/event-facility/facility.c";
const ROLL = "static entry_t roll[NR_SUBS];";
const INDEX = "	p->mp_eventsub = (char)position;";
const NOTIFY = "	if (asynsend3(";
const SMALL = { users: 1, services: 2, slots: 4 };

/** The example, changed in places that it has. */
function changed(changes: readonly (readonly [from: string, to: string])[]) {
	return { ...read(PATH), kind: "c", text: edited(read(PATH).text, changes) } as const;
}

describe("memory of the source", { timeout: 300_000 }, () => {
	it("begins and ends where an array of chars does, not at words", async () => {
		const helper =
			"static unsigned char parity[2];\nstatic void flip(unsigned char *list, int at)\n{\n	list[at] ^= 1;\n}\n";
		const at = (event: string) =>
			exploreSteps({
				target: changed([
					[ROLL, `${helper}${ROLL}`],
					[INDEX, `	flip(parity, ${event});\n${INDEX}`],
				]),
				scope: SMALL,
			});
		expect((await at("(int)event_of(p) - 1")).findings).toEqual([]);
		for (const [index, place] of [
			["(int)event_of(p)", "right behind the end of"],
			["(int)event_of(p) - 2", "1 byte before"],
		] as const) {
			const { findings } = await at(index);
			expect(findings.map(({ claim }) => claim)).toContain("stays-in-bounds");
			expect(findings[0]?.detail).toContain(`reads ${place} parity`);
		}
	});

	it("ends where a local array does, that another function fills", async () => {
		const push = "static void push(unsigned char *list, int at)\n{\n	list[at] = 1;\n}\n";
		const at = (place: string) =>
			exploreSteps({
				target: changed([
					["/* Goes down the roll", `${push}/* Goes down the roll`],
					[
						INDEX,
						`	unsigned char due[NR_SUBS - 1];\n	push(due, ${place});\n	p->mp_eventsub = (char)(due[0] ? position : position);`,
					],
				]),
				scope: { users: 1, services: 1, slots: 4 },
			});
		expect((await at("2 * position")).findings).toEqual([]);
		for (const place of ["3 + position", "-9 - position"]) {
			const { findings } = await at(place);
			const [first] = findings.filter(({ claim }) => claim === "stays-in-bounds");
			expect(first?.detail).toMatch(/out of bounds in push.*: writes outside of a local array/);
		}
	});

	it("ends where a local struct does", async () => {
		const clear = "memset(&m, 0, sizeof(m));";
		const sized = (size: string) =>
			exploreSteps({
				target: changed([[clear, `memset(&m, 0, ${size});`]]),
				scope: { users: 1, services: 1, slots: 4 },
			});
		expect((await sized("sizeof(m) + 2 * (p->mp_endpoint == 0)")).findings).toEqual([]);
		const [first] = (await sized("sizeof(m) + 2 * (p->mp_endpoint != 0)")).findings;
		expect(first?.claim).toBe("stays-in-bounds");
		expect(first?.detail).toMatch(/out of bounds in .*: writes outside of a local array or struct/);
	});

	it("ends a text that is printed, whether to the console or into a buffer", async () => {
		const text = "static char who[4];";
		for (const print of [
			'printf("%s\\n", who)',
			'printf("%.*s\\n", -1, who)',
			'printf("%.5s\\n", who)',
			'snprintf(line, sizeof(line), "%s", who)',
		]) {
			const fill = (letters: number): string => `	memset(who, 'p', ${letters});\n	${print};\n${INDEX}`;
			const of = (letters: number) =>
				exploreSteps({
					target: changed([
						['#include "pm.h"', '#include "pm.h"\n#include <stdio.h>'],
						[ROLL, `${text}\nstatic char line[16];\n${ROLL}`],
						[INDEX, fill(letters)],
					]),
					scope: { users: 1, services: 1, slots: 4 },
				});
			expect((await of(3)).findings).toEqual([]);
			const [first] = (await of(4)).findings.filter(({ claim }) => claim === "stays-in-bounds");
			expect(first?.detail).toMatch(/^out of bounds in proceed, line \d+: reads right behind the end of who/);
		}
		const exact = [
			[ROLL, `${text}\n${ROLL}`],
			[INDEX, `	memset(who, 'p', 4);\n	printf("%.4s %.*s\\n", who, 3, who);\n${INDEX}`],
		] as const;
		const { findings } = await exploreSteps({
			target: changed(exact),
			scope: { users: 1, services: 1, slots: 4 },
		});
		expect(findings).toEqual([]);
	});

	it("may be gone through by a pointer, and copied between constant places", async () => {
		const walk = `	for (entry_t *at = &roll[0]; at < &roll[NR_SUBS]; at++)\n		if (at->number == 77)\n			panic("77");\n`;
		const target = changed([
			["	unsigned events;\n} entry_t;", "	unsigned events, number, more;\n} entry_t;"],
			[INDEX, `${walk}${INDEX}`],
			[
				"	roll_length--;\n	for (n = position;",
				"	roll_length--;\n	if (position == 1 && roll_length == 2)\n		roll[1] = roll[2];\n	else for (n = position;",
			],
		]);
		expect(await exploreSteps({ target, scope: SMALL })).toMatchObject({
			findings: [],
			target: expect.stringContaining(" without clang's check of pointer arithmetic, at which clang itself fails; "),
		});
	});
});

describe("a variable without a value", { timeout: 300_000 }, () => {
	it("has one value with some numbers of processes, and another with others", async () => {
		const luck = `	int found;\n	if (waits_for(p) > 100)\n		found = 1;\n	if (found >= 0)\n		return;\n${NOTIFY}`;
		const source = changed([[NOTIFY, luck]]);
		expect(await foundAtRandom(source, { scope: SMALL })).toEqual([]);
		expect((await foundAtRandom(source)).map(({ claim }) => claim.id)).toContain("conforms");
	});
});

describe("fields of mproc that are not the facility's", { timeout: 300_000 }, () => {
	it.each([
		["user", "p->mp_effuid != 0"],
		["tracer", "p->mp_tracer != NO_TRACER"],
		["trace flag", "p->mp_flags & 0x8000"],
		["scheduler, or the status of a signal", "p->mp_scheduler == NONE && p->mp_sigstatus != 0"],
	])("differ from row to row: a source that asks nobody because of a %s is found", async (_, condition) => {
		const source = changed([[INDEX, `	if (${condition}) {\n		finish(p);\n		return;\n	}\n${INDEX}`]]);
		expect((await foundAtRandom(source)).map(({ claim }) => claim.id)).toContain("no-subscriber-skipped");
	});
});

describe("loops and recursions that end", { timeout: 300_000 }, () => {
	it("may take as long as MINIX's 256 processes need", async () => {
		const check = `static void check(void)\n{\n	int n;\n\n	for (n = 0; n < NR_PROCS; n++)\n		assert(!in_event_call(&mproc[n]) || waits_for(&mproc[n]) < NR_SUBS);\n}\n`;
		const recursion = `static unsigned count(int n)\n{\n	return n == 4 * NR_PROCS ? 0 : in_event_call(&mproc[n / 4]) + count(n + 1);\n}\n`;
		const proceed = "/* Goes down the roll";
		const changes = [
			[proceed, `${check}${recursion}${proceed}`],
			[INDEX, `	check();\n	check();\n	(void)count(0);\n${INDEX}`],
		] as const;
		const scope = { users: 248, services: 8, slots: 4 };
		const findings = await foundAtRandom(changed(changes), { scope, runs: 10, maxActions: 1_500, prologue: "crowd" });
		expect(findings).toEqual([]);
	});
});

it("a failure in another file has no line, which would be taken for one of the source", {
	timeout: 300_000,
}, async () => {
	const other = `#include "pm.h"\n\nstatic int asked[2];\n\nvoid note(int event)\n{\n	asked[event]++;\n}\n`;
	const declared = changed([
		["static int is_service", "void note(int);\nstatic int is_service"],
		[INDEX, `	note(event_of(p));\n${INDEX}`],
	]);
	const setup = { with: [{ path: "note.c", text: other }] };
	const target = { kind: "c", read: { path: PATH, text: declared.text, setup } } as const;
	const { findings } = await exploreSteps({ target, scope: { users: 1, services: 1, slots: 4 } });
	const [first] = findings.filter(({ claim }) => claim === "stays-in-bounds");
	expect(first?.detail).toMatch(/out of bounds in note: writes|out of bounds in note: reads|index 2 is out of bounds/);
	expect(first?.detail).not.toMatch(/line \d/);
});
