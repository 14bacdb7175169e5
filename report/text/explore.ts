import chalk from "chalk";
import type { Audit } from "../../explore/audit.ts";
import type { ProductSearch } from "../../explore/product/search-product.ts";
import type { SpecificationSearch } from "../../explore/specification/search-specification.ts";
import type { Scope } from "../../model/scope.ts";
import type { Judgement } from "../../properties/verdict.ts";
import type { ExplorationResult } from "../results.ts";
import { findingJson, type Remembered, type ReportedFinding, rememberedText } from "./finding.ts";
import { counted, grouped } from "./numbers.ts";
import { claimVerdictJson, verdictText } from "./verdict.ts";

/** Everything that one `rollcall explore` came to, as data. */
export interface Exploration {
	readonly scope: Scope;
	readonly symmetry: boolean;
	/** What was searched beside the specification; undefined where nothing was. */
	readonly target: string | undefined;
	readonly source: { readonly path: string; readonly sha256: string } | undefined;
	readonly specification: SpecificationSearch;
	readonly product: ProductSearch | undefined;
	/** What is new. */
	readonly findings: readonly ReportedFinding[];
	readonly remembered: Remembered;
	/** What --audit came to; undefined where nobody asked. */
	readonly audits: readonly AuditReport[] | undefined;
	readonly judgement: Judgement;
	readonly seconds: number;
}

/** One audit, and what the search does not agree with it in. */
export interface AuditReport {
	readonly of: "specification" | "target";
	readonly audit: Audit;
	readonly disagreements: readonly string[];
}

/** Ids of the claims that the searches exercised. */
function exercisedClaims({ product, specification, judgement }: Exploration): readonly string[] {
	const { exercised } = product ?? specification;
	return judgement.claims.map(({ claim }) => claim.id).filter((id) => (exercised.get(id) ?? 0) > 0);
}

function restsOn({ scope, symmetry, product }: Exploration): readonly string[] {
	return [
		`scope: ${counted(scope.users, "user")}, ${counted(scope.services, "service")}, ${counted(scope.slots, "slot")}`,
		symmetry
			? "specification: one state for all that differ in the names of users or of services"
			: "specification: every state by itself, without symmetry",
		...(product
			? [
					product.unreadWords === 0
						? "target: all of its memory is its state"
						: `target: its memory is its state, but for ${counted(product.unreadWords, "word")} of each entry behind the end of the list: every access was watched, and nothing reads them there`,
					"target: each row of the process table has one life, so that its endpoint stays the same",
					"target: memories are compared in full, no two are taken for one",
				]
			: []),
	];
}

/** The exploration as the one object that `--json` prints. */
export function explorationJson(exploration: Exploration): ExplorationResult {
	const { scope, symmetry, target, source, specification, product, findings, audits, judgement, seconds } = exploration;
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
						states: product.states,
						transitions: product.transitions,
						depth: product.depth,
						notFollowed: product.notFollowed,
						unreadWords: product.unreadWords,
						bytes: product.bytes,
						threads: product.threads,
						...(product.stoppedBy === undefined ? {} : { stoppedBy: product.stoppedBy }),
					},
				}),
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
		restsOn: restsOn(exploration),
		findings: findings.map(findingJson),
		known: exploration.remembered.known.map(findingJson),
		gone: exploration.remembered.gone,
		fixed: exploration.remembered.fixed,
		changed: exploration.remembered.changed,
		seconds,
	};
}

/** The exploration in words. @param traces the findings with their traces */
export function explorationText(exploration: Exploration, traces: string): string {
	const { specification, product, target, judgement, seconds } = exploration;
	const exercised = exercisedClaims(exploration);
	const others = judgement.claims.filter(({ claim }) => !exercised.includes(claim.id));
	const named = (isChecked: boolean): string =>
		others
			.filter(({ verdict }) => (verdict !== "not checked") === isChecked)
			.map(({ claim }) => claim.id)
			.join(", ") || "none";
	const lines = [
		`${chalk.bold("specification")}: ${counted(specification.states, "state")}, ${grouped(specification.canonicalStates)} up to names, ` +
			`${counted(specification.transitions, "transition")}, depth ${specification.depth}${stopped(specification.stoppedBy)}`,
		...(product
			? [
					`${chalk.bold("beside it")}: ${target}`,
					`  ${counted(product.pairs, "pair")} of a state and a memory, ${counted(product.transitions, "transition")}, depth ${product.depth}` +
						`${stopped(product.stoppedBy)}`,
					...(product.notFollowed > 0
						? [`  ${counted(product.notFollowed, "transition")} broke a claim and were not followed`]
						: []),
				]
			: []),
		`${seconds.toFixed(2)} s; memory: ${memoryText(exploration)}`,
		...restsOn(exploration),
		...(exploration.audits ?? []).map(auditText),
		`claims exercised: ${exercised.join(", ")}`,
		`claims not exercised: ${named(true)}`,
		`claims not checked: ${named(false)}`,
	];
	return `${lines.join("\n")}\n${traces}\n${rememberedText(exploration.remembered)}${verdictText(judgement)}\n`;
}

function memoryText({ specification, product }: Exploration): string {
	const of = (bytes: number, what: string): string => `${grouped(Math.ceil(bytes / 2 ** 20))} MiB for ${what}`;
	const states = of(specification.bytes, counted(specification.stored, "stored state"));
	return product ? `${states}, ${of(product.bytes, "the pairs")}` : states;
}

function auditText({ of, audit, disagreements }: AuditReport): string {
	const counts = `${counted(audit.states, "state")}, ${counted(audit.pairs, "pair")}, ${counted(audit.transitions, "transition")}`;
	const how = "depth first, nothing reduced, all memory, every step put to every claim's check";
	if (audit.stoppedBy !== undefined) return `audit of the ${of}: stopped by ${audit.stoppedBy}, with states left`;
	const result = disagreements.length === 0 ? "agrees" : `does not agree: ${disagreements.join("; ")}`;
	return `audit of the ${of} ${result}: ${counts}; ${how}`;
}

function stopped(by: string | undefined): string {
	return by === undefined ? "" : `; stopped by ${by}, with states left`;
}
