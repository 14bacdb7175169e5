import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { claimsNamed } from "../../checker/claims-named.ts";
import { verify } from "../../checker/verify.ts";
import type { Scope } from "../../model/scope.ts";

const FOLDER = "examples/own-source";
const OPTIONS = {
	include: [`${FOLDER}/include`],
	with: [`${FOLDER}/ask.c`],
	view: "subs=listeners,nsubs=listener_count,endpt=who,mask=events,waiting=owed",
};
const SMALL = { users: 1, services: 1 };
const scopes = (slots: number): readonly Scope[] => [
	{ ...SMALL, slots },
	{ ...SMALL, slots: 1 },
];

/** Verifies the example, changed, against one claim. */
function verifyChanged(change: (text: string) => string, options = OPTIONS) {
	const path = `${FOLDER}/event.c`;
	const text = change(readFileSync(path, "utf8"));
	const target = { kind: "c", path, text, options } as const;
	return verify({ target, scope: SMALL, scopes, runs: 5, claims: claimsNamed(["no-panic"]) });
}

test("a source whose number of slots cannot be set is searched with its own, and the other scopes are named", async () => {
	const { leftOut, complete, verdict } = await verifyChanged(
		(text) => `${text}\nunsigned rollcall_nr_subs(void) { return 4; }\n`,
	);
	expect(verdict).toBe("holds");
	expect(leftOut).toEqual([
		{
			scope: { ...SMALL, slots: 1 },
			reason: `${FOLDER}/event.c has 4 slots and cannot be given 1: it still has 4 when NR_SUBS is 1`,
		},
	]);
	expect(complete.map(({ scope }) => scope.slots)).toEqual([4, 4]);
});

test("a source that takes char to be signed is clean with signed and violated with unsigned chars", async () => {
	const { verdict, findings, char, unsignedChar } = await verifyChanged((text) =>
		text.replace("assert(rmp->mp_eventsub == NO_EVENTSUB);", "assert(rmp->mp_eventsub == -1);"),
	);
	expect({ verdict, findings, char }).toEqual({ verdict: "violated", findings: [], char: "both" });
	expect(unsignedChar?.findings[0]).toMatchObject({
		claim: "no-panic",
		replay: expect.stringContaining(" --char unsigned "),
	});
});

test("a source for which the signedness of char makes no difference is run once, and that is said", async () => {
	const { char, unsignedChar } = await verifyChanged((text) => text);
	expect({ char, unsignedChar }).toEqual({ char: "same steps", unsignedChar: undefined });
});
