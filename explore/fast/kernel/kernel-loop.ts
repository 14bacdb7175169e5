import type { Target } from "../../../impl/target.ts";
import type { WarningNote } from "../../../lockstep/warnings.ts";
import { type Action, renamed } from "../../../model/action.ts";
import type { System } from "../../../model/system.ts";
import type { Claim } from "../../../properties/ledger.ts";
import type { SearchProgress } from "../../limits.ts";
import { ExpectedSteps } from "../expected/expected-steps.ts";
import type { FactoredState } from "../rows/components.ts";
import { kernelOf } from "./fits-kernel.ts";
import type { Kernel } from "./kernel.ts";
import type { KernelListener } from "./listener.ts";
import type { Partition } from "./partition.ts";
import { StateCount } from "./state-count.ts";
import { NameClasses } from "./symmetry/name-classes.ts";
import { type Group, Violations } from "./violations.ts";

/** Pairs with the same rest that are expanded together: the messages about their successors have to fit into a mailbox. */
export const MOST_TOGETHER = 32;

/**
 * Size of a level from which on it is expanded in a faster order.
 *
 * Smaller levels keep the order in which their pairs were found: then the first counterexample is that of the plain
 * search.
 */
const LARGE_LEVEL = 1 << 13;

/** The result of one worker's search: plain data, to be sent from thread to thread. */
export interface KernelCounts {
	readonly pairs: number;
	/** Pairs that are kept: with symmetry, one of those that differ in names only. */
	readonly stored: number;
	/** Steps that were compared with the same under other names; undefined where every pair is kept. */
	readonly renamedSteps: number | undefined;
	/** True if later steps were not compared. */
	readonly isExhausted: boolean;
	/** An action that does something else under other names. */
	readonly asymmetric: Action | undefined;
	readonly states: number;
	readonly transitions: number;
	readonly depth: number;
	readonly notFollowed: number;
	readonly groups: readonly Group[];
	/**
	 * Number of times that the specification's steps exercised each claim, by claim id.
	 *
	 * A target's step with the result and image of a step of the specification satisfies the same claims, because
	 * checks see nothing else; a step that differs is checked itself.
	 */
	readonly exercised: readonly (readonly [string, number])[];
	readonly warns: readonly WarningNote[];
	readonly bytes: number;
	/** True if the signedness of char decided something. */
	readonly widensChars: boolean;
}

/** Outer loop around the kernel (`impl/c/kernel`): searches product states of a compiled target, breadth first, alone or as one worker of several. */
export class KernelLoop {
	readonly #target: Target;
	readonly #steps: ExpectedSteps;
	readonly #violations: Violations;
	readonly #listener: KernelListener;
	/** The kernel, which keeps the pairs and exchanges them with other workers. */
	readonly kernel: Kernel;
	/** States of the specification that were visited. */
	readonly #states = new StateCount();
	readonly #classes: NameClasses;
	#expanded = 0;
	#pairs = 0;
	/** The level: its first pair, the pair behind its last, and the order in which they are expanded, if not their own. */
	#levelStart = 0;
	#levelEnd = 0;
	#order: Float64Array | undefined;
	#transitions = 0;
	#depth = 0;

	/** @throws RangeError where there is no kernel for the target */
	constructor(system: System, target: Target, claims: readonly Claim[], partition: Partition, symmetry: boolean) {
		const kernel = kernelOf(target, partition);
		if (!kernel) throw new RangeError(`no kernel can search ${target.name}`);
		const steps = new ExpectedSteps(system.scope, partition.count, claims, symmetry);
		const violations = new Violations(system, target, claims, steps, kernel, partition);
		[this.kernel, this.#steps, this.#violations] = [kernel, steps, violations];
		[this.#target, this.#classes] = [target, new NameClasses(steps.components)];
		const image = new Int32Array(1024);
		this.#listener = {
			// A memory that was kept has the image of one state of the specification, and of no other.
			state: () => steps.find(image, target.image(image)),
			visit: (state, ways) => this.#visit(state, ways),
			mismatch: (pair, state, action, pairs, rest) => {
				const ways = pairs.reduce((sum, one) => sum + kernel.waysOf(one), 0);
				return violations.add({ pair, state, action }, { pairs: pairs.length, ways }, rest, this.#depth);
			},
		};
		target.reset();
		if (symmetry) kernel.renaming.open();
		if (partition.index === 0) kernel.start();
		this.#setLevel(0, kernel.size);
	}

	#setLevel(start: number, end: number): void {
		[this.#levelStart, this.#levelEnd] = [start, end];
		this.kernel.discard(start);
		this.#order = end - start < LARGE_LEVEL ? undefined : this.kernel.order(start, end);
	}

	#visit(state: FactoredState, ways: number): void {
		this.#count(state);
		this.#pairs += ways;
		this.#transitions += ways * this.#steps.visit(state);
	}

	/** Counts a state of the specification, with those that differ from it in names only. */
	#count({ user, service }: FactoredState): void {
		if (this.kernel.renaming.compared === undefined) {
			this.#states.add(user, service, 1);
			return;
		}
		const [users, services] = [this.#classes.ofUsers(user), this.#classes.ofServices(service)];
		this.#states.add(users.number, services.number, users.ways * services.ways);
	}

	/** Follows actions between kept pairs. @returns them as one interleaving, in which names stay the same */
	follow(actions: readonly number[]): readonly Action[] {
		const { alphabet } = this.#steps;
		this.#target.reset();
		let names = this.kernel.renaming.makeCanonical();
		return actions.flatMap((number) => {
			const action = alphabet[number];
			if (!action) return [];
			const taken = renamed(action, (process) => names[process] ?? process);
			this.#target.step(action);
			const before = names;
			names = this.kernel.renaming.makeCanonical().map((process) => before[process] ?? process);
			return [taken];
		});
	}

	get hasMore(): boolean {
		return this.#expanded < this.kernel.size;
	}

	/** True while pairs of the level remain to be expanded. */
	get hasMoreOfLevel(): boolean {
		return this.#expanded < this.#levelEnd;
	}

	/** True once memory is exhausted. */
	get isFull(): boolean {
		return this.kernel.isFull;
	}

	/** An action that does something else under other names; undefined if none was seen. */
	get asymmetric(): Action | undefined {
		const { asymmetric } = this.kernel.renaming;
		return asymmetric === undefined ? undefined : this.#steps.alphabet[asymmetric];
	}

	/** Begins the next level: the pairs that are kept and not expanded. */
	beginLevel(): void {
		this.#depth++;
		this.#setLevel(this.#levelEnd, this.kernel.size);
	}

	/** Expands pairs, level after level. */
	expand(most: number): void {
		const end = this.#expanded + most;
		while (this.#expanded < end && this.hasMore) {
			if (!this.hasMoreOfLevel) this.beginLevel();
			this.#expandNext();
		}
	}

	/** Expands pairs of the level, until there are so many words of messages for another worker. */
	expandLevel(most: number, mostWords: number): void {
		const end = this.#expanded + most;
		while (this.#expanded < end && this.hasMoreOfLevel && this.kernel.messageWords <= mostWords) this.#expandNext();
	}

	/** Expands the next pair, and those behind it with the same rest. */
	#expandNext(): void {
		const first = this.#next();
		const pairs = [first];
		while (this.#order && this.hasMoreOfLevel && pairs.length < MOST_TOGETHER) {
			if (!this.kernel.haveSameRest(first, this.#order[this.#expanded - this.#levelStart] ?? 0)) break;
			pairs.push(this.#next());
		}
		this.kernel.expand(pairs, this.#steps, this.#listener);
	}

	#next(): number {
		const pair = this.#order?.[this.#expanded - this.#levelStart] ?? this.#expanded;
		this.#expanded++;
		return pair;
	}

	progress(): SearchProgress {
		const { size } = this.kernel;
		return { stored: size, frontier: size - this.#expanded, depth: this.#depth, bytes: this.#bytes };
	}

	get #bytes(): number {
		const order = this.#order?.byteLength ?? 0;
		return this.kernel.bytes + this.#states.bytes + this.#steps.bytes + this.#violations.bytes + order;
	}

	counts(): KernelCounts {
		return {
			// Those that were not expanded count once each, whatever they stand for.
			pairs: this.#pairs + this.kernel.size - this.#expanded,
			stored: this.kernel.size,
			renamedSteps: this.kernel.renaming.compared,
			isExhausted: this.kernel.renaming.isExhausted,
			asymmetric: this.asymmetric,
			states: this.#states.size,
			transitions: this.#transitions,
			depth: this.#depth,
			notFollowed: this.#violations.transitions,
			groups: this.#violations.groups,
			exercised: [...this.#steps.components.monitors.exercised],
			warns: this.kernel.warns,
			bytes: this.#bytes,
			widensChars: this.#target.widensChars,
		};
	}
}
