import { setImmediate } from "node:timers/promises";
import type { Target } from "../impl/target.ts";
import type { Action } from "../model/action.ts";
import type { System } from "../model/system.ts";
import type { Claim } from "../properties/claims.ts";
import { type BrokenClaim, brokenClaims, causeOf, observe } from "../properties/conformance.ts";
import { FingerprintSet } from "./fingerprint-set.ts";
import { type Limits, reachedLimit, type SearchProgress } from "./limits.ts";
import { type Node, SpecificationGraph } from "./specification-graph.ts";

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
	/** By claim id: how many transitions of the specification put the claim to the test. */
	readonly exercised: ReadonlyMap<string, number>;
	readonly bytes: number;
	/** Which limit ended the search; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
}

/** How a search of a target is to be done. */
export interface ProductOptions {
	readonly claims: readonly Claim[];
	readonly limits: Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: ((progress: SearchProgress) => void) | undefined;
}

const PAIRS_PER_TURN = 1 << 12;

/**
 * Visits every pair of a state of the specification and a memory of the target that some interleaving leads to, breadth
 * first, and takes every enabled action from each.
 *
 * The target's whole memory is its state, so what it hides is found too. Its rows have to have one life each. Where a
 * result or a look differs from the specification's, the claims are asked, and the path is not followed further.
 */
export async function searchProduct(system: System, target: Target, options: ProductOptions): Promise<ProductSearch> {
	const search = new Search(system, target, options.claims);
	const started = performance.now();
	let stoppedBy: string | undefined;
	while (stoppedBy === undefined && search.hasMore) {
		search.expand(PAIRS_PER_TURN);
		const progress = search.progress();
		options.onProgress?.(progress);
		await setImmediate();
		stoppedBy = reachedLimit(options, progress, performance.now() - started);
	}
	return search.result(search.hasMore ? stoppedBy : undefined);
}

/** Pairs to expand: the number of each, its node, and its memory. */
class Queue {
	readonly #words: number;
	numbers = new Uint32Array(1 << 8);
	nodes = new Uint32Array(1 << 8);
	memories: Int32Array;
	length = 0;

	constructor(words: number) {
		this.#words = words;
		this.memories = new Int32Array(words << 8);
	}

	get bytes(): number {
		return this.numbers.length * 8 + this.memories.length * 4;
	}

	push(number: number, node: number, memory: Int32Array): void {
		if (this.length === this.numbers.length) this.#grow();
		this.numbers[this.length] = number;
		this.nodes[this.length] = node;
		this.memories.set(memory, this.length * this.#words);
		this.length++;
	}

	#grow(): void {
		const { numbers, nodes, memories } = this;
		this.numbers = new Uint32Array(numbers.length * 2);
		this.nodes = new Uint32Array(nodes.length * 2);
		this.memories = new Int32Array(memories.length * 2);
		this.numbers.set(numbers);
		this.nodes.set(nodes);
		this.memories.set(memories);
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
	readonly #graph: SpecificationGraph;
	readonly #pairs = new FingerprintSet();
	readonly #findings = new Map<string, Group>();
	/** The target's memory, as words; what is left over at its end, as bytes. */
	readonly #memory: Int32Array;
	readonly #image = new Int32Array(1024);
	#level: Queue;
	#nextLevel: Queue;
	#index = 0;
	#transitions = 0;
	#depth = -1;
	#notFollowed = 0;

	constructor(system: System, target: Target, claims: readonly Claim[]) {
		this.#system = system;
		this.#target = target;
		this.#claims = claims;
		this.#graph = new SpecificationGraph(system, claims);
		const { memory } = target;
		if (memory.byteOffset % 4 !== 0 || memory.length % 4 !== 0)
			throw new RangeError("the target's memory is not in words");
		this.#memory = new Int32Array(memory.buffer, memory.byteOffset, memory.length / 4);
		this.#level = new Queue(this.#memory.length);
		this.#nextLevel = new Queue(this.#memory.length);
		target.reset();
		this.#add(0, 0, 0);
	}

	get hasMore(): boolean {
		return this.#index < this.#level.length || this.#nextLevel.length > 0;
	}

	expand(most: number): void {
		for (let expanded = 0; expanded < most && this.hasMore; expanded++) {
			if (this.#index === this.#level.length) this.#beginLevel();
			this.#expandPair(this.#index++);
		}
	}

	#beginLevel(): void {
		[this.#level, this.#nextLevel] = [this.#nextLevel, this.#level];
		this.#nextLevel.length = 0;
		this.#index = 0;
		this.#depth++;
	}

	#expandPair(index: number): void {
		const pair = this.#level.numbers[index] ?? 0;
		const number = this.#level.nodes[index] ?? 0;
		const node = this.#graph.node(number);
		const words = this.#memory.length;
		const start = index * words;
		const { memories } = this.#level;
		const memory = this.#memory;
		let isThere = false;
		for (let i = 0; i < node.actions.length; i++) {
			if (!isThere) for (let word = 0; word < words; word++) memory[word] = memories[start + word] ?? 0;
			const action = node.actions[i] ?? 0;
			const next = node.targets[i] ?? 0;
			this.#transitions++;
			const did = this.#target.step(this.#graph.alphabet[action] as Action);
			isThere = this.#stayed(memories, start);
			const record = this.#graph.records[node.results[i] ?? 0];
			const agrees =
				did &&
				record !== undefined &&
				this.#target.record.equals(record) &&
				(isThere ? next === number : this.#looks(this.#graph.node(next)));
			if (!agrees && this.#explain(pair, node, action, memories.subarray(start, start + words))) {
				isThere = false;
				continue;
			}
			if (!isThere) this.#add(next, pair, action);
		}
	}

	/** Whether the memory is still that of the pair. */
	#stayed(memories: Int32Array, start: number): boolean {
		const memory = this.#memory;
		for (let word = 0; word < memory.length; word++) if (memory[word] !== memories[start + word]) return false;
		return true;
	}

	#looks({ image }: Node): boolean {
		const found = this.#image;
		if (this.#target.image(found) !== image.length) return false;
		for (let i = 0; i < image.length; i++) if (found[i] !== image[i]) return false;
		return true;
	}

	/**
	 * Takes a step again whose result or look is not, to the letter, the specification's, and asks which claims it broke.
	 *
	 * @returns whether it broke any: an order among different processes is nobody's claim
	 */
	#explain(pair: number, node: Node, action: number, memory: Int32Array): boolean {
		this.#memory.set(memory);
		const taken = this.#graph.alphabet[action] as Action;
		const expected = this.#system.step(node.state, taken);
		const step = observe(this.#target, taken, this.#target.view(), expected);
		const broken = brokenClaims(this.#claims, step, () => {});
		if (broken.length === 0) return false;
		this.#notFollowed++;
		for (const one of broken) {
			const cause = causeOf(taken.kind, one);
			const key = `${one.claim.id} ${cause}`;
			const known = this.#findings.get(key);
			if (known) known.occurrences++;
			else this.#findings.set(key, { broken: one, cause, path: [...this.#pairs.path(pair), action], occurrences: 1 });
		}
		return true;
	}

	#add(node: number, parent: number, action: number): void {
		const memory = this.#memory;
		let high = 0x9747b28c ^ node;
		let low = 0x85ebca6b + node;
		for (let word = 0; word < memory.length; word++) {
			const value = memory[word] ?? 0;
			high = Math.imul(high ^ value, 0x9e3779b1);
			high ^= high >>> 15;
			low = Math.imul(low + value, 0xc2b2ae3d);
			low = (low << 13) | (low >>> 19);
		}
		high = Math.imul(high ^ (high >>> 13), 0x27d4eb2f);
		low = Math.imul(low ^ (low >>> 16), 0x165667b1);
		const number = this.#pairs.add((high ^ (high >>> 16)) >>> 0, (low ^ (low >>> 13)) >>> 0, parent, action);
		if (number >= 0) this.#nextLevel.push(number, node, memory);
	}

	progress(): SearchProgress {
		return {
			stored: this.#pairs.size,
			frontier: this.#level.length - this.#index + this.#nextLevel.length,
			depth: Math.max(0, this.#depth),
			bytes: this.#pairs.bytes + this.#level.bytes + this.#nextLevel.bytes,
		};
	}

	result(stoppedBy: string | undefined): ProductSearch {
		const [mistake] = this.#graph.broken;
		if (mistake)
			throw new Error(`the specification breaks ${mistake.broken.claim.id}: ${mistake.broken.violation.detail}`);
		return {
			pairs: this.#pairs.size,
			states: this.#graph.size,
			transitions: this.#transitions,
			depth: this.#depth,
			findings: [...this.#findings.values()].map(({ broken, cause, path, occurrences }) => ({
				claim: broken.claim,
				cause,
				detail: broken.violation.detail,
				interleaving: path.map((action) => this.#graph.alphabet[action] as Action),
				occurrences,
			})),
			notFollowed: this.#notFollowed,
			exercised: this.#graph.exercised,
			bytes: this.progress().bytes,
			stoppedBy,
		};
	}
}
