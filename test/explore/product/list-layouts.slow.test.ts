import { describe, expect, it } from "vitest";
import type { SourceSetup } from "../../../impl/c/compile/c-source.ts";
import { createCTarget } from "../../../impl/c/runtime/target.ts";
import { findings, search } from "../../support/product.ts";
import { compiled, read } from "../../support/sources.ts";

const SCOPE = { users: 1, services: 2, slots: 4 };
/** More than there are, with all memory too. */
const MOST_STATES = 2_000_000;
const FOLDER = "examples/own-source";
const OF_STRUCT = { endpt: "who", mask: "events", waiting: "owed" };

const HEADER = `#include "pm.h"
enum { NR_SUBS = 4 };
extern unsigned listener_count;`;

const STRUCT = `struct listener {
	unsigned char owed;
	endpoint_t who;
	unsigned events;
} __packed;
static struct listener listeners[NR_SUBS];
static void ask_listener(struct listener *listener, const struct mproc *about, unsigned event);`;

const ARRAYS = `static endpoint_t all_who[NR_SUBS];
static unsigned all_events[NR_SUBS];
static unsigned char all_owed[NR_SUBS];
static void ask_listener(unsigned place, const struct mproc *about, unsigned event);`;

/** The example in one file, which leaves behind the end of its list what was there. */
const TEXT = [read(`${FOLDER}/event.c`).text, read(`${FOLDER}/ask.c`).text.replaceAll(/#include.*\n/g, "")]
	.join("\n")
	.replace("\tmemset(&listeners[listener_count], 0, sizeof(listeners[0]));\n", "")
	.replace(
		"listeners[listener_count++].who = who_e;",
		"place = listener_count++;\n\t\tlisteners[place].who = who_e;\n\t\tlisteners[place].owed = 0;",
	)
	.replace("struct listener listeners[NR_SUBS];\n", "")
	.replace("void ask_listener(", "static void ask_listener(");

function inArrays(text: string): string {
	return text
		.replace(
			"listeners[i] = listeners[i + 1];",
			"all_who[i] = all_who[i + 1], all_events[i] = all_events[i + 1], all_owed[i] = all_owed[i + 1];",
		)
		.replaceAll(/listeners\[([^\]]*)\]\.(\w+)/g, "all_$2[$1]")
		.replaceAll(/listener->(\w+)/g, "all_$1[place]")
		.replace("&listeners[place]", "place")
		.replace("struct listener *listener,", "unsigned place,");
}

const withHeader = (text: string, more: string): string => text.replace('#include "listeners.h"', `${HEADER}\n${more}`);

async function searched(text: string, setup: SourceSetup, allMemory = false) {
	const target = createCTarget(await compiled({ path: "listeners.c", text, setup }, SCOPE), SCOPE, "one");
	return search(target, MOST_STATES, allMemory);
}

describe("what is left behind the end of the list is left out of the state where it is", () => {
	it.each([
		["in a packed struct, byte by byte", withHeader(TEXT, STRUCT), { subs: "listeners", ...OF_STRUCT }, 5],
		[
			"in an array for each part, of words and of bytes",
			withHeader(inArrays(TEXT), ARRAYS),
			{ endpt: "all_who[i]", mask: "all_events[i]", waiting: "all_owed[i]" },
			2,
		],
	])("%s", async (_, text, view, unreadParts) => {
		const setup = { view: { nsubs: "listener_count", ...view } };
		const found = await searched(text, setup);
		expect(findings(found)).toEqual([]);
		expect(found).toMatchObject({ states: 4_675, pairs: 9_001, notFollowed: 0, unreadParts });
		expect((await searched(text, setup, true)).pairs).toBeGreaterThan(9_001);
	});

	it.each([
		["in a packed struct", withHeader(TEXT, STRUCT), { subs: "listeners", ...OF_STRUCT }],
		[
			"in an array for each part",
			withHeader(inArrays(TEXT), ARRAYS),
			{ endpt: "all_who[i]", mask: "all_events[i]", waiting: "all_owed[i]" },
		],
	])("but for a wait count that is not cleared, which is found: %s", async (_, text, view) => {
		const forgetful = text.replace(/\t\t(listeners\[place\]\.owed|all_owed\[place\]) = 0;\n/, "");
		expect(forgetful).not.toBe(text);
		const found = await searched(forgetful, { view: { nsubs: "listener_count", ...view } });
		expect(findings(found)).toContainEqual(["waiting-balances", 9]);
	});
});
