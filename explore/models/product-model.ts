import { UnstableTarget } from "../../impl/failure.ts";
import { ResultRecord } from "../../impl/result.ts";
import type { Target } from "../../impl/target.ts";
import { brokenClaims, causeOf, observe } from "../../lockstep/run.ts";
import { type WarningNote, warningNote } from "../../lockstep/warnings.ts";
import { type Action, formatAction } from "../../model/action.ts";
import type { State } from "../../model/state.ts";
import type { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { Breach, Model, Property } from "../model.ts";
import { hasWords } from "./memory-model.ts";
import { PackedSystem } from "./packed-system.ts";
import { ProductImage } from "./product-image.ts";
import { Renaming } from "./renaming.ts";
import { encodedWidth, Registers } from "./system-encoding.ts";

const NO_BREACHES: readonly ClaimBreach[] = [];

/** A claim that a transition of a target violates. */
export interface ClaimBreach extends Breach {
	readonly claim: Claim;
	/** The kind of the action, and how it violates the claim. */
	readonly cause: string;
}

/**
 * A target side by side with the specification: a state is a memory of the target, whose image is that of one state of the
 * specification, and of no other.
 *
 * A step whose result and image are those of the specification satisfies what the specification's step satisfies, because a
 * claim sees nothing else; only the others are checked against the claims. The rows of the target's process table have one life.
 */
export class ProductModel implements Model<Int32Array> {
	readonly width: number;
	readonly #system: System;
	readonly #target: Target;
	readonly #claims: readonly Claim[];
	/** Numbers of the actions that are taken. */
	readonly #taken: readonly number[];
	readonly #expected = new ResultRecord();
	readonly #packed: PackedSystem;
	readonly #before: Registers;
	readonly #images: ProductImage;
	readonly #memory: Int32Array;
	readonly #next: Int32Array;
	readonly #image = new Int32Array(1024);
	#imageLength = 0;
	readonly #expectedImage = new Int32Array(1024);
	readonly #warns = new Set<WarningNote>();
	readonly #renaming: Renaming | undefined;
	#breaches = NO_BREACHES;
	#lost = 0;

	/**
	 * @param allows actions that are taken; all if left out. With fewer, what is not found need not be absent
	 * @param symmetry true to reduce the memories by symmetry, where the target has names that can be exchanged
	 */
	constructor(
		system: System,
		target: Target,
		claims: readonly Claim[],
		allows: (action: Action) => boolean = () => true,
		symmetry = false,
	) {
		const { scope } = system;
		this.#system = system;
		this.#target = target;
		this.#claims = claims;
		this.#packed = new PackedSystem(scope, this.#expected);
		this.#taken = this.#packed.alphabet.flatMap((action, index) => (allows(action) ? [index] : []));
		this.#before = new Registers(scope);
		this.#images = new ProductImage(scope, this.#packed.codes);
		const { buffer, byteOffset, byteLength } = target.memory;
		this.#memory = new Int32Array(buffer, byteOffset, byteLength / 4);
		this.width = this.#memory.length;
		this.#next = new Int32Array(this.width);
		this.#renaming = symmetry && target.names ? new Renaming(scope, target, target.names, this.#memory) : undefined;
	}

	/** Symmetry reduction; undefined where every memory is kept. */
	get renaming(): Pick<Renaming, "compared" | "asymmetric"> | undefined {
		return this.#renaming;
	}

	canonical(words: Int32Array): number {
		return this.#renaming?.canonical(words) ?? 1;
	}

	/** Transitions that lead to no state that can be followed, and that violate no claim which is asked. */
	get lost(): number {
		return this.#lost;
	}

	/** Differences in warnings at steps that violate nothing. */
	get warns(): readonly WarningNote[] {
		return [...this.#warns];
	}

	/** Words of an encoded state of the specification. */
	get systemWidth(): number {
		return encodedWidth(this.#system.scope);
	}

	/** Encodes the specification's state that a state has the image of. */
	encodeSystem(state: Int32Array, words: Int32Array): void {
		this.#restore(state);
		this.#observe();
		this.#before.store(words);
	}

	/** The specification's state that a state has the image of, in plain data. */
	systemState(state: Int32Array): State {
		this.#restore(state);
		this.#observe();
		return this.#before.state();
	}

	/** The claims, as a property of the steps that are being emitted. */
	get property(): Property<Int32Array> {
		return { kind: "step", check: () => this.#breaches };
	}

	/** The claim and the cause of a violation, by its key. */
	breachOf(key: string): Pick<ClaimBreach, "claim" | "cause"> {
		const claim = this.#claims.find(({ id }) => key.startsWith(`${id} `));
		if (!claim) throw new RangeError(`no claim is violated by ${key}`);
		return { claim, cause: key.slice(claim.id.length + 1) };
	}

	action(index: number): Action {
		const action = this.#packed.alphabet[index];
		if (!action) throw new RangeError(`there is no action ${index}`);
		return action;
	}

	initial(): readonly Int32Array[] {
		this.#target.reset();
		return [this.#memory.slice()];
	}

	successors(state: Int32Array, emit: (action: number, next: Int32Array) => void): void {
		const packed = this.#packed;
		this.#restore(state);
		this.#observe();
		packed.state.copy(this.#before);
		this.#renaming?.begin(this.#image, this.#imageLength);
		for (const index of this.#taken) if (packed.isEnabled(index)) this.#step(state, index, emit);
	}

	#step(state: Int32Array, index: number, emit: (action: number, next: Int32Array) => void): void {
		const packed = this.#packed;
		const action = this.action(index);
		const isChanged = packed.step(index);
		const hasReturned = this.#target.step(action);
		const isMemoryChanged = !hasWords(this.#memory, state);
		this.#imageLength = 0;
		const isExpected = hasReturned && this.#isExpected(isChanged, isMemoryChanged);
		const result = isExpected ? this.#imageLength : undefined;
		this.#renaming?.check(state, index, action, hasReturned, result, this.#image);
		const note = isExpected ? this.#warningNote(action) : undefined;
		if (note !== undefined) this.#warns.add(note);
		if (isExpected && !isMemoryChanged) {
			emit(index, state);
			if (isChanged) packed.state.copy(this.#before);
			return;
		}
		this.#next.set(this.#memory);
		// After a failure PM has stopped, or no state has its image: the step cannot be followed, whichever claims are checked.
		const canFollow =
			isExpected || (hasReturned && this.#images.read(this.#image, this.#target.image(this.#image), packed.state));
		this.#breaches = isExpected ? NO_BREACHES : this.#putToClaims(state, action);
		if (canFollow || this.#breaches.length > 0) emit(index, this.#next);
		else this.#lost += this.canonical(state.slice());
		this.#breaches = NO_BREACHES;
		packed.state.copy(this.#before);
		this.#restore(state);
	}

	#warningNote({ kind }: Action): WarningNote | undefined {
		return warningNote(kind, this.#target.record.warnings, this.#expected.warnings);
	}

	#isExpected(isChanged: boolean, isMemoryChanged: boolean): boolean {
		if (!this.#target.record.equals(this.#expected)) return false;
		if (!isMemoryChanged && !isChanged) return true;
		const length = this.#target.image(this.#image);
		this.#imageLength = length;
		if (this.#images.write(this.#packed.state, this.#expectedImage) !== length) return false;
		for (let word = 0; word < length; word++) if (this.#image[word] !== this.#expectedImage[word]) return false;
		return true;
	}

	#putToClaims(state: Int32Array, action: Action): readonly ClaimBreach[] {
		this.#restore(state);
		const expected = this.#system.step(this.#before.state(), action);
		const step = observe(this.#target, action, this.#target.view(), expected);
		return brokenClaims(this.#claims, step, () => {}).map((broken): ClaimBreach => {
			const cause = causeOf(action.kind, broken);
			const key = `${broken.claim.id} ${cause}`;
			return { key, detail: broken.violation.detail, claim: broken.claim, cause };
		});
	}

	/** Reads the specification's state off the image of the memory. */
	#observe(): void {
		this.#imageLength = this.#target.image(this.#image);
		if (this.#images.read(this.#image, this.#imageLength, this.#before)) return;
		throw new UnstableTarget("no state of the specification has the image of this memory");
	}

	#restore(state: Int32Array): void {
		const memory = this.#memory;
		for (let word = 0; word < memory.length; word++) memory[word] = state[word] ?? 0;
	}

	encode(state: Int32Array, words: Int32Array): void {
		words.set(state);
	}

	decode(words: Int32Array): Int32Array {
		return words;
	}

	actionName(action: number): string {
		return formatAction(this.#system.scope, this.action(action));
	}
}
