import type { Target } from "../../../impl/target.ts";
import { brokenClaims, causeOf, observe } from "../../../lockstep/run.ts";
import type { Action } from "../../../model/action.ts";
import type { System } from "../../../model/system.ts";
import type { Violation } from "../../../properties/check.ts";
import type { Claim } from "../../../properties/ledger.ts";
import type { SearchProgress } from "../../limits.ts";
import { ExpectedSteps } from "../expected/expected-steps.ts";
import { Interner } from "../interner.ts";
import type { FactoredState } from "../rows/components.ts";
import { NONE } from "../rows/rules.ts";
import type { Engine, Searcher, Watcher } from "./engine.ts";
import { kernelOf } from "./index.ts";
import { MemoryEngine } from "./memory-engine.ts";
import { StateCount } from "./state-count.ts";

/** How many broken steps are remembered: those that look alike come one soon after the other. */
const MOST_EXPLAINED = 1 << 13;
/** The same where likeness tells them apart. */
const MOST_ALIKE_EXPLAINED = 1 << 17;
/** What one of them takes, in bytes, as measured. */
const BYTES_PER_EXPLANATION = { looked: 120, alike: 48 };

/** How many pairs that are alike are expanded together: what they lead to has to fit into an outbox. */
export const MOST_ALIKE = 32;

/**
 * From how many pairs on a level is expanded in an order that is quicker.
 *
 * Smaller ones keep the order in which their pairs came: then the first counterexample is the same for every engine.
 */
const LARGE_LEVEL = 1 << 13;

/** A claim broken in one way, and the step that broke it first. */
export interface Group {
	readonly key: string;
	/** The id of the claim. */
	readonly claim: string;
	readonly violation: Violation;
	readonly cause: string;
	/** The number of the pair, and of the action taken from it. */
	readonly pair: number;
	readonly action: number;
	/** How many actions lead to the pair. */
	readonly depth: number;
	readonly occurrences: number;
}

/** What one searcher came to: plain data, to be sent from thread to thread. */
export interface PairCounts {
	readonly pairs: number;
	readonly states: number;
	readonly transitions: number;
	readonly depth: number;
	readonly notFollowed: number;
	readonly groups: readonly Group[];
	/**
	 * By claim id: how often the specification's steps exercised the claim.
	 *
	 * A target whose result and image are those of a step of the specification satisfies what the step does, because a
	 * claim's check sees nothing else; a step that differs is checked itself.
	 */
	readonly exercised: readonly (readonly [string, number])[];
	readonly bytes: number;
}

/**
 * Searches pairs of a state of the specification and a memory of a target, breadth first: alone, or as one of several
 * searchers, each of which keeps the pairs whose state is its own.
 */
export class PairSearch {
	readonly #system: System;
	readonly #target: Target;
	readonly #claims: readonly Claim[];
	readonly #steps: ExpectedSteps;
	readonly #engine: Engine;
	readonly #groups = new Map<string, Group>();
	readonly #searcher: Searcher;
	readonly #watcher: Watcher;
	/** By what a step was and did: the groups of claims that it broke. */
	readonly #explained = new Map<string, readonly string[]>();
	/** The same by likeness and action, where it does not matter who the users are. */
	readonly #explainedAlike = new Map<number, readonly string[]>();
	/** The groups of claims that steps broke together, each once: there are many explanations and few of these. */
	readonly #combinations = new Interner<readonly string[]>();
	readonly #image = new Int32Array(1024);
	/** The states of the specification that were met. */
	readonly #states = new StateCount();
	#expanded = 0;
	/** The level: its first pair, the pair behind its last, and the order in which they are expanded, if not their own. */
	#levelStart = 0;
	#levelEnd = 0;
	#order: Float64Array | undefined;
	#transitions = 0;
	#depth = 0;
	#notFollowed = 0;

	/** @param allows which actions are taken; all if left out, as an engine of the target's own always does */
	constructor(
		system: System,
		target: Target,
		claims: readonly Claim[],
		searcher: Searcher,
		allows?: (action: Action) => boolean,
	) {
		this.#system = system;
		this.#target = target;
		this.#claims = claims;
		this.#searcher = searcher;
		this.#steps = new ExpectedSteps(system.scope, searcher.count, claims);
		const own = allows ? undefined : kernelOf(target, searcher);
		this.#engine = own ?? new MemoryEngine(target, searcher, allows);
		this.#watcher = {
			// A memory that was kept looks like one state of the specification, and like no other.
			state: () => this.#steps.find(this.#image, target.image(this.#image)),
			met: (state) => this.#met(state),
			differs: (pair, state, action, pairs, alike) => this.#differs(pair, state, action, pairs, alike),
		};
		target.reset();
		if (searcher.me === 0) this.#engine.start();
		this.#setLevel(0, this.#engine.size);
	}

	#setLevel(start: number, end: number): void {
		[this.#levelStart, this.#levelEnd] = [start, end];
		this.#engine.forget(start);
		this.#order = end - start < LARGE_LEVEL ? undefined : this.#engine.order(start, end);
	}

	get hasMore(): boolean {
		return this.#expanded < this.#engine.size;
	}

	/** Whether the level is not done with. */
	get hasMoreOfLevel(): boolean {
		return this.#expanded < this.#levelEnd;
	}

	/** Begins the level that what is kept and not expanded makes. */
	beginLevel(): void {
		this.#depth++;
		this.#setLevel(this.#levelEnd, this.#engine.size);
	}

	/** What others are to keep, and what they sent. */
	get post(): Engine {
		return this.#engine;
	}

	/** Whether the engine has no room for more. */
	get isFull(): boolean {
		return this.#engine.isFull;
	}

	/** Expands pairs, level after level. */
	expand(most: number): void {
		const end = this.#expanded + most;
		while (this.#expanded < end && this.hasMore) {
			if (!this.hasMoreOfLevel) this.beginLevel();
			this.#expandNext();
		}
	}

	/** Expands pairs of the level, until there are so many words for others. */
	expandLevel(most: number, mostWords: number): void {
		const end = this.#expanded + most;
		while (this.#expanded < end && this.hasMoreOfLevel && this.#engine.outboxLength <= mostWords) this.#expandNext();
	}

	/** Expands the next pair, and those behind it that are like it. */
	#expandNext(): void {
		const first = this.#next();
		const pairs = [first];
		while (this.#order && this.hasMoreOfLevel && pairs.length < MOST_ALIKE) {
			if (!this.#engine.areAlike(first, this.#order[this.#expanded - this.#levelStart] ?? 0)) break;
			pairs.push(this.#next());
		}
		this.#engine.expand(pairs, this.#steps, this.#watcher);
	}

	#next(): number {
		const pair = this.#order?.[this.#expanded - this.#levelStart] ?? this.#expanded;
		this.#expanded++;
		return pair;
	}

	#met(state: FactoredState): void {
		this.#states.add(state.user, state.service);
		this.#transitions += this.#steps.visit(state);
	}

	/**
	 * Asks which claims were broken by a step whose result or look is not, to the letter, the specification's.
	 *
	 * Steps that look alike break the same claims, so each is asked about once; to be asked about, a step is taken again.
	 *
	 * @returns whether it broke any: an order among different processes is nobody's claim
	 */
	#differs(pair: number, state: FactoredState, action: number, pairs: number, alike: number | undefined): boolean {
		const likeness = alike === undefined ? NONE : alike * this.#steps.alphabet.length + action;
		const groups = this.#explainedAlike.get(likeness) ?? this.#explain(pair, state, action, pairs, likeness);
		if (!groups) return false;
		for (const key of groups) {
			const known = this.#groups.get(key);
			if (known) this.#groups.set(key, { ...known, occurrences: known.occurrences + pairs });
		}
		if (groups.length > 0) this.#notFollowed += pairs;
		return groups.length > 0;
	}

	/** @returns the keys of the groups that a step belongs to; undefined where the pairs are to be asked one by one */
	#explain(
		pair: number,
		state: FactoredState,
		action: number,
		pairs: number,
		likeness: number,
	): readonly string[] | undefined {
		this.#engine.load(pair);
		const did = this.#target.step(this.#steps.alphabet[action] as Action);
		const look = did ? this.#appearance(state, action) : { key: `${pair}`, isUsersToo: true };
		if (look.isUsersToo && pairs > 1) return undefined;
		const key = `${state.service} ${action} ${look.key}`;
		let groups = this.#explained.get(key);
		if (!groups) {
			this.#engine.load(pair);
			groups = this.#ask(pair, state, action);
			if (this.#explained.size === MOST_EXPLAINED) this.#explained.clear();
			this.#explained.set(key, groups);
		}
		if (likeness !== NONE && !look.isUsersToo) {
			if (this.#explainedAlike.size === MOST_ALIKE_EXPLAINED) this.#explainedAlike.clear();
			this.#explainedAlike.set(likeness, groups);
		}
		return groups;
	}

	/**
	 * All that a claim can see of what the target did, beside the services and the action.
	 *
	 * Where a service's action leaves the users alone, and nothing but wait counts is wrong, it does not matter which users
	 * there are, only how many wait at each place: wait counts are compared with those, and with nothing else of a user.
	 *
	 * @returns the look, and whether who the users are is part of it
	 */
	#appearance(state: FactoredState, action: number): { readonly key: string; readonly isUsersToo: boolean } {
		const steps = this.#steps;
		const length = this.#target.image(this.#image);
		const { process, kind } = steps.alphabet[action] as Action;
		if (kind === "setMask" && process >= this.#system.scope.users) {
			const waiting = this.#waitingInstead(state, action, length);
			const { pending } = steps.components.users.component(state.user);
			if (waiting !== undefined) return { key: `${pending.join()} instead ${waiting.join()}`, isUsersToo: false };
		}
		let key = `${state.user} ${this.#target.record.key()}`;
		for (let i = 0; i < length; i++) key += ` ${this.#image[i]}`;
		return { key, isUsersToo: true };
	}

	/** The wait counts after a step that leaves the users alone, if nothing else is wrong; else undefined. */
	#waitingInstead(state: FactoredState, action: number, length: number): readonly number[] | undefined {
		const steps = this.#steps;
		steps.load(state, "services");
		const step = steps.indexOf(action);
		if (step === undefined) return undefined;
		const isResult = this.#target.record.equals(steps.record(steps.result(step)));
		return isResult ? steps.waitingInstead(step, this.#image, length) : undefined;
	}

	/** Takes a step and puts it to the claims. @returns the keys of the groups that it belongs to */
	#ask(pair: number, state: FactoredState, action: number): readonly string[] {
		const taken = this.#steps.alphabet[action] as Action;
		const expected = this.#system.step(this.#steps.state(state), taken);
		const step = observe(this.#target, taken, this.#target.view(), expected);
		const keys = brokenClaims(this.#claims, step, () => {}).map((broken) => {
			const cause = causeOf(taken.kind, broken);
			const key = `${broken.claim.id} ${cause}`;
			const known = this.#groups.get(key);
			// The string that is kept anyway: many explanations have the same.
			if (known) return known.key;
			const { claim, violation } = broken;
			const first = { pair: pair * this.#searcher.count + this.#searcher.me, action, depth: this.#depth };
			this.#groups.set(key, { key, claim: claim.id, violation, cause, ...first, occurrences: 0 });
			return key;
		});
		return this.#combinations.of(keys.join(), () => keys);
	}

	progress(): SearchProgress {
		return {
			stored: this.#engine.size,
			frontier: this.#engine.size - this.#expanded,
			depth: this.#depth,
			bytes: this.#bytes,
		};
	}

	get #bytes(): number {
		const { looked, alike } = BYTES_PER_EXPLANATION;
		const explained = this.#explained.size * looked + this.#explainedAlike.size * alike;
		const order = this.#order?.byteLength ?? 0;
		return this.#engine.bytes + this.#states.bytes + this.#steps.bytes + explained + order;
	}

	counts(): PairCounts {
		return {
			pairs: this.#engine.size,
			states: this.#states.size,
			transitions: this.#transitions,
			depth: this.#depth,
			notFollowed: this.#notFollowed,
			groups: [...this.#groups.values()],
			exercised: [...this.#steps.components.monitors.exercised],
			bytes: this.progress().bytes,
		};
	}
}
