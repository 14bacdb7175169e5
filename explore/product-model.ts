import { flagsOf } from "../impl/image.ts";
import { endpointOf, NO_EVENTSUB, SIGKILL_PENDING } from "../impl/minix.ts";
import { ResultRecord } from "../impl/result.ts";
import type { Target } from "../impl/target.ts";
import { brokenClaims, causeOf, observe } from "../lockstep/run.ts";
import { type Action, formatAction } from "../model/action.ts";
import { decodeProcess } from "../model/charts/table.ts";
import { processOf } from "../model/state.ts";
import type { System } from "../model/system.ts";
import type { Claim } from "../properties/ledger.ts";
import type { Breach, Model, Property } from "./model.ts";
import { PackedSystem } from "./packed-system.ts";
import { encodedWidth, Registers } from "./system-encoding.ts";

const NO_BREACHES: readonly ClaimBreach[] = [];

/** A claim that a transition of a target violates. */
export interface ClaimBreach extends Breach {
	readonly claim: Claim;
	/** The kind of the action, and how it violates the claim. */
	readonly cause: string;
}

/**
 * A target side by side with the specification: a state is a state of the specification and the target's memory.
 *
 * A step whose result and image are those of the specification satisfies what the specification's step satisfies, because a
 * claim sees nothing else; only the others are put to the claims. The rows of the target's process table have one life.
 */
export class ProductModel implements Model<Int32Array> {
	readonly width: number;
	readonly #system: System;
	readonly #target: Target;
	readonly #claims: readonly Claim[];
	readonly #allows: (action: Action) => boolean;
	readonly #expected = new ResultRecord();
	readonly #packed: PackedSystem;
	readonly #before: Registers;
	readonly #flags: ExpectedFlags;
	readonly #systemWidth: number;
	readonly #memory: Int32Array;
	readonly #next: Int32Array;
	readonly #image = new Int32Array(1024);
	readonly #expectedImage = new Int32Array(1024);
	#breaches = NO_BREACHES;

	/** @param allows actions that are taken; all if left out. With fewer, what is not found need not be absent */
	constructor(
		system: System,
		target: Target,
		claims: readonly Claim[],
		allows: (action: Action) => boolean = () => true,
	) {
		const { scope } = system;
		this.#system = system;
		this.#target = target;
		this.#claims = claims;
		this.#allows = allows;
		this.#packed = new PackedSystem(scope, this.#expected);
		this.#before = new Registers(scope);
		this.#flags = new ExpectedFlags(this.#packed);
		this.#systemWidth = encodedWidth(scope);
		const { buffer, byteOffset, byteLength } = target.memory;
		this.#memory = new Int32Array(buffer, byteOffset, byteLength / 4);
		this.width = this.#systemWidth + this.#memory.length;
		this.#next = new Int32Array(this.width);
	}

	/** Words of a state that are the specification's; the rest are the target's memory. */
	get systemWidth(): number {
		return this.#systemWidth;
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
		const state = new Int32Array(this.width);
		state.set(this.#memory, this.#systemWidth);
		return [state];
	}

	successors(state: Int32Array, emit: (action: number, next: Int32Array) => void): void {
		const packed = this.#packed;
		this.#before.load(state);
		packed.state.copy(this.#before);
		this.#restore(state);
		for (const [index, action] of packed.alphabet.entries()) {
			if (!packed.isEnabled(index) || !this.#allows(action)) continue;
			this.#step(state, index, action, emit);
		}
	}

	#step(state: Int32Array, index: number, action: Action, emit: (action: number, next: Int32Array) => void): void {
		const packed = this.#packed;
		const isChanged = packed.step(index);
		const hasReturned = this.#target.step(action);
		const isMemoryChanged = !this.#isRestored(state);
		const isExpected = hasReturned && this.#isExpected(isChanged, isMemoryChanged);
		if (isExpected && !isChanged && !isMemoryChanged) {
			emit(index, state);
			return;
		}
		packed.state.store(this.#next);
		this.#next.set(this.#memory, this.#systemWidth);
		this.#breaches = isExpected ? NO_BREACHES : this.#putToClaims(state, action);
		// Behind a failure PM is gone: there is no state to follow, whatever claims are asked.
		if (hasReturned || this.#breaches.length > 0) emit(index, this.#next);
		this.#breaches = NO_BREACHES;
		packed.state.copy(this.#before);
		this.#restore(state);
	}

	#isExpected(isChanged: boolean, isMemoryChanged: boolean): boolean {
		if (!this.#target.record.equals(this.#expected)) return false;
		if (!isMemoryChanged) return !isChanged;
		const length = this.#target.image(this.#image);
		if (this.#flags.image(this.#packed.state, this.#expectedImage) !== length) return false;
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

	#restore(state: Int32Array): void {
		const [memory, start] = [this.#memory, this.#systemWidth];
		for (let word = 0; word < memory.length; word++) memory[word] = state[start + word] ?? 0;
	}

	#isRestored(state: Int32Array): boolean {
		const [memory, start] = [this.#memory, this.#systemWidth];
		for (let word = 0; word < memory.length; word++) if (memory[word] !== state[start + word]) return false;
		return true;
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

/** Expected values of `Target.image` in a state of the specification. */
class ExpectedFlags {
	readonly #users: number;
	/** By process code: flags of a user and of a service, and pending signals. */
	readonly #ofUser: Int32Array;
	readonly #ofService: Int32Array;
	readonly #pending: Int32Array;

	constructor({ scope, codes }: PackedSystem) {
		this.#users = scope.users;
		const processes = Array.from({ length: Math.max(...codes) + 1 }, (_, code) => {
			const { lifecycle, killed, told } = decodeProcess(code);
			return processOf(lifecycle, killed, told, undefined);
		});
		this.#ofUser = Int32Array.from(processes, (process) => flagsOf(process, false));
		this.#ofService = Int32Array.from(processes, (process) => flagsOf(process, true));
		this.#pending = Int32Array.from(processes, ({ killed }) => (killed ? SIGKILL_PENDING : 0));
	}

	/** Writes the image of a state. @returns its length */
	image({ codes, waits, services, masks, waiting, count }: Registers, to: Int32Array): number {
		let at = 0;
		for (let process = 0; process < codes.length; process++) {
			const code = codes[process] ?? 0;
			to[at++] = (process < this.#users ? this.#ofUser[code] : this.#ofService[code]) ?? 0;
			to[at++] = this.#pending[code] ?? 0;
			to[at++] = placeOf(waits[process] ?? -1, services, count);
		}
		to[at++] = 0;
		to[at++] = count;
		for (let place = 0; place < count; place++) {
			to[at++] = endpointOf(services[place] ?? 0, 0);
			to[at++] = masks[place] ?? 0;
			to[at++] = waiting[place] ?? 0;
		}
		return at;
	}
}

function placeOf(service: number, services: Uint8Array, count: number): number {
	for (let place = 0; place < count; place++) if (services[place] === service) return place;
	return NO_EVENTSUB;
}
