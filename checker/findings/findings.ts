import type { Lives } from "../../impl/lives.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import type { Target } from "../../impl/target.ts";
import { type Counterexample, type Minimality, onlyOf } from "../../lockstep/counterexample.ts";
import { minimize } from "../../lockstep/minimize.ts";
import { expectReproduced, replayOn } from "../../lockstep/replay.ts";
import { formatAction } from "../../model/action.ts";
import { isSameScope, type Scope, scopeName } from "../../model/scope.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { shellWord } from "../../report/escape/shell.ts";
import type { FindingGroup, ReportedFinding } from "../../report/text/finding.ts";
import type { OpenedTarget } from "../open-target.ts";
import { Faults } from "./faults.ts";
import { minimizerTools, targetAt } from "./minimizer-tools.ts";
import { keyOf, type RawFinding } from "./raw-finding.ts";
import { scopeWords } from "./search-evidence.ts";

/**
 * Reproduces findings, groups those of one fault, and minimises the shortest of each group, which leads it. Other
 * claims that the leader's interleaving breaks take over that interleaving; the other findings of a group are kept as
 * found.
 *
 * @param isOver true when nothing is to be made smaller or traced to its fault any more
 * @returns the leaders first within each group, the group with the shortest leader first
 * @throws Error where a finding cannot be reproduced, which is an internal error
 */
export async function reproduced(
	opened: OpenedTarget,
	raws: readonly RawFinding[],
	isOver: () => boolean = () => false,
): Promise<readonly ReportedFinding[]> {
	const groups = await groupsOf(opened, shortestOfEach(raws), isOver);
	const findings: ReportedFinding[] = [];
	for (const [index, { fault, leader, others }] of groups.entries()) {
		const group = { id: index + 1, fault, leads: true };
		const led = await ledBy(opened, leader, others);
		findings.push(await reproduce(opened, leader, group));
		for (const raw of led) findings.push(await reproduce(opened, raw, { ...group, leads: isSameRun(raw, leader) }));
	}
	return findings;
}

/**
 * Minimises a finding, and reproduces it with all claims that its interleaving breaks.
 *
 * @param isOver returns true when minimisation has to end
 */
export async function reproducedAlone(
	opened: OpenedTarget,
	raws: readonly RawFinding[],
	isOver: () => boolean = () => false,
): Promise<readonly ReportedFinding[]> {
	const [first, ...rest] = shortestOfEach(raws);
	if (!first) return [];
	const leader = await minimal(opened, first, isOver);
	const led = (await ledBy(opened, leader, rest)).filter((raw) => isSameRun(raw, leader));
	const findings: ReportedFinding[] = [];
	for (const raw of [leader, ...led]) {
		findings.push(await reproduce(opened, raw, { id: 1, fault: undefined, leads: true }));
	}
	return findings;
}

/** Group of findings of one fault. */
interface Group {
	/**
	 * First difference from the specification, and the line that caused it; undefined where all findings have one
	 * interleaving.
	 */
	readonly fault: string | undefined;
	/** Shortest finding, minimised. */
	readonly leader: RawFinding;
	readonly others: readonly RawFinding[];
}

/**
 * Groups findings by their faults, and again once their leaders are minimal: minimal findings show their common fault
 * more often.
 */
async function groupsOf(
	opened: OpenedTarget,
	findings: readonly RawFinding[],
	isOver: () => boolean,
): Promise<readonly Group[]> {
	const isOneRun = findings.every((finding) => isSameRun(finding, findings[0] ?? finding));
	const faults = isOneRun ? undefined : new Faults(opened, findings, isOver);
	const groups: Group[] = [];
	for (const [, group] of await grouped(findings, faults, (finding) => finding)) {
		const [first, ...others] = group.toSorted((a, b) => a.interleaving.length - b.interleaving.length);
		if (first) groups.push({ fault: undefined, leader: await minimal(opened, first, isOver), others });
	}
	const merged = [...(await grouped(groups, faults, ({ leader }) => leader))].flatMap(([fault, same]) => {
		const [first, ...more] = byLeaders(same);
		if (!first) return [];
		const others = more.flatMap((group) => [group.leader, ...group.others]);
		return [{ fault, leader: first.leader, others: [...first.others, ...others] }];
	});
	return byLeaders(merged);
}

/** The groups with the shortest leaders first. */
function byLeaders(groups: readonly Group[]): readonly Group[] {
	return groups.toSorted((a, b) => a.leader.interleaving.length - b.leader.interleaving.length);
}

async function grouped<T>(
	items: readonly T[],
	faults: Faults | undefined,
	findingOf: (item: T) => RawFinding,
): Promise<ReadonlyMap<string | undefined, readonly T[]>> {
	const groups = new Map<string | undefined, T[]>();
	for (const item of items) {
		const fault = await faults?.of(findingOf(item));
		groups.set(fault, [...(groups.get(fault) ?? []), item]);
	}
	return groups;
}

function isSameRun(a: RawFinding, b: RawFinding): boolean {
	return (
		isSameScope(a.scope, b.scope) && textOf(a) === textOf(b) && onlyOf(a.claims)?.join() === onlyOf(b.claims)?.join()
	);
}

/** A finding that was minimised, as far as its time went. */
interface Minimised {
	readonly finding: RawFinding;
	/** True if its time was over before that was done. */
	readonly isCutShort: boolean;
}

/** Minimised findings. */
const MINIMAL = new WeakMap<RawFinding, Minimised>();

/** Minimises a finding, from where an earlier time for that was over. A given interleaving stays as it is. */
async function minimal(opened: OpenedTarget, raw: RawFinding, isOver: () => boolean): Promise<RawFinding> {
	if (raw.minimality === "given") return raw;
	const known = MINIMAL.get(raw);
	if (known && (!known.isCutShort || isOver())) return known.finding;
	const from = known?.finding ?? raw;
	const tools = minimizerTools(opened, await livesOf(opened, from), isOver);
	const finding = { ...from, ...(await minimize(from, tools)) };
	MINIMAL.set(raw, { finding, isCutShort: isOver() });
	return finding;
}

/**
 * Replaces the interleavings of a group's findings by the leader's, where it breaks their claims too and is not longer.
 */
async function ledBy(
	opened: OpenedTarget,
	leader: RawFinding,
	others: readonly RawFinding[],
): Promise<readonly RawFinding[]> {
	const { scope, claims, interleaving } = leader;
	const { broken } = replayOn(await targetOf(opened, leader), claims, interleaving);
	return others.map((raw) => {
		const same = broken.find((one) => keyOf(one) === keyOf(raw));
		const isShortEnough = interleaving.length < raw.interleaving.length || isSameScope(scope, raw.scope);
		if (!same || !isShortEnough || onlyOf(claims)?.join() !== onlyOf(raw.claims)?.join()) return raw;
		const isProved = raw.minimality === "shortest" && interleaving.length === raw.interleaving.length;
		const minimality = isProved || raw.minimality === "given" ? raw.minimality : "found";
		return { ...raw, scope, interleaving, detail: same.detail, minimality };
	});
}

/** Makes a reported finding of a raw one, after reproducing it. */
async function reproduce(opened: OpenedTarget, raw: RawFinding, group: FindingGroup): Promise<ReportedFinding> {
	const { scope, interleaving, minimality, claims } = raw;
	expectReproduced(await targetOf(opened, raw), claims, raw, interleaving);
	const ids = onlyOf(claims);
	const only = ids ? ` --only ${ids.join(",")}` : "";
	const past = ids ? await brokenBefore(opened, raw) : [];
	return {
		...raw,
		...(past.length > 0 ? { past } : {}),
		found: `${MINIMALITY_TEXTS[minimality](scope)}; ${raw.found}`,
		replay: `npx rollcall verify${opened.words}${scopeWords(scope)}${only} --interleaving ${shellWord(textOf(raw))}`,
		replayed: replayedText(opened, raw),
		file: undefined,
		fileWords: opened.fileWords,
		group,
	};
}

/** Claims that the interleaving of a finding breaks before its last step, with no heed to others than its own. */
async function brokenBefore(opened: OpenedTarget, raw: RawFinding): Promise<readonly string[]> {
	const { taken, broken } = replayOn(await targetOf(opened, raw), CLAIMS, raw.interleaving);
	return taken.length < raw.interleaving.length ? broken.map(({ claim }) => claim.id) : [];
}

const MINIMALITY_TEXTS: Readonly<Record<Minimality, (scope: Scope) => string>> = {
	given: () => "as given; a shorter one may exist",
	found: () => "as found; a shorter one may exist",
	"locally minimal": () => "locally minimal: nothing can be removed, but a shorter one may exist",
	shortest: (scope) => `shortest at ${scopeName(scope)}, by breadth-first search`,
};

/** Reports the replay of an interleaving on the statecharts, the mirror and the target. */
function replayedText(opened: OpenedTarget, raw: RawFinding): string {
	const charts = "the statecharts agree with the tables";
	if (!opened.source) return `${charts}; ${opened.target.name}: the same violation`;
	const mirror = createMirror(raw.scope);
	const { broken } = replayOn(mirror, raw.claims, raw.interleaving);
	const others = broken.map((one) => one.claim.id).join(", ");
	const isSame = broken.some((one) => keyOf(one) === keyOf(raw));
	const ofMirror = isSame ? "the same violation" : others === "" ? "breaks nothing" : `breaks ${others}`;
	return `${charts}; ${opened.target.name}: the same violation; the mirror, a copy of MINIX's event.c: ${ofMirror}`;
}

/** Counterexample of a finding, for a file. */
export function counterexampleOf(opened: OpenedTarget, finding: ReportedFinding): Counterexample {
	const { scope, seed, interleaving, claim, cause, detail, minimality } = finding;
	const only = onlyOf(finding.claims);
	return { subject: opened.subject, scope, seed, interleaving, claim: claim.id, cause, detail, minimality, only };
}

/** What is needed of a finding to reproduce it. */
type Reproducible = Pick<RawFinding, "claim" | "cause" | "scope" | "claims" | "interleaving">;

/** Target on which a finding is reproduced. */
export async function targetOf(opened: OpenedTarget, finding: Reproducible): Promise<Target> {
	return targetAt(opened, finding.scope, await livesOf(opened, finding));
}

/** Lives of each row with which a finding is reproduced: a search gives each one, and what fails there only is tried there. */
async function livesOf(opened: OpenedTarget, finding: Reproducible): Promise<Lives> {
	const { scope, claims, interleaving } = finding;
	const { broken } = replayOn(await targetAt(opened, scope), claims, interleaving);
	return broken.some((one) => keyOf(one) === keyOf(finding)) ? "many" : "one";
}

function textOf({ scope, interleaving }: Pick<RawFinding, "scope" | "interleaving">): string {
	return interleaving.map((action) => formatAction(scope, action)).join(" ");
}

/**
 * Shortest finding of each claim and cause, the shortest of all first, and those of one length in the order of the ledger: whether an
 * earlier run kept them makes no difference.
 */
export function shortestOfEach<T extends RawFinding | ReportedFinding>(findings: readonly T[]): readonly T[] {
	const best = new Map<string, T>();
	for (const finding of findings) {
		const known = best.get(keyOf(finding));
		if (!known || finding.interleaving.length < known.interleaving.length) best.set(keyOf(finding), finding);
	}
	return [...best.values()].toSorted(
		(a, b) => a.interleaving.length - b.interleaving.length || placeOf(a) - placeOf(b),
	);
}

/** The place of a finding's claim in the ledger; behind all for a caller's own claim. */
function placeOf({ claim }: Pick<RawFinding, "claim">): number {
	const place = CLAIMS.findIndex(({ id }) => id === claim.id);
	return place < 0 ? CLAIMS.length : place;
}
