import { TargetFailure } from "../../../impl/failure.ts";
import type { Target } from "../../../impl/target.ts";
import { brokenClaims, causeOf, observe } from "../../../lockstep/run.ts";
import type { Action } from "../../../model/action.ts";
import type { System } from "../../../model/system.ts";
import type { Violation } from "../../../properties/check.ts";
import type { Claim } from "../../../properties/ledger.ts";
import type { ExpectedSteps } from "../expected/expected-steps.ts";
import { Interner } from "../interner.ts";
import type { FactoredState } from "../rows/components.ts";
import { NONE } from "../rows/rules.ts";
import type { Kernel } from "./kernel.ts";
import type { Partition } from "./partition.ts";

/** Number of violating steps that are cached: equal observations come in quick succession. */
const MOST_OBSERVATIONS = 1 << 13;
/** The same of steps that the rest of a pair determines. */
const MOST_RESTS = 1 << 17;
/** Memory that one of them takes, in bytes, as measured. */
const BYTES_PER_OBSERVATION = 120;
const BYTES_PER_REST = 48;

/** Violations of a claim with the same cause, and the step that was the first of them. */
export interface Group {
	readonly key: string;
	/** The id of the claim. */
	readonly claim: string;
	readonly violation: Violation;
	readonly cause: string;
	/** The number of the pair, see `Origin`, and of the action taken from it. */
	readonly pair: number;
	readonly action: number;
	/** Actions that lead to the pair. */
	readonly depth: number;
	readonly occurrences: number;
}

/** A step that differs from what is expected. */
interface Mismatch {
	readonly pair: number;
	readonly state: FactoredState;
	readonly action: number;
}

/** Pairs from which a step is the same: those that are kept, and those that they stand for. */
interface Alike {
	readonly pairs: number;
	readonly ways: number;
}

/** An observation of a step, as a key, and whether it depends on who the users are. */
interface Observation {
	readonly key: string;
	readonly dependsOnUsers: boolean;
}

/**
 * Checks the claims on steps whose result or image differs from the specification's.
 *
 * Steps with the same observation violate the same claims, so each observation is checked once; to be observed, a step
 * is taken again.
 */
export class Violations {
	readonly #system: System;
	readonly #target: Target;
	readonly #claims: readonly Claim[];
	readonly #steps: ExpectedSteps;
	readonly #kernel: Kernel;
	readonly #partition: Partition;
	readonly #groups = new Map<string, Group>();
	/** Keys of violated groups by observation. */
	readonly #byObservation = new Map<string, readonly string[]>();
	/** The same by rest and action, where it does not matter who the users are. */
	readonly #byRest = new Map<number, readonly string[]>();
	/** Lists of keys, each stored once: there are many observations and few of these. */
	readonly #keys = new Interner<readonly string[]>();
	readonly #image = new Int32Array(1024);
	/** Transitions that violate a claim. */
	transitions = 0;

	constructor(
		system: System,
		target: Target,
		claims: readonly Claim[],
		steps: ExpectedSteps,
		kernel: Kernel,
		partition: Partition,
	) {
		[this.#system, this.#target, this.#claims] = [system, target, claims];
		[this.#steps, this.#kernel, this.#partition] = [steps, kernel, partition];
	}

	get groups(): readonly Group[] {
		return [...this.#groups.values()];
	}

	get bytes(): number {
		return this.#byObservation.size * BYTES_PER_OBSERVATION + this.#byRest.size * BYTES_PER_REST;
	}

	/**
	 * Counts a step by the claims that it violates: none where different processes are served in another order only.
	 *
	 * @param pairs, @param rest see `KernelListener`
	 * @param depth actions that lead to the pair
	 * @returns whether it violates any
	 */
	add(mismatch: Mismatch, { pairs, ways }: Alike, rest: number | undefined, depth: number): boolean {
		const likeness = rest === undefined ? NONE : rest * this.#steps.alphabet.length + mismatch.action;
		const groups = this.#byRest.get(likeness) ?? this.#groupsOf(mismatch, pairs, likeness, depth);
		if (!groups || groups.length === 0) return false;
		for (const key of groups) {
			const known = this.#groups.get(key);
			if (known) this.#groups.set(key, { ...known, occurrences: known.occurrences + ways });
		}
		this.transitions += ways;
		return true;
	}

	/** @returns the keys of the groups that a step belongs to; undefined where the pairs are to be asked one by one */
	#groupsOf(mismatch: Mismatch, pairs: number, likeness: number, depth: number): readonly string[] | undefined {
		const { pair, state, action } = mismatch;
		this.#kernel.load(pair);
		const hasReturned = this.#target.step(this.#taken(action));
		const { key, dependsOnUsers } = hasReturned
			? this.#observe(state, action)
			: { key: `${pair}`, dependsOnUsers: true };
		if (dependsOnUsers && pairs > 1) return undefined;
		const groups = this.#ofObservation(`${state.service} ${action} ${key}`, mismatch, depth);
		if (likeness !== NONE && !dependsOnUsers) {
			if (this.#byRest.size === MOST_RESTS) this.#byRest.clear();
			this.#byRest.set(likeness, groups);
		}
		return groups;
	}

	#ofObservation(key: string, mismatch: Mismatch, depth: number): readonly string[] {
		const known = this.#byObservation.get(key);
		if (known) return known;
		const groups = this.#putToClaims(mismatch, depth);
		if (this.#byObservation.size === MOST_OBSERVATIONS) this.#byObservation.clear();
		this.#byObservation.set(key, groups);
		return groups;
	}

	/**
	 * Observes all that a claim's check can see of a step, beside the services and the action.
	 *
	 * Where a service's action leaves the users as they are, and nothing but wait counts is wrong, it does not matter who the
	 * users are, only how many wait at each place: wait counts are compared with those, and with nothing else of a user.
	 */
	#observe(state: FactoredState, action: number): Observation {
		const length = this.#imageLength();
		const { process, kind } = this.#taken(action);
		if (kind === "setMask" && process >= this.#system.scope.users) {
			const waiting = this.#waitingInstead(state, action, length);
			const { pending } = this.#steps.components.users.component(state.user);
			if (waiting) return { key: `${pending.join()} instead ${waiting.join()}`, dependsOnUsers: false };
		}
		let key = `${state.user} ${this.#target.record.key()}`;
		for (let i = 0; i < length; i++) key += ` ${this.#image[i]}`;
		return { key, dependsOnUsers: true };
	}

	/** Length of the image of the memory; 0 where it has none, since the source's own view of it fails. */
	#imageLength(): number {
		try {
			return this.#target.image(this.#image);
		} catch (error) {
			if (error instanceof TargetFailure) return 0;
			throw error;
		}
	}

	/** The wait counts after a step that leaves the users as they are, if nothing else is wrong; else undefined. */
	#waitingInstead(state: FactoredState, action: number, length: number): readonly number[] | undefined {
		const steps = this.#steps;
		steps.load(state, "services");
		const step = steps.indexOf(action);
		if (step === undefined) return undefined;
		const isExpected = this.#target.record.equals(steps.record(steps.result(step)));
		return isExpected ? steps.waitingInstead(step, this.#image, length) : undefined;
	}

	/** Takes a step and checks the claims on it. @returns the keys of the groups that it belongs to */
	#putToClaims({ pair, state, action }: Mismatch, depth: number): readonly string[] {
		this.#kernel.load(pair);
		const taken = this.#taken(action);
		const expected = this.#system.step(this.#steps.state(state), taken);
		const step = observe(this.#target, taken, this.#target.view(), expected);
		const keys = brokenClaims(this.#claims, step, () => {}).map((broken) => {
			const cause = causeOf(taken.kind, broken);
			const key = `${broken.claim.id} ${cause}`;
			const known = this.#groups.get(key);
			// The string that is stored anyway: many observations have the same.
			if (known) return known.key;
			const { claim, violation } = broken;
			const first = { pair: pair * this.#partition.count + this.#partition.index, action, depth };
			this.#groups.set(key, { key, claim: claim.id, violation, cause, ...first, occurrences: 0 });
			return key;
		});
		return this.#keys.of(keys.join(), () => keys);
	}

	#taken(action: number): Action {
		const taken = this.#steps.alphabet[action];
		if (!taken) throw new RangeError(`there is no action ${action}`);
		return taken;
	}
}
