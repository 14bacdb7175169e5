import { describe, expect, it } from "vitest";
import { UNLIMITED } from "../../../explore/limits.ts";
import { searchProduct } from "../../../explore/product/search-product.ts";
import type { CSource } from "../../../impl/c/compile/c-source.ts";
import { createCTarget } from "../../../impl/c/runtime/target.ts";
import type { Target } from "../../../impl/target.ts";
import { replayOn } from "../../../lockstep/replay.ts";
import { parseAction } from "../../../model/action.ts";
import { System } from "../../../model/system.ts";
import { CLAIMS } from "../../../properties/ledger.ts";
import { compiled, read } from "../../support/sources.ts";

const SCOPE = { users: 1, services: 1, slots: 2 };
const SOURCE = read("examples/event-facility/facility.c");

/** The example with texts replaced, each of which stands in it. */
function changed(...changes: readonly (readonly [string, string])[]): CSource {
	let { text } = SOURCE;
	for (const [find, replace] of changes) {
		expect(text).toContain(find);
		text = text.replace(find, replace);
	}
	return { ...SOURCE, text };
}

async function targetOf(source: CSource, lives: "one" | "many"): Promise<Target> {
	return createCTarget(await compiled(source, SCOPE, { slots: SCOPE.slots }), SCOPE, lives);
}

async function brokenBy(source: CSource, ...texts: readonly string[]): Promise<readonly string[]> {
	const interleaving = texts.map((text) => {
		const action = parseAction(SCOPE, text);
		if ("error" in action) throw new Error(action.error);
		return action;
	});
	const { taken, broken } = replayOn(await targetOf(source, "many"), CLAIMS, interleaving);
	expect(taken).toHaveLength(interleaving.length);
	return broken.map(({ claim }) => claim.id);
}

const NARROW = ["	unsigned events;", "	unsigned char events, is_subscribed;"] as const;
/** A subscription that says by itself that it is one, whatever its mask is cut to. */
const OWN_FLAG = [
	["roll[position].events = events;", "roll[position].events = events; roll[position].is_subscribed = events != 0;"],
	["roll[position].events == 0", "!roll[position].is_subscribed"],
] as const;
/** A service that is owed a reply sets a mask whose only bit stands for no event. */
const REPLY_TO_A_SUBSCRIPTION = [
	...["spawn(s0)", "setMask(s0, EXIT)", "spawn(u0)", "exit(u0)", "vfsReply(u0)"],
	...["unknownMask(s0, 0x80000000)", "reply(s0, u0, EXIT)"],
];

describe("bits of a mask that stand for no event", () => {
	it("may be lost in a field that is narrower", async () => {
		const narrow = changed(NARROW, ...OWN_FLAG);
		expect(await brokenBy(narrow, "spawn(s0)", "unknownMask(s0, 0xffffffff)", "unknownMask(s0, 0x7)")).toEqual([]);
		expect(await brokenBy(narrow, ...REPLY_TO_A_SUBSCRIPTION, "unknownMask(s0, 0x4)", "setMask(s0, 0)")).toEqual([]);
	});

	it("may not be lost where the subscription is lost with them", async () => {
		expect(await brokenBy(changed(NARROW), ...REPLY_TO_A_SUBSCRIPTION)).toContain("conforms");
	});

	it("may not be lost together with one that does stand for an event", async () => {
		const oneBit = changed(["	unsigned events;", "	unsigned events : 1;"]);
		expect(await brokenBy(oneBit, "spawn(s0)", "unknownMask(s0, 0x7)")).toEqual(["conforms", "mask-replaces"]);
	});

	it("may be the target's own", async () => {
		const target = await targetOf(
			changed(["*mask = roll[place].events;", "*mask = roll[place].events | 0x80;"]),
			"one",
		);
		const search = await searchProduct(new System(SCOPE), target, {
			...{ claims: CLAIMS, allMemory: false, limits: UNLIMITED, signal: undefined, onProgress: undefined },
		});
		expect(search).toMatchObject({ findings: [], notFollowed: 0, states: 146 });
	});
});
