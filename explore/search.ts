import { setImmediate } from "node:timers/promises";
import { type Limits, reachedLimit, type SearchProgress, UNLIMITED } from "./limits.ts";
import type { Model, Property } from "./model.ts";
import type { Counts, Found, SavedSearch } from "./saved-search.ts";
import { Numbers } from "./sets/numbers.ts";
import { FlatSet, type StateSet } from "./sets/state-set.ts";
import { type Trace, traceTo } from "./trace.ts";

export type { SavedSearch } from "./saved-search.ts";

/** Options of a search. */
export interface SearchOptions {
	/** Breadth first unless given: only then are traces shortest, and `depth` the longest shortest path. */
	readonly order?: "breadth-first" | "depth-first";
	/** True (the default) if states are reduced by the model's `canonical`, if it has one. */
	readonly symmetry?: boolean;
	/** An empty set that stores the states; a `FlatSet` unless given. */
	readonly states?: StateSet;
	readonly limits?: Limits;
	/** True if the search ends with its first discovery; "all" if it ends when it has found every witness. */
	readonly isOverWhenFound?: boolean | "all";
	readonly signal?: AbortSignal | undefined;
	readonly onProgress?: ((progress: SearchProgress) => void) | undefined;
	/**
	 * Receives every transition: the number of the state that it starts from, the action, and the number of the state that
	 * it leads to, or `NOT_FOLLOWED`.
	 */
	readonly onTransition?: (from: number, action: number, to: number) => void;
	/** Called periodically between two expansions, with a function that saves the search. */
	readonly onPause?: (save: () => SavedSearch) => void;
	/** Saved search to resume, of the same model and options. */
	readonly resumed?: SavedSearch | undefined;
}

/** Stands for the state that a violating transition leads to. */
export const NOT_FOLLOWED = -1;

/** A violation or a witness, with the trace that shows it: a shortest one, breadth first. */
export interface Discovery<State> {
	readonly kind: Property<State>["kind"];
	/** The name of the property or, of a `step` property, the key of the violation. */
	readonly name: string;
	readonly detail: string;
	readonly trace: Trace<State>;
	/** Transitions or states that violate, or witness, in the same way. */
	readonly occurrences: number;
}

/** The result of a search. */
export interface Outcome<State> {
	/** Stored states: canonical ones where symmetry reduces them. */
	readonly stored: number;
	/** Reachable states, each counted by itself. */
	readonly states: number;
	/** Enabled (state, action) pairs over the reachable states. */
	readonly transitions: number;
	/** The longest shortest path from the start; breadth first only. */
	readonly depth: number;
	/** Memory for the states, in bytes. */
	readonly bytes: number;
	/** Transitions that violated a `step` property. */
	readonly notFollowed: number;
	readonly discoveries: readonly Discovery<State>[];
	/** The limit, or the discovery, that ended the search; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
}

const EXPANSIONS_PER_PAUSE = 1 << 10;
/** The time between two looks at the limits that expansions should not take, in milliseconds. */
const LONGEST_STEP_MS = 50;

/**
 * Visits every reachable state of a model, and checks the properties on states and transitions.
 *
 * States are numbered in their order of discovery, so that breadth first needs no queue. A search that was stopped by a
 * limit and found nothing shows nothing: see `stoppedBy`.
 */
export async function search<State>(
	model: Model<State>,
	properties: readonly Property<State>[],
	options: SearchOptions = {},
): Promise<Outcome<State>> {
	const started = performance.now();
	const run = new Search(model, properties, options);
	const how = { limits: options.limits ?? UNLIMITED, signal: options.signal };
	let stoppedBy = run.hasMore && how.limits.timeMs <= 0 ? "the limit of time" : undefined;
	let most = 1;
	while (run.hasMore && stoppedBy === undefined && !run.isOver) {
		const before = performance.now();
		run.expand(Math.max(1, Math.min(most, how.limits.states - run.progress().stored)));
		// As many at a time as take little of it: one expansion may take long.
		if (performance.now() - before < LONGEST_STEP_MS) most = Math.min(2 * most, EXPANSIONS_PER_PAUSE);
		else most = Math.max(1, most >> 1);
		const progress = run.progress();
		options.onProgress?.(progress);
		options.onPause?.(() => run.save());
		await setImmediate();
		if (run.hasMore) stoppedBy = reachedLimit(how, progress, performance.now() - started);
	}
	if (run.hasMore) stoppedBy ??= "a discovery";
	return run.outcome(stoppedBy);
}

class Search<State> {
	readonly #model: Model<State>;
	readonly #isBreadthFirst: boolean;
	readonly #canonical: ((words: Int32Array) => number) | undefined;
	readonly #states: StateSet;
	readonly #onTransition: SearchOptions["onTransition"];
	readonly #isOverWhenFound: boolean | "all";
	readonly #steps: readonly (Property<State> & { readonly kind: "step" })[];
	readonly #conditions: readonly (Property<State> & { readonly kind: "always" | "sometimes" })[];
	readonly #witnesses: readonly (Property<State> & { readonly kind: "witness" })[];
	readonly #found = new Map<string, Found>();
	readonly #parents = new Numbers();
	/** Frontier of a depth-first search; breadth first, it is the states from `#expanded` on. */
	readonly #stack: number[] = [];
	#expanded = 0;
	readonly #counts: Counts = { states: 0, transitions: 0, depth: 0, levelEnd: 0, notFollowed: 0 };
	readonly #from: Int32Array;
	readonly #to: Int32Array;

	constructor(model: Model<State>, properties: readonly Property<State>[], options: SearchOptions) {
		this.#model = model;
		this.#isBreadthFirst = options.order !== "depth-first";
		this.#canonical = options.symmetry === false ? undefined : model.canonical?.bind(model);
		this.#states = options.states ?? new FlatSet(model.width);
		this.#onTransition = options.onTransition;
		this.#isOverWhenFound = options.isOverWhenFound ?? false;
		this.#steps = properties.flatMap((property) => (property.kind === "step" ? [property] : []));
		this.#conditions = properties.flatMap((property) =>
			property.kind === "always" || property.kind === "sometimes" ? [property] : [],
		);
		this.#witnesses = properties.flatMap((property) => (property.kind === "witness" ? [property] : []));
		this.#from = new Int32Array(model.width);
		this.#to = new Int32Array(model.width);
		if (options.resumed) this.#restore(options.resumed);
		else {
			for (const state of model.initial()) this.#add(state, -1);
			this.#counts.levelEnd = this.#states.size;
		}
	}

	get hasMore(): boolean {
		return this.#isBreadthFirst ? this.#expanded < this.#states.size : this.#stack.length > 0;
	}

	/** True if it has found what ends it. */
	get isOver(): boolean {
		if (this.#isOverWhenFound === "all") return this.#witnesses.every(({ name }) => this.#found.has(name));
		return this.#isOverWhenFound && this.#found.size > 0;
	}

	expand(most: number): void {
		for (let count = 0; count < most && this.hasMore; count++) this.#expandNext();
	}

	#expandNext(): void {
		const from = this.#next();
		this.#states.load(from, this.#from);
		const weight = this.#canonical?.(this.#from) ?? 1;
		const state = this.#model.decode(this.#from);
		this.#model.successors(state, (action, next) => {
			this.#counts.transitions += weight;
			const isViolated = this.#steps.length > 0 && this.#isViolated(state, from, action, next, weight);
			if (this.#witnesses.length > 0) this.#noteWitnesses(state, from, action, next, weight);
			const to = isViolated ? NOT_FOLLOWED : next === state ? from : this.#add(next, from);
			this.#onTransition?.(from, action, to);
		});
	}

	#next(): number {
		if (!this.#isBreadthFirst) return this.#stack.pop() ?? 0;
		if (this.#expanded === this.#counts.levelEnd) {
			this.#counts.depth++;
			this.#counts.levelEnd = this.#states.size;
		}
		return this.#expanded++;
	}

	/** Adds a state, and checks the conditions if it is new. @returns its number */
	#add(state: State, parent: number): number {
		this.#model.encode(state, this.#to);
		const weight = this.#canonical?.(this.#to) ?? 1;
		const number = this.#states.add(this.#to);
		if (number < 0) return ~number;
		this.#parents.push(parent);
		this.#counts.states += weight;
		if (!this.#isBreadthFirst) this.#stack.push(number);
		for (const property of this.#conditions) {
			const { kind, name } = property;
			const found = { kind, name, detail: "", state: number, action: undefined };
			if (property.holds(state) === (kind === "sometimes")) this.#note(name, found, weight);
		}
		return number;
	}

	#isViolated(before: State, from: number, action: number, after: State, weight: number): boolean {
		let isViolated = false;
		for (const property of this.#steps) {
			for (const { key, detail } of property.check(before, action, after)) {
				isViolated = true;
				this.#note(key, { kind: "step", name: key, detail, state: from, action }, weight);
			}
		}
		if (isViolated) this.#counts.notFollowed += weight;
		return isViolated;
	}

	#noteWitnesses(before: State, from: number, action: number, after: State, weight: number): void {
		for (const { kind, name, isReached } of this.#witnesses) {
			if (isReached(before, action, after)) this.#note(name, { kind, name, detail: "", state: from, action }, weight);
		}
	}

	#note(key: string, found: Omit<Found, "occurrences">, weight: number): void {
		const known = this.#found.get(key);
		this.#found.set(key, { ...(known ?? found), occurrences: (known?.occurrences ?? 0) + weight });
	}

	progress(): SearchProgress {
		const { size, bytes } = this.#states;
		const frontier = this.#isBreadthFirst ? size - this.#expanded : this.#stack.length;
		return { stored: size, frontier, depth: this.#counts.depth, bytes: bytes + this.#parents.bytes };
	}

	outcome(stoppedBy: string | undefined): Outcome<State> {
		const { states, transitions, depth, notFollowed } = this.#counts;
		const { stored, bytes } = this.progress();
		const discoveries = [...this.#found.values()].map(({ kind, name, detail, state, action, occurrences }) => {
			const witness = this.#witnesses.find((one) => kind === "witness" && one.name === name);
			const last = action === undefined ? undefined : { action, key: name, isReached: witness?.isReached };
			const trace = traceTo(this.#model, this.#canonical, this.#steps, this.#chain(state), last);
			return { kind, name, detail, occurrences, trace };
		});
		return { stored, states, transitions, depth, bytes, notFollowed, discoveries, stoppedBy };
	}

	/** The words of the states on the path to a state, the first one an initial state. */
	#chain(state: number): readonly Int32Array[] {
		const chain: Int32Array[] = [];
		for (let at = state; at >= 0; at = this.#parents.at(at)) {
			const words = new Int32Array(this.#model.width);
			this.#states.load(at, words);
			chain.push(words);
		}
		return chain.reverse();
	}

	save(): SavedSearch {
		const { size } = this.#states;
		const words = new Int32Array(size * this.#model.width);
		for (let number = 0; number < size; number++) {
			this.#states.load(number, words.subarray(number * this.#model.width, (number + 1) * this.#model.width));
		}
		const waiting = Array.from({ length: size - this.#expanded }, (_, index) => this.#expanded + index);
		return {
			words,
			parents: this.#parents.toArray(),
			frontier: Int32Array.from(this.#isBreadthFirst ? waiting : this.#stack),
			counts: { ...this.#counts },
			found: [...this.#found],
			notes: {},
		};
	}

	#restore({ words, parents, frontier, counts, found }: SavedSearch): void {
		for (const parent of parents) this.#parents.push(parent);
		for (let at = 0; at < words.length; at += this.#model.width) {
			this.#states.add(words.subarray(at, at + this.#model.width));
		}
		if (this.#isBreadthFirst) this.#expanded = this.#states.size - frontier.length;
		else for (const state of frontier) this.#stack.push(state);
		Object.assign(this.#counts, counts);
		for (const [key, one] of found) this.#found.set(key, one);
	}
}
