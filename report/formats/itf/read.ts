import { z } from "zod";
import { REVISIONS } from "../../../impl/mirror/event.ts";
import { type Counterexample, MINIMALITIES } from "../../../lockstep/counterexample.ts";
import { type Action, parseAction } from "../../../model/action.ts";
import { nrProcs, OTHER_ROW_ORDERS, processName, SCOPE_LIMITS, type Scope, withRows } from "../../../model/scope.ts";
import { CLAIMS, type Claim } from "../../../properties/ledger.ts";
import { digestOf, NO_DIGEST, VERSION } from "./write.ts";

const count = (part: keyof typeof SCOPE_LIMITS): z.ZodNumber => {
	const [least, most] = SCOPE_LIMITS[part];
	return z.number().int().min(least).max(most);
};

const META = z.object({
	format: z.literal(VERSION),
	version: z.string(),
	digest: z.string().optional(),
	subject: z.discriminatedUnion("kind", [
		z.object({ kind: z.literal("mirror"), revision: z.enum(REVISIONS) }),
		z.object({
			kind: z.literal("c"),
			path: z.string(),
			sha256: z.string().regex(/^[0-9a-f]{64}$/),
			char: z.literal("unsigned").optional(),
		}),
	]),
	scope: z
		.object({
			...{ users: count("users"), services: count("services"), slots: count("slots") },
			rows: z.enum(OTHER_ROW_ORDERS).optional(),
		})
		.transform(({ rows, ...scope }): Scope => withRows(scope, rows ?? "users first")),
	seed: z.number().int().nullable(),
	interleaving: z.array(z.string()).max(10_000),
	claim: z.string(),
	cause: z.string(),
	detail: z.string(),
	minimality: z.enum(MINIMALITIES),
	only: z.array(z.string()).min(1).nullable().default(null),
	/** Name of the process that stays pending for ever; only a lasso has one. */
	pending: z.string().optional(),
});

const ITF = z.object({
	"#meta": z.object({ format: z.literal("ITF"), rollcall: META }),
	params: z.array(z.string()).optional(),
	vars: z.array(z.string()),
	states: z.array(z.record(z.string(), z.unknown())),
	/** Start of the loop of a lasso. */
	loop: z.number().int().nonnegative().optional(),
});

/** Enough of a file to say what it is. */
const HEAD = z.object({ "#meta": z.object({ rollcall: z.object({ format: z.number() }) }) });

/**
 * Reads a counterexample back.
 *
 * @param isEdited whether the file may have been changed by hand: its digest is left alone then
 * @param claims those that it may be of
 * @returns the counterexample, or one line that says what is wrong with the text
 */
export function parseItf(
	text: string,
	isEdited: boolean,
	claims: readonly Claim[] = CLAIMS,
): Counterexample | { readonly error: string } {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return { error: "expected a counterexample in the Informal Trace Format, found text that is no JSON" };
	}
	const head = HEAD.safeParse(json);
	if (!head.success) {
		return { error: "expected a counterexample of rollcall's, found JSON without #meta.rollcall.format" };
	}
	const { format } = head.data["#meta"].rollcall;
	if (format > VERSION) {
		return {
			error: `expected a counterexample of format ${VERSION} at most, found ${format}: a newer rollcall reads it`,
		};
	}
	const itf = ITF.safeParse(json);
	if (!itf.success) {
		const [issue] = itf.error.issues;
		return { error: `the counterexample is damaged at ${issue?.path.join(".")}: ${oneLine(issue?.message ?? "")}` };
	}
	const { rollcall } = itf.data["#meta"];
	if (!isEdited && !hasDigest(text, rollcall.digest)) {
		return { error: "the counterexample is damaged, or was edited: with --edited it is run all the same" };
	}
	const unknown = [rollcall.claim, ...(rollcall.only ?? [])].find((id) => !claims.some((claim) => claim.id === id));
	if (unknown !== undefined)
		return { error: `the counterexample is damaged at #meta.rollcall.claim: no claim is called ${oneLine(unknown)}` };
	const { loop } = itf.data;
	const isLive = claims.some(({ id, liveness }) => id === rollcall.claim && liveness !== undefined);
	if (isLive !== (loop !== undefined)) {
		return {
			error: "the counterexample is damaged at loop: a lasso is of a claim about liveness, and nothing else is",
		};
	}
	return counterexampleOf(rollcall, loop);
}

function hasDigest(text: string, digest: string | undefined): boolean {
	return digest !== undefined && digestOf(text.replace(digest, NO_DIGEST)) === digest;
}

function counterexampleOf(
	meta: z.infer<typeof META>,
	loop: number | undefined,
): Counterexample | { readonly error: string } {
	const { subject, scope, claim, cause, detail, minimality } = meta;
	if (scope.users + scope.services === 0) return { error: "the counterexample is damaged: its scope has no process" };
	const interleaving: Action[] = [];
	for (const [index, text] of meta.interleaving.entries()) {
		const action = parseAction(scope, text);
		if ("error" in action) return { error: `action ${index + 1} of the counterexample: ${oneLine(action.error)}` };
		interleaving.push(action);
	}
	const [seed, only] = [meta.seed ?? undefined, meta.only ?? undefined];
	if (only && !only.includes(claim))
		return { error: `the counterexample is damaged: it is not put to its claim, ${claim}` };
	const counterexample = { subject, scope, seed, interleaving, claim, cause, detail, minimality, only };
	if (meta.pending === undefined && loop === undefined) return counterexample;
	const names = Array.from({ length: nrProcs(scope) }, (_, process) => processName(scope, process));
	const pending = names.indexOf(meta.pending ?? "");
	if (pending < 0 || loop === undefined || loop > interleaving.length) {
		return { error: "the counterexample is damaged: it has half of a lasso" };
	}
	return { ...counterexample, lasso: { loopStart: loop, subject: pending } };
}

function oneLine(text: string): string {
	return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").slice(0, 300);
}
