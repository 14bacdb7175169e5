import { z } from "zod";
import { parseRecord } from "../../coverage/record/coverage-record.ts";
import type { ProductSearch } from "../../explore/product/search-product.ts";
import type { Campaign } from "../../lockstep/campaign.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { WARNING_DIFFERENCES, type WarningNote } from "../../lockstep/warnings.ts";
import { ACTION_KINDS, formatAction, parseAction } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import type { ReturnCode } from "../../model/state.ts";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";
import type { LeftOutReason } from "../../report/text/proof/induction.ts";
import type { OwnSearches } from "../findings/search-evidence.ts";
import { REACHED } from "../proof/induction.ts";
import type { PartResult } from "../proof/induction-part.ts";
import { SCOPE } from "./manifest.ts";

// What a job found, as data that is written to a file and read back, maybe on another machine. A file may come from a stranger:
// each value is checked, and a finding is run again before it is reported.

const COUNT = z.int().nonnegative();
const COUNTS = z.record(z.string(), COUNT);
const CLAIM = z.enum(CLAIMS.map(({ id }) => id));
const CODE = z.string().regex(/^(?:OK|EPERM|ENOMEM|ENOSYS|SUSPEND|-?\d+)$/);
const ACTIONS = z.array(z.string().max(100)).max(10_000);
const FINDING = { claim: CLAIM, cause: z.string(), detail: z.string(), interleaving: ACTIONS, occurrences: COUNT };

const NOTE = z.enum(
	ACTION_KINDS.flatMap((kind) => WARNING_DIFFERENCES.map((difference): WarningNote => `${kind} ${difference}`)),
);

const SEARCH = z.strictObject({
	...{ pairs: COUNT, states: COUNT, transitions: COUNT, depth: COUNT, notFollowed: COUNT },
	...{ exercised: COUNTS, stoppedFor: z.record(z.string(), z.string()), stoppedBy: z.string().optional() },
	findings: z.array(z.strictObject(FINDING)),
	warns: z.array(NOTE),
	...{ countsOnly: z.array(z.string()).optional(), grows: z.array(z.string()).optional() },
});
const RANDOM = z.strictObject({
	...{ runs: COUNT, actions: COUNT, kinds: z.record(z.enum(ACTION_KINDS), COUNT) },
	...{ codes: z.record(CODE, COUNT), warnings: COUNTS, exercised: COUNTS },
	warnsDifferently: z.partialRecord(NOTE, COUNT),
	...{ stoppedRuns: COUNT, hiddenActions: COUNT, skippedActions: COUNT, cutShort: z.boolean() },
	findings: z.array(z.strictObject({ ...FINDING, path: z.string().regex(/^\d+(:\d+)*$/) })),
});
const RESULT = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.enum(["holds", "violated", "not exercised", "no witness"]) }),
	z.strictObject({ kind: z.literal("witnessed"), length: COUNT }),
	z.strictObject({ kind: z.literal("stopped"), by: z.string() }),
]);
const REFUTED = z.strictObject({
	...{ design: z.string(), property: z.string(), states: COUNT },
	counterexample: z.strictObject({ scope: z.string(), actions: z.array(z.string()) }).optional(),
});
const OWN = z.strictObject({
	evidence: z.array(z.strictObject({ claim: CLAIM, scope: z.string(), states: COUNT, result: RESULT })),
	violations: z.array(
		z.strictObject({ claim: CLAIM, length: COUNT, isKnown: z.literal(false), refuted: REFUTED.optional() }),
	),
	lassos: z.array(z.strictObject({ claim: CLAIM, scope: SCOPE, stem: ACTIONS, loop: ACTIONS })),
	witnesses: z.array(z.strictObject({ claim: CLAIM, scope: SCOPE, interleaving: ACTIONS })),
});

const RECORD = z
	.unknown()
	.refine((data) => !("error" in parseRecord(JSON.stringify(data))), "a damaged coverage record");
const CHAR = z.enum(["same code", "same steps", "signed only", "signed, as given", "unsigned, as given"]).optional();

const REASONS = [
	"mirror",
	"own view",
	"names",
	"entries",
	"fields",
	"length",
] as const satisfies readonly LeftOutReason[];
const INDUCTION = z.strictObject({
	...{ leftOut: z.enum(REASONS).optional(), stoppedBy: z.string().optional() },
	...{ states: COUNT, memories: COUNT, steps: COUNT, wrong: COUNT },
	findings: z.array(
		z.strictObject({ claim: CLAIM, cause: z.string(), detail: z.string(), scope: SCOPE, interleaving: ACTIONS }),
	),
});

/** Schema of the evidence of a job. */
export const EVIDENCE = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.enum(["search", "actions"]), search: SEARCH, char: CHAR, record: RECORD.optional() }),
	z.strictObject({ kind: z.literal("random"), random: RANDOM, char: CHAR, record: RECORD.optional() }),
	z.strictObject({ kind: z.literal("claims"), own: OWN, char: CHAR }),
	z.strictObject({ kind: z.literal("induction"), induction: INDUCTION, char: CHAR }),
]);
/** Evidence of a job, as data. */
export type JobEvidence = Readonly<z.infer<typeof EVIDENCE>>;

/** Data of a search. */
export function searchData(scope: Scope, search: ProductSearch): z.infer<typeof SEARCH> {
	const { pairs, states, transitions, depth, notFollowed, stoppedFor, stoppedBy, countsOnly, grows } = search;
	return {
		...{ pairs, states, transitions, depth, notFollowed, stoppedFor: { ...stoppedFor } },
		...(stoppedBy === undefined ? {} : { stoppedBy }),
		...(countsOnly === undefined ? {} : { countsOnly: [...countsOnly] }),
		...(grows === undefined ? {} : { grows: [...grows] }),
		warns: [...search.warns].sort(),
		exercised: Object.fromEntries(search.exercised),
		findings: search.findings.map((one) => ({ ...one, ...textsOf(scope, one) })),
	};
}

/** Names of variables, where there are some. */
function variablesOf({ countsOnly, grows }: z.infer<typeof SEARCH>): Pick<ProductSearch, "countsOnly" | "grows"> {
	return { ...(countsOnly ? { countsOnly } : {}), ...(grows ? { grows } : {}) };
}

/** A search of its data: times, threads and memory are not in it, since they differ from machine to machine. */
export function searchOf(scope: Scope, data: z.infer<typeof SEARCH>): ProductSearch {
	const { countsOnly: _, grows: __, ...counts } = data;
	return {
		...counts,
		...{ stoppedBy: data.stoppedBy, unreadParts: 0, bytes: 0, threads: 1 },
		...variablesOf(data),
		exercised: new Map(Object.entries(data.exercised)),
		findings: data.findings.map((one) => ({ ...one, ...ofTexts(scope, one) })),
	};
}

/** Data of random interleavings. */
export function randomData(scope: Scope, campaign: Campaign): z.infer<typeof RANDOM> {
	return {
		...campaign,
		kinds: { ...campaign.kinds },
		codes: Object.fromEntries(campaign.codes),
		warnings: Object.fromEntries(campaign.warnings),
		warnsDifferently: Object.fromEntries(campaign.warnsDifferently),
		exercised: Object.fromEntries(campaign.exercised),
		findings: campaign.findings.map((one) => ({ ...one, ...textsOf(scope, one), path: one.path ?? "0" })),
	};
}

/** Random interleavings of their data. */
export function randomOf(scope: Scope, data: z.infer<typeof RANDOM>): Campaign {
	return {
		...data,
		codes: new Map(Object.entries(data.codes).map(([code, count]) => [code as NonNullable<ReturnCode>, count])),
		warnings: new Map(Object.entries(data.warnings)),
		warnsDifferently: new Map(
			NOTE.options.flatMap((note) =>
				data.warnsDifferently[note] === undefined ? [] : [[note, data.warnsDifferently[note]]],
			),
		),
		exercised: new Map(Object.entries(data.exercised)),
		findings: data.findings.map((one) => ({ ...one, ...ofTexts(scope, one) })),
	};
}

/** Data of the searches of single claims. */
export function ownData({ evidence, violations, lassos, witnesses }: OwnSearches): z.infer<typeof OWN> {
	// What they come from cannot be anything else: OWN says so again when it is read.
	const plain = {
		evidence,
		violations,
		lassos: lassos.map(({ claim, scope, stem, loop }) => {
			return { claim: claim.id, scope, stem: texts(scope, stem), loop: texts(scope, loop) };
		}),
		witnesses: witnesses.map(({ claim, scope, interleaving }) => {
			return { claim: claim.id, scope, interleaving: texts(scope, interleaving) };
		}),
	};
	return OWN.parse(JSON.parse(JSON.stringify(plain)));
}

/** Data of a part of an induction. */
export function inductionData({ leftOut, stoppedBy, found, ...counts }: PartResult): z.infer<typeof INDUCTION> {
	return {
		...(leftOut === undefined ? {} : { leftOut }),
		...(stoppedBy === undefined ? {} : { stoppedBy }),
		...counts,
		findings: found.map(({ claim, cause, detail, scope, interleaving }) => {
			return { claim: claim.id, cause, detail, scope, interleaving: texts(scope, interleaving) };
		}),
	};
}

/** A part of an induction of its data. */
export function inductionOf({ leftOut, stoppedBy, findings, ...counts }: z.infer<typeof INDUCTION>): PartResult {
	const how = { seed: undefined, minimality: "found", claims: CLAIMS, found: REACHED } as const;
	return {
		...{ leftOut, stoppedBy, ...counts },
		found: findings.map((one) => ({ ...one, ...ofTexts(one.scope, one), ...how })),
	};
}

function textsOf(scope: Scope, one: { readonly claim: Claim; readonly interleaving: Interleaving }) {
	return { claim: one.claim.id, interleaving: texts(scope, one.interleaving) };
}

function ofTexts(scope: Scope, one: { readonly claim: string; readonly interleaving: readonly string[] }) {
	return { claim: claimOf(one.claim), interleaving: actionsOf(scope, one.interleaving) };
}

function texts(scope: Scope, interleaving: Interleaving): string[] {
	return interleaving.map((action) => formatAction(scope, action));
}

/** Actions of their texts. @throws RangeError where one is no action of the scope */
export function actionsOf(scope: Scope, lines: readonly string[]): Interleaving {
	return lines.map((line) => {
		const action = parseAction(scope, line);
		if ("error" in action) throw new RangeError(action.error);
		return action;
	});
}

/** Claim of an id. @throws RangeError where it is not in the ledger */
export function claimOf(id: string): Claim {
	const claim = CLAIMS.find((one) => one.id === id);
	if (!claim) throw new RangeError(`there is no claim ${id} in the ledger`);
	return claim;
}
