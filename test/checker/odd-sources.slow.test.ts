import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UNKNOWN_MASKS } from "../../model/outside.ts";
import type { Scope } from "../../model/scope.ts";
import { foundAtRandom } from "../support/at-random.ts";
import { exploreSteps, OF_STEPS } from "../support/explore-steps.ts";
import { edited, read } from "../support/sources.ts";

const PATH = "examples/event-facility/facility.c";

/** The example, changed in places that it has. */
function changed(changes: readonly (readonly [from: string, to: string])[]) {
	return { ...read(PATH), kind: "c", text: edited(read(PATH).text, changes) } as const;
}

const REPLY = "	if (pm_isokendpt(endpoint, &n) != OK)\n		p = NULL;";
const MATCH = "	if (pm_isokendpt(endpoint, &n) == OK)\n		;\n	else if ";
const EVENT = "m_in.m_pm_lsys_proc_event.event != event_of(&mproc[n])";
const EVENTS = "	roll[position].events = events;";
const INDEX = "	p->mp_eventsub = (char)position;";

describe("a source that is wrong about numbers that are seldom sent", { timeout: 300_000 }, () => {
	it.each([
		["compares two bits of an event", [[EVENT, "(m_in.m_pm_lsys_proc_event.event & 3) != event_of(&mproc[n])"]]],
		["takes an event for a byte", [[EVENT, "(unsigned char)m_in.m_pm_lsys_proc_event.event != event_of(&mproc[n])"]]],
		[
			"compares 15 bits of the life",
			[[REPLY, `${MATCH}(((endpoint ^ mproc[n].mp_endpoint) & 0x3fffffff) != 0)\n		p = NULL;`]],
		],
		[
			"looks a kernel task up in the table",
			[
				[
					REPLY,
					`	n = _ENDPOINT_P(endpoint);\n	if (n >= NR_PROCS || mproc[n].mp_endpoint != endpoint)\n		p = NULL;`,
				],
			],
		],
		["negates the least endpoint", [[REPLY, `	if (-endpoint > 0)\n		printf("a task\\n");\n${REPLY}`]]],
	] as const)("is found: it %s", async (_, changes) => {
		const found = await exploreSteps({ target: changed(changes), scope: { users: 1, services: 1, slots: 4 } });
		expect(found.verdict).toBe("violated");
	});
});

describe("a source that writes the byte behind the index", { timeout: 300_000 }, () => {
	it.each([
		["by a wider type", [[INDEX, "	*(short *)&p->mp_eventsub = (short)position;"]]],
		["by memset", [[INDEX, `	memset(&p->mp_eventsub, position, 2);`]]],
		["in another field", [[INDEX, `${INDEX}\n	p->mp_exitstatus = 0;`]]],
		["by an atomic instruction", [[INDEX, `${INDEX}\n	__atomic_exchange_n(&p->mp_nice, 0, __ATOMIC_RELAXED);`]]],
	] as const)("is found: %s", async (_, changes) => {
		const found = await exploreSteps({ target: changed(changes), scope: { users: 1, services: 1, slots: 4 } });
		expect(found.findings.map(({ claim }) => claim)).toContain("stays-in-bounds");
	});
});

it("a source that has a mask of its own for unsubscribed is found by random interleavings", async () => {
	const target = changed([[EVENTS, "	roll[position].events = events == 0x100 ? 0 : events;"]]);
	expect(await foundAtRandom(target)).not.toEqual([]);
});

it("everyday code around the facility is clean: marks of revisions, predictions, texts in buffers, a byte order mark", async () => {
	const start =
		'#include "pm.h"\n#include <sys/cdefs.h>\n#include <stdio.h>\n__RCSID("$Id$");\nCTASSERT(sizeof(int) == 4);';
	const print = `	char text[24];\n	if (__predict_false(snprintf(text, sizeof(text), "%s(%d)", p->mp_name, p->mp_pid) < 2))\n		panic("%s", text);\n${INDEX}`;
	const target = changed([
		[
			"	next = waits_for(p) + 1;",
			`	if (call_nr != PROC_EVENT_REPLY || &mproc[who_p] != mp)\n		panic("call %d", call_nr);\n	next = waits_for(p) + 1;`,
		],
		["/*\n * A process", "\uFEFF/*\n * A process"],
		['#include "pm.h"', start],
		[INDEX, print],
	]);
	const { findings } = await exploreSteps({ target, scope: { users: 1, services: 1, slots: 4 } });
	expect(findings).toEqual([]);
});

it("a source that takes a flag from a process that is none of its own is found", async () => {
	const flags = "	p->mp_flags &= ~EVENT_CALL;";
	const kept = "IN_USE | PROC_STOPPED | EXITING | TOLD_PARENT | VFS_CALL | UNPAUSED | PRIV_PROC";
	const found = (kept: string) => foundAtRandom(changed([[flags, `	p->mp_flags &= ${kept};`]]));
	const findings = await found(kept);
	expect(new Set(findings.map(({ claim }) => claim.id))).toEqual(new Set(["conforms"]));
	expect(findings[0]?.detail).toMatch(/^[us]\d: the flags? (?:[A-Z_]+(?:, )?)+ (?:is|are) not as before/);
	expect((await found("~(EVENT_CALL | NEW_PARENT)"))[0]?.detail).toMatch(/: the flag NEW_PARENT is not as before/);
});

describe("a source that does something else", { timeout: 300_000 }, () => {
	const claims = OF_STEPS.filter(({ id }) => ["no-subscriber-skipped", "mask-replaces"].includes(id));
	const next = "	next = waits_for(p) + 1;";

	it.each([
		["where a process has an alarm and is not tainted", "(p->mp_flags & (ALARM_ON | TAINTED)) == ALARM_ON"],
		[
			"where a process is a zombie while its exit is announced",
			"(p->mp_flags & TRACE_ZOMBIE) && !(p->mp_flags & ZOMBIE)",
		],
		[
			"where a process that exits has TRACE_EXIT",
			"(p->mp_flags & ~PRIV_PROC) == (IN_USE | PROC_STOPPED | EXITING | TRACE_EXIT | EVENT_CALL)",
		],
	] as const)("%s is found at random", async (_, condition) => {
		const target = changed([[next, `${next}\n	if (${condition})\n		next++;`]]);
		const findings = await foundAtRandom(target, { claims });
		expect(findings.map(({ claim }) => claim.id)).toContain("no-subscriber-skipped");
	});

	it("where it is given a mask of one bit that stands for no event is found at random", async () => {
		const target = changed([[EVENTS, "	roll[position].events = events == 0x2000 ? 0 : events;"]]);
		const findings = await foundAtRandom(target, { claims });
		const last = findings.flatMap(({ interleaving }) => interleaving.at(-1) ?? []);
		expect(last.map((action) => UNKNOWN_MASKS["unknownMask" in action ? action.unknownMask : -1])).toContain(0x2000);
	});

	it.each([
		["when an event is published", next, "m_in.m_payload[50] != 0"],
		["behind the event of a reply", REPLY, "m_in.m_payload[20] != 0"],
	] as const)("where a message has bytes that no field has %s is found", async (_, place, condition) => {
		const target = changed([[place, `	if (${condition})\n		panic("odd message");\n${place}`]]);
		const { findings } = await exploreSteps({ target, scope: { users: 1, services: 1, slots: 4 } });
		expect(findings.map(({ claim }) => claim)).toContain("no-panic");
	});
});

it("a return code that no call is to have is shown as a number", async () => {
	const target = changed([[EVENTS, `${EVENTS}\n	return 12345;`]]);
	const { findings } = await exploreSteps({ target, scope: { users: 1, services: 1, slots: 4 } });
	expect(findings.map(({ detail }) => detail)).toContain("expected OK, found 12345");
});

it("a process stays stopped where the source resumes it before it ends its event call", async () => {
	const target = changed([
		["	p->mp_flags &= ~EVENT_CALL;\n	p->mp_eventsub = NO_EVENTSUB;\n", ""],
		[
			"		restart_sigs(p);\n",
			"		restart_sigs(p);\n	p->mp_flags &= ~EVENT_CALL;\n	p->mp_eventsub = NO_EVENTSUB;\n",
		],
	]);
	const { findings } = await exploreSteps({ target, scope: { users: 1, services: 1, slots: 4 } });
	expect(findings.map(({ claim, interleaving }) => [claim, interleaving.length])).toContainEqual(["conforms", 3]);
});

it("the caller is VFS when an event is published, and may be looked at", async () => {
	const looks = `	if (!(mp->mp_flags & PRIV_PROC) || who_e != VFS_PROC_NR)\n		panic("called by %d", who_e);\n`;
	const start = "void publish_event(struct mproc *p)\n{\n";
	const { findings } = await exploreSteps({
		target: changed([[start, `${start}${looks}`]]),
		scope: { users: 1, services: 1, slots: 4 },
	});
	expect(findings).toEqual([]);
});

it.each([
	["prints a number as a text", [[INDEX, `${INDEX}\n	printf("asked about %s\\n", p->mp_flags);`]], "stays-in-bounds"],
	[
		"prints a text that it does not give",
		[[INDEX, `${INDEX}\n	printf("asked about %d %s\\n", position);`]],
		"stays-in-bounds",
	],
	[
		"copies with memcpy what overlaps",
		[[INDEX, `${INDEX}\n	memcpy(roll, &roll[1], (NR_SUBS - 1) * sizeof(roll[0]));\n	memmove(&roll[1], roll, 0);`]],
		"no-panic",
	],
] as const)("a source that %s is found", { timeout: 300_000 }, async (_, changes, claim) => {
	const found = await exploreSteps({ target: changed(changes), scope: { users: 1, services: 1, slots: 4 } });
	expect(found.findings.map(({ claim }) => claim)).toContain(claim);
});

it("a source that may return without the value that PM takes is refused with the line", async () => {
	const text = readFileSync(PATH, "utf8").replace(/\treturn OK;\n\}/, "}");
	const target = { kind: "c", path: PATH, text } as const;
	const refused = exploreSteps({ target, scope: { users: 1, services: 1, slots: 4 } });
	await expect(refused).rejects.toThrow(/facility\.c:\d+:1: error: non-void function does not return a value/);
});

it("a source may look at its parent, and finds the const.h of its folder", async () => {
	const folder = mkdtempSync(join(tmpdir(), "rollcall-"));
	writeFileSync(join(folder, "const.h"), "#define OF_PARENT(p) mproc[(p)->mp_parent]\n");
	const { text } = changed([[INDEX, `	assert(OF_PARENT(p).mp_flags & IN_USE);\n${INDEX}`]]);
	const target = { kind: "c", path: join(folder, "event.c"), text } as const;
	const { findings } = await exploreSteps({ target, scope: { users: 1, services: 1, slots: 4 } });
	rmSync(folder, { recursive: true });
	expect(findings).toEqual([]);
});

it("an endpoint is refused with EDEADEPT where its row is one of the table", async () => {
	const target = changed([[REPLY, "	if (pm_isokendpt(endpoint, &n) == EINVAL)\n		p = NULL;"]]);
	const found = await exploreSteps({ target, scope: { users: 1, services: 1, slots: 4 } });
	expect(found.verdict).toBe("violated");
});

it("a text that is too long for its buffer is cut, and one that is written without a limit leaves it", async () => {
	const scope = { users: 1, services: 1, slots: 4 };
	const write = (call: string) =>
		changed([[INDEX, `	char text[4];\n	${call};\n	if (strlen(text) != 3)\n		panic("%s", text);\n${INDEX}`]]);
	const cut = await exploreSteps({ target: write('snprintf(text, sizeof(text), "%d", 123456)'), scope });
	expect(cut.findings).toEqual([]);
	const wide = await exploreSteps({ target: write('sprintf(text, "%d", 123456)'), scope });
	expect(wide.verdict).toBe("violated");
});

describe("a source that is wrong at large sizes only", { timeout: 300_000 }, () => {
	const run = (changes: Parameters<typeof changed>[0], prologue: "crowd" | "lives", scope: Scope) =>
		foundAtRandom(changed(changes), { scope, prologue, runs: 16, maxActions: 3_000 });

	it("is found by a crowd: it forgets the third subscriber where a process behind row 100 waits for it", async () => {
		const index = "	p->mp_eventsub = (char)position;\n	notify(&roll[position], p);";
		const wrong = index.replace("notify", "if (position < 2 || p < &mproc[100])\n		notify");
		expect(await run([[index, wrong]], "crowd", { users: 120, services: 4, slots: 4 })).not.toEqual([]);
	});

	it("is found by a crowd: it counts no more than 200 answers that a service owes, and forgets one that has left too early", async () => {
		const changes = [
			["	unsigned events;\n} entry_t;", "	unsigned events;\n	unsigned char owed;\n} entry_t;"],
			[
				"	if (asynsend3(entry->service",
				"	((entry_t *)entry)->owed += entry->owed < 200;\n	if (asynsend3(entry->service",
			],
			[
				"roll[position].events == 0 && count_waiting(position) == 0",
				"roll[position].events == 0 && roll[position].owed == 0",
			],
			[EVENTS, `${EVENTS}\n	if (count_waiting(position) == 0)\n		roll[position].owed = 0;`],
			["	next = waits_for(p) + 1;", "	next = waits_for(p) + 1;\n	roll[next - 1].owed -= roll[next - 1].owed > 0;"],
		] as const;
		expect(await run(changes, "crowd", { users: 248, services: 8, slots: 4 })).not.toEqual([]);
	});

	it("is found by many lives: it keeps 24 bits of an endpoint", async () => {
		const changes = [["	endpoint_t service;", "	endpoint_t service : 24;"]] as const;
		expect(await run(changes, "lives", { users: 1, services: 2, slots: 4 })).not.toEqual([]);
	});
});
