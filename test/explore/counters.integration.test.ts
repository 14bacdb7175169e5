import { expect, test } from "vitest";
import { createCTarget } from "../../impl/c/runtime/target.ts";
import { search } from "../support/product.ts";
import { compiled, fixture } from "../support/sources.ts";

const SCOPE = { users: 1, services: 1, slots: 4 };
const ENOUGH = 2_000;

/** Searches linked.c with more in publish_event, and in what precedes it. */
async function searched(before: string, inside: string) {
	const { path, text } = fixture("linked.c");
	const start = "void publish_event(struct mproc *rmp)\n{\n";
	const changed = text.replace(start, `${before}\n${start}${inside}\n`);
	expect(changed).not.toBe(text);
	const target = createCTarget(await compiled({ path, text: changed }, SCOPE), SCOPE, "one");
	return search(target, ENOUGH);
}

test("what is counted for statistics is no part of the state, and is named", async () => {
	const counters = [
		"unsigned long long nr_events; int last; static struct { int calls, exits; } stats;",
		'static void show(void) { printf("%d events, %d exits\\n", (int)nr_events, stats.exits); }',
	];
	const counts = "static int calls; calls++; last = calls; nr_events += 2; stats.exits += 1; show();";
	const found = await searched(counters.join("\n"), counts);
	expect(found).toMatchObject({ stoppedBy: undefined, states: 146, findings: [] });
	expect(found.countsOnly?.toSorted()).toEqual(["a part of stats", "calls of publish_event()", "last", "nr_events"]);
	expect(found.warns).toEqual(["vfsReply added"]);
});

test("what decides something is a part of the state, and is named where it keeps the states from ending", async () => {
	const decides = 'static int events; events++; nr_events++; if (events == 1000) panic("%d", nr_events);';
	expect(await searched("static int nr_events;", decides)).toMatchObject({
		stoppedBy: "the limit of states",
		grows: ["events of publish_event()", "nr_events"],
	});
});

const RING = "static struct { endpoint_t who; unsigned short what, more; } ring[16];";
const ADD = "ring[at % 16].who = rmp->mp_endpoint; ring[at % 16].what = 1; ring[at % 16].more++; at++;";

test.each([
	["an unsigned number, which wraps", RING, `static unsigned at; ${ADD}`],
	["a signed number, which is never negative", RING, `static int at; ${ADD}`],
	[
		"a number that is kept within the array",
		"static endpoint_t ring[10];",
		"static int at; ring[at] = rmp->mp_endpoint; at = (at + 1) % 10;",
	],
	[
		"a char, for an array of as many elements",
		"static endpoint_t ring[256];",
		"static unsigned char at; ring[at++] = rmp->mp_endpoint;",
	],
	[
		"a number that begins again at 0",
		"static endpoint_t ring[10];",
		"static unsigned at; ring[at] = rmp->mp_endpoint; if (++at == 10) at = 0;",
	],
	[
		"a number that begins again at 0 where it is not below the length",
		"static endpoint_t ring[10];",
		"static int at; ring[at] = rmp->mp_endpoint; if (++at >= 10) at = 0;",
	],
	[
		"a pointer to the element, filled at once",
		RING,
		"static unsigned at; memset(&ring[at++ & 15], 0, sizeof ring[0]);",
	],
])(
	"a ring of the latest events is no part of the state, and neither is the place of the next: %s",
	async (_, before, inside) => {
		const found = await searched(before, inside);
		expect(found).toMatchObject({ stoppedBy: undefined, states: 146, findings: [] });
		expect(found.countsOnly).toContain("at of publish_event()");
		expect(found.countsOnly?.filter((name) => name.startsWith("ring, bytes 0 to"))).toHaveLength(1);
	},
);

test("a counter that stops at a bound, and a greatest value, are no part of the state", async () => {
	const inside =
		"static unsigned calls, most; if (calls < 100) calls++; if (rmp->mp_flags > most) most = rmp->mp_flags;";
	const found = await searched("", inside);
	expect(found).toMatchObject({ stoppedBy: undefined, states: 146, findings: [] });
	expect(found.countsOnly).toContain("calls of publish_event()");
});

test("a counter is a part of the state where its bound decides what is stored elsewhere", async () => {
	const found = await searched(
		"",
		"static unsigned calls, stop; calls++; if (calls > 1000) stop = 1; if (stop) return;",
	);
	expect(found.countsOnly ?? []).not.toContain("calls of publish_event()");
});

test.each([
	["an element is read back", RING, `static unsigned at; ${ADD} if (ring[3].who == 7) return;`],
	["the elements may be others than the array's", RING, "static unsigned at; ring[at++ % 17].what = 1;"],
	["the number may be negative", RING, "static int at; ring[at % 16].what = 1; at = at > 5 ? -at : at + 1;"],
	[
		"the number may reach the length",
		"static endpoint_t ring[10];",
		"static unsigned at; ring[at] = 1; if (++at > 10) at = 0;",
	],
	["the number of the element decides", RING, `static unsigned at; ${ADD} if (at % 16 == 5) return;`],
])("the place in a ring is a part of the state where %s", async (_, before, inside) => {
	const { countsOnly = [] } = await searched(before, inside);
	expect(countsOnly).not.toContain("at of publish_event()");
});
