import type { Claim } from "../../properties/claim.ts";
import type {
	Basis,
	ClaimVerdict,
	InductionEvidence,
	Judgement,
	SizelessEvidence,
	Verdict,
} from "../../properties/verdict.ts";
import type { ClaimResult } from "../results.ts";
import { isAboutDesign, refutedText } from "./designs/refuted.ts";
import { coloured, verdictColour } from "./layout/colours.ts";
import { wrapped } from "./layout/width.ts";
import { counted, grouped } from "./numbers.ts";
import { notFollowedText, pastText } from "./sections/unfollowed.ts";

/** Evidence for a verdict on a claim, in one line. */
export function evidenceText(one: Pick<ClaimVerdict, "claim" | "basis" | "random" | "sizeless" | "induction">): string {
	const { basis, random } = one;
	const isCounted = random && random.exercised > 0 && hasRandom(basis) && basis.kind !== "complete";
	return sharedEvidence(one) + (isCounted ? `, exercised ${counted(random.exercised, "time")}` : "");
}

/** Evidence for a verdict, but for how often random interleavings exercised the claim: that differs for each claim. */
export function sharedEvidence({
	claim,
	basis,
	random,
	sizeless = [],
	induction,
}: Pick<ClaimVerdict, "claim" | "basis" | "random" | "sizeless" | "induction">): string {
	const parts = [basisText(basis, claim) + (basis.kind === "complete" ? fairnessText(claim) : "")];
	if (random && hasRandom(basis)) {
		const never = basis.kind !== "complete" && random.exercised === 0 ? ", not exercised" : "";
		parts.push(`no counterexample in ${counted(random.runs, "interleaving")}${never}`);
	}
	if (basis.kind === "complete") {
		parts.push(...sizeless.map((kind) => SIZELESS[kind]));
		if (induction) parts.push(inductiveText(induction));
	}
	return parts.filter((part) => part !== "").join("; ");
}

/** What a claim about liveness takes for granted. */
function fairnessText({ liveness }: Claim): string {
	if (!liveness) return "";
	const finite = liveness.isOfFiniteSubscriptions ? ", and none subscribes for ever" : "";
	return `, if VFS replies and services that were asked reply or die${finite}`;
}

/** Evidence that is about no size, in words. */
const SIZELESS: Readonly<Record<SizelessEvidence, string>> = {
	"any number": "the specification alone, for any number of processes",
};

function inductiveText({ nrProcs, nrSubs, inUse }: InductionEvidence): string {
	const used = inUse < nrSubs ? ` with up to ${inUse} in use` : "";
	return `inductive at NR_PROCS ${nrProcs}, NR_SUBS ${nrSubs}${used} (this source)`;
}

function hasRandom({ kind }: Basis): boolean {
	return kind !== "violation" && kind !== "no check";
}

function basisText(basis: Basis, { liveness }: Claim): string {
	switch (basis.kind) {
		case "no check":
			return "not checked by this command";
		case "violation":
			if (basis.refuted) return basis.refuted.map(refutedText).join("; ");
			return `violated by ${liveness ? "a lasso" : "an interleaving"} of ${counted(basis.length, "action")}`;
		case "complete":
			return `all ${counted(basis.states, "state")} of ${scopesText(basis.scopes)}${basis.past ? pastText(basis.past) : ""}`;
		case "witness":
			return `reached by an interleaving of ${counted(basis.length, "action")} at ${basis.scope}`;
		case "no witness":
			return `not reached in any of ${counted(basis.states, "state")} of ${scopesText(basis.scopes)}`;
		case "not exercised":
			return `not exercised in any of ${counted(basis.states, "state")} of ${scopesText(basis.scopes)}`;
		case "not followed":
			return notFollowedText(basis);
		case "stopped":
			return `not violated in ${counted(basis.states, "state")}; stopped by ${basis.by} at ${basis.scope}`;
		case "no search":
			return "";
		case "no lasso":
			return `the lasso does not violate it: ${basis.reason}`;
	}
}

function scopesText(scopes: readonly string[]): string {
	const [only, ...others] = scopes;
	return only !== undefined && others.length === 0 ? only : counted(scopes.length, "scope");
}

/** The verdict of a run, in a line. */
export function verdictText(judgement: Judgement): string {
	return wrapped(`verdict: ${coloured(verdictColour(judgement.verdict), verdictWords(judgement))}`, 2);
}

/** Violated claims, those about designs apart: no source is to blame for them. */
function violatedText(claims: readonly ClaimVerdict[]): string {
	const violated = claims.filter(({ verdict }) => verdict === "violated");
	const ids = (isOfDesign: boolean): readonly string[] =>
		violated.filter((one) => isAboutDesign(one) === isOfDesign).map(({ claim }) => claim.id);
	const [ofDesigns, ofSource] = [ids(true), ids(false)];
	if (ofDesigns.length === 0 || claims.every(isAboutDesign)) return [...ofSource, ...ofDesigns].join(", ");
	const what = ofDesigns.length === 1 ? "a claim about a design" : "claims about designs";
	const parts = [
		...(ofSource.length > 0 ? [ofSource.join(", ")] : []),
		`${ofDesigns.join(", ")} (${what}, not about this source)`,
	];
	return parts.join("; ");
}

function verdictWords({ verdict, claims, scopes }: Judgement): string {
	const named = (wanted: Verdict): readonly string[] =>
		claims.filter((one) => one.verdict === wanted).map(({ claim }) => claim.id);
	switch (verdict) {
		case "violated":
			return `violated: ${violatedText(claims)}`;
		case "holds":
			return scopes.length > 0 ? `holds (complete at ${scopes.join(", ")})` : "holds";
		case "known":
			return `known violations only: ${named("known").join(", ")}`;
		case "unknown": {
			const undecided = named("unknown").length;
			const none = named("known").length > 0 ? "no new violation" : "no violation";
			return `unknown: ${none}; ${grouped(undecided)} undecided, ${grouped(named("not checked").length)} not checked`;
		}
	}
}

/** A claim with its verdict for `--json`. */
export function claimVerdictJson(one: ClaimVerdict): ClaimResult {
	const { id, sentence, source, kinds } = one.claim;
	const { verdict, basis, sizeless, induction } = one;
	const beyond = { ...(sizeless ? { sizeless } : {}), ...(induction ? { induction } : {}) };
	const evidence = evidenceText(one);
	return { id, sentence, source, kinds, verdict, evidence, basis, ...beyond };
}
