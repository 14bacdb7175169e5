import type { SearchProgress } from "../explore/limits.ts";
import { type ProductSearch, searchProduct } from "../explore/product.ts";
import { createMirror } from "../impl/mirror/target.ts";
import type { Target } from "../impl/target.ts";
import { type Counterexample, type Minimality, onlyOf } from "../lockstep/counterexample.ts";
import { reduce } from "../lockstep/minimize.ts";
import type { Interleaving } from "../lockstep/random.ts";
import { type Broken, expectReproduced, replayOn } from "../lockstep/replay.ts";
import { type Action, formatAction } from "../model/action.ts";
import { isSameScope, isService, type Scope, scopeName } from "../model/scope.ts";
import { System } from "../model/system.ts";
import type { Claim } from "../properties/ledger.ts";
import { quoted } from "../report/formats/shell-word.ts";
import type { ReportedFinding } from "../report/text/finding.ts";
import type { OpenTarget } from "./open-target.ts";
import { scopeWords } from "./searched.ts";

/** A violated claim as a search, a campaign or a file brought it. */
export interface RawFinding extends Broken {
	readonly scope: Scope;
	readonly interleaving: Interleaving;
	/** fast-check's seed; undefined where a search found it or somebody gave it. */
	readonly seed: number | undefined;
	readonly minimality: Minimality;
	/** The claims that end the interleaving when it breaks them. */
	readonly claims: readonly Claim[];
	/** How it was found, in words. */
	readonly found: string;
}

/** How far a search goes to show that there is no shorter interleaving. */
const PROOF_LIMITS = { states: 60_000, bytes: Number.POSITIVE_INFINITY, timeMs: 5_000 };

/** By target, and by scope, claims and length: a search that is of use to all findings there. */
const SHORT_SEARCHES = new WeakMap<OpenTarget, Map<string, Promise<ProductSearch>>>();

/** By claim and cause: findings of the same are one. */
export function keyOf({ claim, cause }: { readonly claim: Claim; readonly cause: string }): string {
	return `${claim.id} ${cause}`;
}

/**
 * Makes a random finding as short as can be: reduced until nothing of it can go and, where its scope is small enough, the
 * shortest that a breadth-first search finds.
 */
export async function shortened(opened: OpenTarget, raw: RawFinding): Promise<RawFinding> {
	const { claims } = raw;
	const target = await targetAt(opened, raw.scope);
	const reduced = await reduce(raw, claims, raw.interleaving, target, (scope) => targetAt(opened, scope));
	if (!reduced) throw new Error(`the interleaving does not fail again: ${textOf(raw)}`);
	const { scope } = reduced;
	const search = await searchProduct(new System(scope), await opened.forSearch(scope), {
		...{ claims, allMemory: false, limits: PROOF_LIMITS, signal: undefined, onProgress: undefined },
	});
	const shortest = search.findings.find((finding) => keyOf(finding) === keyOf(raw));
	if (!shortest) return { ...raw, ...reduced, minimality: "locally minimal" };
	const { interleaving, detail } = shortest;
	return { ...raw, scope, interleaving, detail, minimality: "shortest" };
}

/**
 * Of interleavings that are as short, one that is easier to believe: in which no service dies, where there is such a one,
 * and without a bit of a mask that can go. Where one thread comes so deep soon, it is the same for any number of threads.
 */
async function plain(opened: OpenTarget, raw: RawFinding): Promise<RawFinding> {
	const isDeath = ({ kind, process }: Action): boolean => kind === "exit" && isService(raw.scope, process);
	const { interleaving } =
		(await asShort(opened, raw, "without deaths", (action) => !isDeath(action))) ??
		(await asShort(opened, raw, "all", () => true)) ??
		raw;
	const reduced = await reduce(raw, raw.claims, interleaving, await targetAt(opened, raw.scope));
	return reduced ? { ...raw, interleaving: reduced.interleaving, detail: reduced.detail } : raw;
}

/** The first interleaving as short that fails so, by one thread; undefined where none was found. */
async function asShort(
	opened: OpenTarget,
	{ scope, claim, cause, claims, interleaving: { length } }: RawFinding,
	which: string,
	allows: (action: Action) => boolean,
): Promise<Pick<RawFinding, "interleaving"> | undefined> {
	const key = `${which} ${scopeName(scope)} ${onlyOf(claims)} ${length}`;
	const searches = SHORT_SEARCHES.get(opened) ?? new Map<string, Promise<ProductSearch>>();
	SHORT_SEARCHES.set(opened, searches);
	// Once it is as deep, it finds nothing more that is as short.
	const deepEnough = new AbortController();
	const onProgress = ({ depth }: SearchProgress): void => {
		if (depth >= length) deepEnough.abort();
	};
	const search =
		searches.get(key) ??
		searchProduct(new System(scope), await opened.forSearch(scope), {
			...{ claims, allMemory: false, limits: PROOF_LIMITS, signal: deepEnough.signal, onProgress, allows },
		});
	searches.set(key, search);
	const { findings } = await search;
	return findings.find((found) => keyOf(found) === keyOf({ claim, cause }) && found.interleaving.length === length);
}

/**
 * Makes a report's finding of a raw one, once it has happened again.
 *
 * @throws Error where it does not happen again: it is no finding then, but a mistake of ours
 */
export async function settled(opened: OpenTarget, found: RawFinding): Promise<ReportedFinding> {
	const raw = found.minimality === "shortest" ? await plain(opened, found) : found;
	const { scope, interleaving, minimality, claims } = raw;
	expectReproduced(await targetOf(opened, raw), claims, raw, interleaving);
	const ids = onlyOf(claims);
	const only = ids ? ` --only ${ids.join(",")}` : "";
	return {
		...raw,
		found: `${raw.found}; ${MINIMALITY_TEXTS[minimality](scope)}`,
		replay: `npx rollcall verify${opened.words}${scopeWords(scope)}${only} --interleaving ${quoted(textOf(raw))}`,
		replayed: replayedText(opened, raw),
		file: undefined,
	};
}

const MINIMALITY_TEXTS: Readonly<Record<Minimality, (scope: Scope) => string>> = {
	given: () => "as it was run, maybe not the shortest",
	found: () => "as it was found, maybe not the shortest",
	"locally minimal": () => "locally minimal: nothing of it can go, though another may be shorter",
	shortest: (scope) => `shortest at ${scopeName(scope)}, by breadth-first search`,
};

/** What the statecharts, the mirror and the target did when the interleaving ran again. */
function replayedText(opened: OpenTarget, raw: RawFinding): string {
	const charts = "the statecharts agree with the tables";
	if (!opened.source) return `${charts}; ${opened.target.name}: the same`;
	const mirror = createMirror(raw.scope);
	const { broken } = replayOn(mirror, raw.claims, raw.interleaving);
	const others = broken.map((one) => one.claim.id).join(", ");
	const isSame = broken.some((one) => keyOf(one) === keyOf(raw));
	const ofMirror = isSame ? "the same" : others === "" ? "breaks nothing" : `breaks ${others}`;
	return `${charts}; ${opened.target.name}: the same; the mirror: ${ofMirror}`;
}

/** The finding as a counterexample that can be written to a file. */
export function counterexampleOf(opened: OpenTarget, finding: ReportedFinding): Counterexample {
	const { scope, seed, interleaving, claim, cause, detail, minimality } = finding;
	const only = onlyOf(finding.claims);
	return { subject: opened.subject, scope, seed, interleaving, claim: claim.id, cause, detail, minimality, only };
}

/** The target that a finding shows on. */
export async function targetOf(
	opened: OpenTarget,
	finding: Pick<RawFinding, "claim" | "cause" | "scope" | "claims" | "interleaving">,
): Promise<Target> {
	const { scope, claims, interleaving } = finding;
	const target = await targetAt(opened, scope);
	// A search gives each row of the process table one life: what fails there only is tried there.
	const isThere = replayOn(target, claims, interleaving).broken.some((one) => keyOf(one) === keyOf(finding));
	return isThere ? target : opened.forSearch(scope);
}

/** A target at a scope, for single interleavings. */
export function targetAt(opened: OpenTarget, scope: Scope): Promise<Target> {
	return isSameScope(opened.target.scope, scope) ? Promise.resolve(opened.target) : opened.forSearch(scope);
}

function textOf({ scope, interleaving }: Pick<RawFinding, "scope" | "interleaving">): string {
	return interleaving.map((action) => formatAction(scope, action)).join(" ");
}

/** The shortest finding of each claim and cause. */
export function shortestOfEach<T extends RawFinding | ReportedFinding>(findings: readonly T[]): readonly T[] {
	const best = new Map<string, T>();
	for (const finding of findings) {
		const known = best.get(keyOf(finding));
		if (!known || finding.interleaving.length < known.interleaving.length) best.set(keyOf(finding), finding);
	}
	return [...best.values()];
}
