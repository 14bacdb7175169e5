import { setImmediate } from "node:timers/promises";
import type { Engine } from "../impl/engine.ts";
import { joined, numberOf, partOf, type Snapshot } from "../impl/snapshot.ts";
import type { Target } from "../impl/target.ts";
import type { Action } from "../model/action.ts";
import type { System } from "../model/system.ts";
import type { Violation } from "../properties/check.ts";
import type { Claim } from "../properties/claims.ts";
import { type BrokenClaim, brokenClaims, causeOf, observe } from "../properties/conformance.ts";
import { Expectations } from "./expectations.ts";
import { type Limits, reachedLimit, type SearchProgress } from "./limits.ts";
import { MemoryEngine } from "./memory-engine.ts";
import { StateCount } from "./state-count.ts";

/** A violated claim with its shortest counterexample: the search is breadth first. */
export interface ProductFinding {
	readonly claim: Claim;
	/** The action kind that broke the claim, and how: findings are grouped by it. */
	readonly cause: string;
	readonly detail: string;
	readonly interleaving: readonly Action[];
	/** How many transitions broke the claim in this way. */
	readonly occurrences: number;
}

/** What a search of a target beside the specification came to. */
export interface ProductSearch {
	/** Distinct pairs of a state of the specification and a memory of the target. */
	readonly pairs: number;
	/** States of the specification among them. */
	readonly states: number;
	/** Enabled (pair, action) pairs over the pairs. */
	readonly transitions: number;
	/** The longest shortest path from the start. */
	readonly depth: number;
	readonly findings: readonly ProductFinding[];
	/** Transitions that broke a claim and were not followed. */
	readonly notFollowed: number;
	/** By claim id: how often the search put the claim to the test. */
	readonly exercised: ReadonlyMap<string, number>;
	/** How many words of each entry behind the end of the list were left out of the state, since nothing reads them. */
	readonly unreadWords: number;
	readonly bytes: number;
	/** Which limit ended the search; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
}

/** How a search of a target is to be done. */
export interface ProductOptions {
	readonly claims: readonly Claim[];
	/** Whether memory that nothing reads is part of the state too. */
	readonly allMemory: boolean;
	readonly limits: Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: ((progress: SearchProgress) => void) | undefined;
	/** Called now and then, and where a limit ends the search, with what saves it: to be used at once. */
	readonly onTurn?: (save: () => Snapshot) => void;
	/** What to go on from; from the start if left out. */
	readonly resumed?: Snapshot | undefined;
}

/** What stops a search for which there is no more room. */
const FULL = "the limit of memory";

/** How many broken steps are remembered: those that look alike come one soon after the other. */
const MOST_EXPLAINED = 1 << 16;

const PAIRS_PER_TURN = 1 << 12;

/**
 * Visits every pair of a state of the specification and a memory of the target that some interleaving leads to, breadth
 * first, and takes every enabled action from each.
 *
 * The target's whole memory is its state, so what it hides is found too; only what nothing reads before it is written is
 * left out, unless that is wanted. Its rows have to have one life each. Where a result or a look differs from the
 * specification's, the claims are asked, and the path is not followed further.
 */
export async function searchProduct(system: System, target: Target, options: ProductOptions): Promise<ProductSearch> {
	const started = performance.now();
	const { leftovers } = target;
	let unread = options.allMemory || !leftovers ? 0 : 2 ** leftovers.words - 1;
	let { resumed } = options;
	if (resumed) unread = numberOf(resumed, "unread");
	for (;;) {
		leftovers?.assume(unread);
		const search = new Search(system, target, options.claims);
		const save = (): Snapshot => {
			const { values, bytes } = search.save();
			return { values: { ...values, unread }, bytes };
		};
		if (resumed) search.restore(resumed);
		resumed = undefined;
		let stoppedBy: string | undefined;
		while (stoppedBy === undefined && search.hasMore && (leftovers?.read ?? 0) === 0) {
			search.expand(PAIRS_PER_TURN);
			const progress = search.progress();
			options.onProgress?.(progress);
			options.onTurn?.(save);
			await setImmediate();
			stoppedBy = search.isFull ? FULL : reachedLimit(options, progress, performance.now() - started);
		}
		const read = leftovers?.read ?? 0;
		leftovers?.assume(0);
		if (read === 0) return search.result(unread, search.hasMore || search.isFull ? stoppedBy : undefined);
		unread &= ~read;
	}
}

/** A claim broken in one way, with the numbers of the actions that lead there first. */
interface Group {
	readonly broken: BrokenClaim;
	readonly cause: string;
	readonly path: readonly number[];
	occurrences: number;
}

/** A group as a snapshot has it. */
interface SavedGroup {
	readonly key: string;
	readonly claim: string;
	readonly violation: Violation;
	readonly cause: string;
	readonly path: readonly number[];
	readonly occurrences: number;
}

class Search {
	readonly #system: System;
	readonly #target: Target;
	readonly #claims: readonly Claim[];
	readonly #expectations: Expectations;
	readonly #engine: Engine;
	readonly #groups = new Map<string, Group>();
	/** By what a step was and did: the groups of claims that it broke. */
	readonly #explained = new Map<string, readonly string[]>();
	readonly #image = new Int32Array(1024);
	/** The states of the specification that were met. */
	readonly #states = new StateCount();
	#expanded = 0;
	#levelEnd = 1;
	#transitions = 0;
	#depth = 0;
	#notFollowed = 0;

	constructor(system: System, target: Target, claims: readonly Claim[]) {
		this.#system = system;
		this.#target = target;
		this.#claims = claims;
		this.#expectations = new Expectations(system.scope);
		this.#engine = target.engine() ?? new MemoryEngine(target);
		target.reset();
		this.#engine.start();
		const { users, services } = this.#expectations.parts;
		this.#states.add(users.start, services.start);
	}

	get hasMore(): boolean {
		return this.#expanded < this.#engine.size;
	}

	/** Whether the engine has no room for more. */
	get isFull(): boolean {
		return this.#engine.isFull;
	}

	expand(most: number): void {
		for (let expanded = 0; expanded < most && this.hasMore; expanded++) {
			if (this.#expanded === this.#levelEnd) {
				this.#depth++;
				this.#levelEnd = this.#engine.size;
			}
			this.#expandPair(this.#expanded++);
		}
	}

	#expandPair(pair: number): void {
		const expectations = this.#expectations;
		const engine = this.#engine;
		engine.load(pair);
		// A memory that was kept looks like one state of the specification, and like no other.
		const { user, service } = expectations.find(this.#image, this.#target.image(this.#image));
		expectations.load(user, service);
		this.#transitions += expectations.length;
		for (let step = 0; ; step++) {
			step = engine.run(expectations, step, this.#onNew);
			if (step === expectations.length) return;
			engine.load(pair);
			const action = expectations.action(step);
			const did = this.#target.step(expectations.alphabet[action] as Action);
			const isBroken = this.#explain(pair, user, service, action, did);
			if (!isBroken && engine.keep(action)) this.#onNew(step);
			engine.load(pair);
		}
	}

	readonly #onNew = (step: number): void => {
		this.#states.add(this.#expectations.usersAfter(step), this.#expectations.servicesAfter(step));
	};

	/**
	 * Asks which claims were broken by a step whose result or look is not, to the letter, the specification's.
	 *
	 * Steps that look alike break the same claims, so each is asked about once; to be asked about, a step is taken again.
	 *
	 * @returns whether it broke any: an order among different processes is nobody's claim
	 */
	#explain(pair: number, user: number, service: number, action: number, did: boolean): boolean {
		const key = did ? `${user} ${service} ${action} ${this.#appearance()}` : `${pair} ${action}`;
		let groups = this.#explained.get(key);
		if (!groups) {
			this.#engine.load(pair);
			groups = this.#ask(pair, user, service, action);
			if (this.#explained.size === MOST_EXPLAINED) this.#explained.clear();
			this.#explained.set(key, groups);
		}
		for (const group of groups) {
			const known = this.#groups.get(group);
			if (known) known.occurrences++;
		}
		if (groups.length > 0) this.#notFollowed++;
		return groups.length > 0;
	}

	/** All that a claim can see of what the target did. */
	#appearance(): string {
		const length = this.#target.image(this.#image);
		let key = this.#target.record.key();
		for (let i = 0; i < length; i++) key += ` ${this.#image[i]}`;
		return key;
	}

	/** Takes a step and puts it to the claims. @returns the keys of the groups that it belongs to */
	#ask(pair: number, user: number, service: number, action: number): readonly string[] {
		const taken = this.#expectations.alphabet[action] as Action;
		const expected = this.#system.step(this.#expectations.state(user, service), taken);
		const step = observe(this.#target, taken, this.#target.view(), expected);
		return brokenClaims(this.#claims, step, () => {}).map((broken) => {
			const cause = causeOf(taken.kind, broken);
			const key = `${broken.claim.id} ${cause}`;
			if (!this.#groups.has(key)) {
				this.#groups.set(key, { broken, cause, path: [...this.#engine.path(pair), action], occurrences: 0 });
			}
			return key;
		});
	}

	save(): Snapshot {
		const groups = [...this.#groups].map(([key, { broken, cause, path, occurrences }]) => {
			return { key, claim: broken.claim.id, violation: broken.violation, cause, path, occurrences };
		});
		const [expanded, levelEnd, transitions] = [this.#expanded, this.#levelEnd, this.#transitions];
		const [depth, notFollowed] = [this.#depth, this.#notFollowed];
		const values = { expanded, levelEnd, transitions, depth, notFollowed, groups };
		return joined({
			own: { values, bytes: {} },
			engine: this.#engine.save(),
			states: this.#states.save(),
			parts: this.#expectations.parts.save(),
		});
	}

	/** Goes on from where another search of the same scope and target was saved. */
	restore(snapshot: Snapshot): void {
		const own = partOf(snapshot, "own");
		[this.#expanded, this.#levelEnd] = [numberOf(own, "expanded"), numberOf(own, "levelEnd")];
		[this.#transitions, this.#depth] = [numberOf(own, "transitions"), numberOf(own, "depth")];
		this.#notFollowed = numberOf(own, "notFollowed");
		for (const { key, claim: id, violation, cause, path, occurrences } of own.values[
			"groups"
		] as readonly SavedGroup[]) {
			const claim = this.#claims.find((candidate) => candidate.id === id);
			if (claim) this.#groups.set(key, { broken: { claim, violation }, cause, path, occurrences });
		}
		this.#engine.restore(partOf(snapshot, "engine"));
		this.#states.restore(partOf(snapshot, "states"));
		this.#expectations.parts.restore(partOf(snapshot, "parts"));
	}

	progress(): SearchProgress {
		return {
			stored: this.#engine.size,
			frontier: this.#engine.size - this.#expanded,
			depth: this.#depth,
			bytes: this.#engine.bytes + this.#states.bytes + this.#expectations.bytes,
		};
	}

	/**
	 * By claim id: how often the claim was put to the test.
	 *
	 * The specification is checked on the way. A target whose result and look are those of a step of the specification
	 * satisfies what the step does, because a claim's check sees nothing else; that they are is what `conforms` asks.
	 */
	#exercised(): ReadonlyMap<string, number> {
		const exercised = new Map(this.#expectations.parts.exercised(this.#states.size));
		for (const claim of ["conforms", "no-panic"]) exercised.set(claim, this.#transitions);
		for (const [claim, count] of this.#expectations.refusals) exercised.set(claim, count);
		return exercised;
	}

	/** @param unread the words of an entry that were left out, a bit each */
	result(unread: number, stoppedBy: string | undefined): ProductSearch {
		const { labels } = this.#expectations.parts;
		return {
			pairs: this.#engine.size,
			states: this.#states.size,
			transitions: this.#transitions,
			depth: this.#depth,
			findings: [...this.#groups.values()].map(({ broken, cause, path, occurrences }) => ({
				claim: broken.claim,
				cause,
				detail: broken.violation.detail,
				interleaving: path.map((action) => labels.alphabet[action] as Action),
				occurrences,
			})),
			notFollowed: this.#notFollowed,
			exercised: this.#exercised(),
			unreadWords: countBits(unread),
			bytes: this.progress().bytes,
			stoppedBy,
		};
	}
}

function countBits(bits: number): number {
	return bits.toString(2).replaceAll("0", "").length;
}
