import { expect } from "vitest";
import { z } from "zod";
import { rollcall } from "./in-process.ts";

const SCOPE = z.object({ users: z.number(), services: z.number(), slots: z.number() });

/** What `verify --json` prints, as far as tests read it. */
export const VERIFICATION = z.object({
	verdict: z.enum(["holds", "violated", "known", "unknown"]),
	target: z.string(),
	scope: SCOPE,
	seed: z.number(),
	actions: z.number(),
	seconds: z.number(),
	executed: z.object({
		kinds: z.record(z.string(), z.number()),
		codes: z.record(z.string(), z.number()),
		warnings: z.record(z.string(), z.number()),
	}),
	claims: z.array(
		z.object({
			id: z.string(),
			verdict: z.enum(["holds", "violated", "known", "unknown", "witnessed", "not checked"]),
			evidence: z.string(),
		}),
	),
	findings: z.array(
		z.object({
			claim: z.string(),
			cause: z.string(),
			interleaving: z.array(z.string()),
			replay: z.string(),
			scope: SCOPE,
			group: z.object({ id: z.number(), fault: z.string().nullable(), leads: z.boolean() }),
		}),
	),
});

/** Runs `verify --json` in this process. */
export async function verifyJson(...words: readonly string[]) {
	const ended = await rollcall("verify", "--json", ...words);
	expect(ended.stderr).toBe("");
	return { code: ended.code, found: VERIFICATION.parse(JSON.parse(ended.stdout)) };
}
