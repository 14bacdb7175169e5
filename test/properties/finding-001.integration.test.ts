import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compile } from "../../impl/c/compile/compile.ts";
import { createCTarget } from "../../impl/c/runtime/target.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import type { Outcome, Target } from "../../impl/target.ts";
import { replayInterleaving } from "../../lockstep/campaign.ts";
import { type Action, parseAction } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";

// Pins docs/findings/001-stale-wait-count.md.

const SCOPE: Scope = { users: 1, services: 2, slots: 4 };

const WITHOUT_CRASH =
	"spawn(u0); spawn(s0); spawn(s1); signal(u0); setMask(s0, EXIT); setMask(s1, SIGNAL); vfsReply(u0); setMask(s0, 0); setMask(s0, EXIT)";
const WITH_CRASH =
	"spawn(u0); spawn(s0); spawn(s1); setMask(s0, EXIT); exit(u0); vfsReply(u0); exit(s0); vfsReply(s0); setMask(s1, EXIT)";

function parse(scope: Scope, text: string): readonly Action[] {
	return text.split(";").map((one) => {
		const action = parseAction(scope, one);
		if ("error" in action) throw new Error(action.error);
		return action;
	});
}

async function real(scope: Scope): Promise<Target> {
	const source = await compile({ path: SEED_SOURCE, text: readFileSync(SEED_SOURCE, "utf8") }, scope, {
		slots: scope.slots,
	});
	if ("error" in source) throw new Error(source.error);
	return createCTarget(source, scope);
}

const TARGETS: readonly (readonly [string, boolean, (scope: Scope) => Target | Promise<Target>])[] = [
	["the faithful mirror", true, (scope) => createMirror(scope)],
	["the real event.c", HAS_SEED, real],
];

/** Takes the actions on the target alone; gives how the last one ended. */
function drive(target: Target, text: string): Outcome | undefined {
	return parse(target.scope, text)
		.map((action) => target.apply(action))
		.at(-1);
}

describe.each(TARGETS)("finding 001 in %s", (_, isThere, open) => {
	it.skipIf(!isThere).each([WITHOUT_CRASH, WITH_CRASH])(
		"a new subscriber starts with a stale wait count: %s",
		async (text) => {
			const { findings } = replayInterleaving(new System(SCOPE), await open(SCOPE), CLAIMS, parse(SCOPE, text));
			expect(findings.map(({ claim, cause }) => [claim.id, cause])).toEqual([
				["conforms", "setMask: other slots"],
				["waiting-balances", "setMask: the wait count is too high"],
			]);
		},
	);

	it.skipIf(!isThere)("its slot lingers though nobody waits for it", async () => {
		const target = await open(SCOPE);
		drive(target, `${WITHOUT_CRASH}; setMask(s0, 0)`);
		const { slots, processes } = target.view();
		expect(slots).toContainEqual({ service: 1, mask: 0, waiting: 1 });
		expect(processes.filter(({ waitsFor }) => waitsFor === 1)).toEqual([]);
	});

	it.skipIf(!isThere)("a newcomer gets ENOMEM, though one of two slots is owed to nobody", async () => {
		const target = await open({ users: 1, services: 3, slots: 2 });
		const outcome = drive(target, `${WITHOUT_CRASH}; setMask(s0, 0); spawn(s2); setMask(s2, EXIT)`);
		expect(outcome).toMatchObject({ ok: true, result: { code: "ENOMEM" } });
	});

	it.skipIf(!isThere)("PM panics when it has been inherited NR_PROCS times", async () => {
		const target = await open({ users: 1, services: 1, slots: 4 });
		const round = "spawn(u0); spawn(s0); setMask(s0, EXIT); exit(u0); vfsReply(u0)";
		const death = "exit(s0); vfsReply(s0); reap(u0); reap(s0)";
		const outcome = drive(target, `${round}; ${death}; ${round}; ${death}; ${round}`);
		expect(outcome).toMatchObject({ ok: false, failure: { kind: "assertion", where: "resume_event" } });
	});
});

describe("finding 001 in the revision clear-waiting", () => {
	it.each([WITHOUT_CRASH, WITH_CRASH])("is repaired: %s", (text) => {
		const target = createMirror(SCOPE, "clear-waiting");
		expect(replayInterleaving(new System(SCOPE), target, CLAIMS, parse(SCOPE, text)).findings).toEqual([]);
	});
});
