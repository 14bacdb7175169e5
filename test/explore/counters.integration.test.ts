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
