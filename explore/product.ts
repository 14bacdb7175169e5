import { setImmediate } from "node:timers/promises";
import type { Target } from "../impl/target.ts";
import type { Action } from "../model/action.ts";
import type { System } from "../model/system.ts";
import type { Claim } from "../properties/claims.ts";
import { type BrokenClaim, brokenClaims, causeOf, observe } from "../properties/conformance.ts";
import { ACTION, Expectations, RESULT, SERVICE, STEP_WORDS, USER } from "./expectations.ts";
import { type Limits, reachedLimit, type SearchProgress } from "./limits.ts";
import { Paths } from "./paths.ts";
import { StateCount } from "./state-count.ts";
import { TreeSet } from "./tree-set.ts";

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
}

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
	for (;;) {
		leftovers?.assume(unread);
		const search = new Search(system, target, options.claims);
		let stoppedBy: string | undefined;
		while (stoppedBy === undefined && search.hasMore && (leftovers?.read ?? 0) === 0) {
			search.expand(PAIRS_PER_TURN);
			const progress = search.progress();
			options.onProgress?.(progress);
			await setImmediate();
			stoppedBy = reachedLimit(options, progress, performance.now() - started);
		}
		const read = leftovers?.read ?? 0;
		leftovers?.assume(0);
		if (read === 0) return search.result(unread, search.hasMore ? stoppedBy : undefined);
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

class Search {
	readonly #system: System;
	readonly #target: Target;
	readonly #claims: readonly Claim[];
	readonly #expectations: Expectations;
	/** The pairs: the words of the memory, and behind them the digits of the state, four to the word. */
	readonly #pairs: TreeSet;
	readonly #paths = new Paths();
	readonly #groups = new Map<string, Group>();
	/** By what a step was and did: the groups of claims that it broke. */
	readonly #explained = new Map<string, readonly string[]>();
	/** The target's memory, and what it was before the step. */
	readonly #memory: Int32Array;
	readonly #before: Int32Array;
	/** The digits of the pair that was loaded, users first, and of one that is added. */
	readonly #digitsBefore: Uint8Array;
	readonly #digits: Uint8Array;
	readonly #digitWords: Int32Array;
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
		const { memory } = target;
		if (memory.byteOffset % 4 !== 0 || memory.length % 4 !== 0) {
			throw new RangeError("the target's memory is not in words");
		}
		this.#memory = new Int32Array(memory.buffer, memory.byteOffset, memory.length / 4);
		const digitWords = new Int32Array(Math.ceil((system.scope.users + system.scope.services) / 4));
		this.#pairs = new TreeSet(this.#memory.length + digitWords.length);
		this.#before = this.#pairs.words.subarray(0, this.#memory.length);
		this.#digitsBefore = new Uint8Array(this.#before.buffer, this.#memory.length * 4, digitWords.length * 4);
		this.#digitWords = digitWords;
		this.#digits = new Uint8Array(digitWords.buffer);
		target.reset();
		const { users, services } = this.#expectations.parts;
		this.#add(users.start, services.start, 0, 0);
	}

	get hasMore(): boolean {
		return this.#expanded < this.#pairs.size;
	}

	expand(most: number): void {
		for (let expanded = 0; expanded < most && this.hasMore; expanded++) {
			if (this.#expanded === this.#levelEnd) {
				this.#depth++;
				this.#levelEnd = this.#pairs.size;
			}
			this.#expandPair(this.#expanded++);
		}
	}

	#expandPair(pair: number): void {
		const expectations = this.#expectations;
		const { alphabet } = expectations.parts.labels;
		this.#pairs.load(pair);
		const { users, services } = expectations.parts;
		const user = users.number(this.#digitsBefore.subarray(0, users.count));
		const service = services.number(this.#digitsBefore.subarray(users.count, users.count + services.count));
		expectations.load(user, service);
		this.#transitions += expectations.length;
		this.#restore();
		for (let i = 0; i < expectations.length * STEP_WORDS; i += STEP_WORDS) {
			const action = expectations.steps[i + ACTION] ?? 0;
			const nextUser = expectations.steps[i + USER] ?? 0;
			const nextService = expectations.steps[i + SERVICE] ?? 0;
			const result = expectations.steps[i + RESULT] ?? 0;
			const did = this.#target.step(alphabet[action] as Action);
			const stayed = this.#stayed();
			const isSame = nextUser === user && nextService === service;
			const agrees =
				did &&
				this.#target.record.equals(expectations.result(result)) &&
				(stayed && isSame ? true : this.#looks(nextUser, nextService));
			if (!agrees && this.#explain(pair, user, service, action, did)) this.#restore();
			else if (!stayed) {
				this.#add(nextUser, nextService, pair, action);
				this.#restore();
			}
		}
	}

	#restore(): void {
		const [memory, before] = [this.#memory, this.#before];
		for (let word = 0; word < memory.length; word++) memory[word] = before[word] ?? 0;
	}

	/** Whether the memory is still what it was before the step. */
	#stayed(): boolean {
		const [memory, before] = [this.#memory, this.#before];
		for (let word = 0; word < memory.length; word++) if (memory[word] !== before[word]) return false;
		return true;
	}

	#looks(user: number, service: number): boolean {
		return this.#expectations.looks(user, service, this.#image, this.#target.image(this.#image));
	}

	/**
	 * Asks which claims were broken by a step whose result or look is not, to the letter, the specification's.
	 *
	 * Steps that look alike break the same claims, so each is asked about once; to be asked about, a step is taken again.
	 *
	 * @returns whether it broke any: an order among different processes is nobody's claim
	 */
	#explain(pair: number, user: number, service: number, action: number, did: boolean): boolean {
		const key = `${user} ${service} ${action} ${this.#appearance(did)}`;
		let groups = this.#explained.get(key);
		if (!groups) {
			const after = this.#memory.slice();
			groups = this.#ask(pair, user, service, action);
			this.#memory.set(after);
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
	#appearance(did: boolean): string {
		// A failure's text is only known once the step is taken again; the same step fails the same way.
		if (!did) return `failed ${this.#before.join()}`;
		const length = this.#target.image(this.#image);
		return `${this.#target.record.text()} ${this.#image.subarray(0, length).join()}`;
	}

	/** Takes a step again and puts it to the claims. @returns the keys of the groups that it belongs to */
	#ask(pair: number, user: number, service: number, action: number): readonly string[] {
		this.#restore();
		const taken = this.#expectations.parts.labels.alphabet[action] as Action;
		const expected = this.#system.step(this.#expectations.state(user, service), taken);
		const step = observe(this.#target, taken, this.#target.view(), expected);
		return brokenClaims(this.#claims, step, () => {}).map((broken) => {
			const cause = causeOf(taken.kind, broken);
			const key = `${broken.claim.id} ${cause}`;
			if (!this.#groups.has(key)) {
				this.#groups.set(key, { broken, cause, path: [...this.#paths.to(pair), action], occurrences: 0 });
			}
			return key;
		});
	}

	#add(user: number, service: number, parent: number, action: number): void {
		const { users, services } = this.#expectations.parts;
		users.copyDigits(user, this.#digits, 0);
		services.copyDigits(service, this.#digits, users.count);
		if (this.#pairs.add(this.#memory, this.#digitWords) < this.#paths.length) return;
		this.#paths.push(parent, action);
		this.#states.add(user, service);
	}

	progress(): SearchProgress {
		return {
			stored: this.#pairs.size,
			frontier: this.#pairs.size - this.#expanded,
			depth: this.#depth,
			bytes: this.#pairs.bytes + this.#paths.bytes + this.#states.bytes + this.#expectations.bytes,
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
			pairs: this.#pairs.size,
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
