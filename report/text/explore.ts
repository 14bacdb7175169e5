import type { Audit } from "../../explore/audit.ts";
import type { ProductSearch } from "../../explore/product/search-product.ts";
import type { SpecificationSearch } from "../../explore/specification/search-specification.ts";
import { warningParts } from "../../lockstep/warnings.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import type { Judgement } from "../../properties/verdict.ts";
import type { ExplorationResult } from "../results.ts";
import { findingJson, type Remembered, type ReportedFinding, rememberedText } from "./finding.ts";
import { heading } from "./layout/colours.ts";
import { plainTable } from "./layout/table.ts";
import { wrapped } from "./layout/width.ts";
import { counted, grouped } from "./numbers.ts";
import { type CharCheck, charText } from "./sections/char.ts";
import { claimsText } from "./sections/claims.ts";
import { type Lasso, lassoJson, lassosText } from "./sections/lasso.ts";
import { nextText } from "./sections/next.ts";
import { growthText, notesText } from "./sections/notes.ts";
import { symmetryText } from "./sections/symmetry.ts";
import { type WitnessRun, witnessesText, witnessJson } from "./sections/witness.ts";
import { claimVerdictJson, verdictText } from "./verdict.ts";
import { type CompleteSearch, stopJson, symmetryJson } from "./verify.ts";

/** Results of one `rollcall explore`, as data. */
export interface Exploration {
	readonly scope: Scope;
	readonly symmetry: boolean;
	/** The target of the product; undefined where the specification alone was searched. */
	readonly target: string | undefined;
	readonly source: { readonly path: string; readonly sha256: string } | undefined;
	/** Signedness of plain `char` that was searched; undefined where there is no C. */
	readonly char?: CharCheck | undefined;
	readonly specification: SpecificationSearch;
	readonly product: ProductSearch | undefined;
	/** Search of the smallest scope with replies about any endpoint and event; undefined where no claim needs it. */
	readonly whole?: CompleteSearch | undefined;
	/** New findings. */
	readonly findings: readonly ReportedFinding[];
	readonly remembered: Remembered;
	/** Results of --audit; undefined without it. */
	readonly audits: readonly AuditReport[] | undefined;
	/** Runs that violate claims about liveness. */
	readonly lassos: readonly Lasso[];
	/** Interleavings that reach what claims say can happen. */
	readonly witnesses: readonly WitnessRun[];
	readonly judgement: Judgement;
	readonly seconds: number;
	/** True if results of an earlier run with the same code are among these. */
	readonly reused: boolean;
}

/** One audit, and its disagreements with the search. */
export interface AuditReport {
	readonly of: "specification" | "target";
	readonly audit: Audit;
	readonly disagreements: readonly string[];
}

function restsOn({ scope, symmetry, product, whole, char }: Exploration): readonly string[] {
	const reduction = product && symmetryText(scope, product);
	return [
		`scope: ${counted(scope.users, "user")}, ${counted(scope.services, "service")}, ${counted(scope.slots, "slot")}`,
		symmetry
			? "specification: canonical states, one of all that differ in the names of users or of services"
			: "specification: every state, without symmetry reduction",
		...(product
			? [
					...(reduction === undefined ? [] : [`target: ${reduction}`]),
					product.unreadParts === 0
						? "target: all of its memory is part of the state"
						: `target: all of its memory is part of the state, but for ${counted(product.unreadParts, "part")} of each entry past the end of the list, which ${product.unreadParts === 1 ? "is" : "are"} never read there: every access was observed`,
					`target: each row of the process table is used for one process, so that its endpoint stays the same${whole ? `; for two in turn in a search with replies about any endpoint and event, at ${scopeName(whole.scope)}` : ""}`,
					"target: states are stored exactly, without hashing",
					...(char === undefined || char.startsWith("same") ? [] : [`target: ${charText(char)}`]),
				]
			: []),
	];
}

/** The exploration as the one object that `--json` prints. */
export function explorationJson(exploration: Exploration): ExplorationResult {
	const { scope, symmetry, target, source, specification, product, findings, judgement, seconds } = exploration;
	const { whole, audits } = exploration;
	return {
		format: "rollcall-explore",
		version: 1,
		verdict: judgement.verdict,
		scope,
		symmetry,
		states: specification.states,
		canonicalStates: specification.canonicalStates,
		transitions: specification.transitions,
		depth: specification.depth,
		stored: specification.stored,
		bytes: specification.bytes,
		threads: specification.threads,
		...(specification.stoppedBy === undefined ? {} : { stoppedBy: specification.stoppedBy }),
		...(target === undefined ? {} : { target }),
		...(source === undefined ? {} : { source }),
		...(product === undefined
			? {}
			: {
					product: {
						pairs: product.pairs,
						...symmetryJson(product),
						states: product.states,
						transitions: product.transitions,
						depth: product.depth,
						notFollowed: product.notFollowed,
						unreadParts: product.unreadParts,
						bytes: product.bytes,
						threads: product.threads,
						...stopJson(product),
						...(product.warns.length === 0 ? {} : { warns: product.warns.map(warningParts) }),
					},
				}),
		...(whole === undefined
			? {}
			: { anyReply: { scope: whole.scope, pairs: whole.search.pairs, ...stopJson(whole.search) } }),
		...(audits === undefined
			? {}
			: {
					audits: audits.map(({ of, audit, disagreements }) => ({
						of,
						agrees: audit.stoppedBy === undefined && disagreements.length === 0,
						...audit,
					})),
				}),
		claims: judgement.claims.map(claimVerdictJson),
		lassos: exploration.lassos.map(lassoJson),
		witnesses: exploration.witnesses.map(witnessJson),
		restsOn: restsOn(exploration),
		findings: findings.map(findingJson),
		known: exploration.remembered.known.map(findingJson),
		gone: exploration.remembered.gone,
		fixed: exploration.remembered.fixed,
		changed: exploration.remembered.changed,
		...{ seconds, reused: exploration.reused },
	};
}

/** Parts of an exploration's text that are not in its data. */
export interface ExplorationTextOptions {
	/** The findings with their traces. */
	readonly traces: string;
	/** List all claims. */
	readonly verbose: boolean;
	/** Options that name the target, as words of a command with a space before each; empty for the specification. */
	readonly words: string;
}

/** An exploration for a terminal. */
export function explorationText(exploration: Exploration, { traces, verbose, words }: ExplorationTextOptions): string {
	const { target, scope, product, judgement, findings, seconds, reused } = exploration;
	const facts = [...restsOn(exploration), ...(exploration.audits ?? []).map(auditText)];
	return [
		wrapped(`${target === undefined ? "specification" : `${target},`} at ${scopeName(scope)}`),
		`\n${searchesTable(exploration)}`,
		...stoppedTexts(exploration).map((line) => wrapped(line, 2)),
		wrapped(
			`${seconds.toFixed(2)} s${reused ? "; claims with searches of their own are as in an earlier run (--fresh repeats it)" : ""}`,
		),
		"\n",
		...facts.map((line) => wrapped(line, 2)),
		`\n${claimsText(judgement.claims, verbose)}`,
		traces,
		lassosText(exploration.lassos),
		verbose ? witnessesText(exploration.witnesses) : "",
		`\n${rememberedText(exploration.remembered)}`,
		product ? notesText([product], product.warns) : "",
		verdictText(judgement),
		nextText({ judgement, findings, words, scope, grows: product?.grows ?? [] }),
	].join("");
}

/** Searches of the specification and of its product with the target, a line each. */
function searchesTable({ specification, product, whole }: Exploration): string {
	const names = heading("search", "states", "canonical states", "transitions", "depth", "stored", "memory");
	const memory = (bytes: number): string => `${grouped(Math.ceil(bytes / 2 ** 20))} MiB`;
	const { states, canonicalStates, transitions, depth, stored, bytes } = specification;
	const rows: (readonly string[])[] = [
		["specification", ...[states, canonicalStates, transitions, depth, stored].map(grouped), memory(bytes)],
	];
	const row = (name: string, { pairs, transitions, depth, bytes, symmetry }: ProductSearch): readonly string[] => {
		const counts = [grouped(pairs), "–", ...[transitions, depth, symmetry?.stored ?? pairs].map(grouped)];
		return [name, ...counts, memory(bytes)];
	};
	if (product) rows.push(row("product", product));
	if (whole) rows.push(row("any reply", whole.search));
	return plainTable([names, ...rows]);
}

/** Parts of the state spaces that were not searched, a line each. */
function stoppedTexts({ specification, product, whole }: Exploration): readonly string[] {
	const stopped = (of: string, by: string | undefined): readonly string[] =>
		by === undefined ? [] : [`the search of the ${of} was stopped by ${by}, with states left`];
	const hidden = product?.notFollowed ?? 0;
	return [
		...stopped("scope with any reply", whole?.search.stoppedBy),
		...stopped("specification", specification.stoppedBy),
		...stopped("product", product?.stoppedBy).map((line) => `${line}${product ? growthText(product) : ""}`),
		...(hidden > 0
			? [`${counted(hidden, "transition")} violated a claim and ${hidden === 1 ? "was" : "were"} not followed`]
			: []),
	];
}

function auditText({ of, audit, disagreements }: AuditReport): string {
	const counts = `${counted(audit.states, "state")}, ${counted(audit.pairs, "product state")}, ${counted(audit.transitions, "transition")}`;
	const how = "depth first, without reductions, with all memory, every claim's check at every step";
	if (audit.stoppedBy !== undefined) return `audit of the ${of}: stopped by ${audit.stoppedBy}, with states left`;
	const result = disagreements.length === 0 ? "agrees" : `disagrees: ${disagreements.join("; ")}`;
	return `audit of the ${of} ${result}: ${counts}; ${how}`;
}
