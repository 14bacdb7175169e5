import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KernelMemory } from "../../../explore/fast/kernel/kernel-memory.ts";
import { WHOLE } from "../../../explore/fast/kernel/partition.ts";
import {
	KERNEL_ACTION,
	KERNEL_RECORD,
	KERNEL_RESULT,
	KERNEL_SERVICES,
	KERNEL_STEP,
	KERNEL_USERS,
} from "../../../impl/c/layout/kernel-steps.ts";
import { packed } from "../../../impl/c/layout/struct.ts";
import { createCTarget } from "../../../impl/c/runtime/target.ts";
import type { Target } from "../../../impl/target.ts";
import { interleavings } from "../../../lockstep/random.ts";
import { ACTION_KINDS, type Action, operandsOf } from "../../../model/action.ts";
import type { Scope } from "../../../model/scope.ts";
import { System } from "../../../model/system.ts";
import { compiled, fixture } from "../../support/sources.ts";

const SEED = 260_117;
const SCOPE = { users: 2, services: 2, slots: 4 };
/** The number of the one step that is taken, and a return code that no action has. */
const [NUMBER, NO_ACTIONS_CODE] = [7, 12_345];

/** PM of pm.c: takes single actions with the kernel, which expects something else of each and so leaves it as it is. */
class KernelPm {
	readonly #target: Target;
	readonly #module: NonNullable<Target["compiled"]>;
	readonly #memory: KernelMemory;
	readonly #step: number;
	readonly #users: number;
	/** The numbers of the memories that were kept, by their bytes. */
	readonly #kept = new Map<string, number>();

	constructor(target: Target) {
		if (!target.compiled) throw new Error("the target is not compiled");
		[this.#target, this.#module] = [target, target.compiled];
		this.#memory = new KernelMemory(this.#module, target.scope, WHOLE);
		const { lists } = this.#memory;
		const counts = { warnings: 0, malformed: 0, messages: 0, callbacks: 0 };
		const result = lists.add(packed(KERNEL_RESULT, { code: NO_ACTIONS_CODE, ...counts }));
		const empty = {
			image: 0,
			waits: 0,
			waiting: 0,
			waiting_count: 0,
			last: -1,
			waiters: 0,
			removed: 0,
			removed_count: 0,
		};
		const step = { number: NUMBER, owner: 0, awaited: -1, changes: 1, is_settled: 0, settled_users: 0 };
		this.#step = lists.add(packed(KERNEL_STEP, { ...step, action: 0, result, users: 0, services: 0 }));
		this.#users = lists.add(packed(KERNEL_USERS, { ...empty, steps: this.#step, step_count: 1 }));
		this.#memory.set({ expected_services: lists.add(new Int32Array(KERNEL_SERVICES.size / 4)) });
	}

	/** The memory as it is now, as the number of a pair that the kernel keeps. */
	#keep(): number {
		const bytes = this.#target.memory.join();
		const number = this.#kept.get(bytes) ?? this.#memory.get("size");
		this.#kept.set(bytes, number);
		this.#module.exports.kernel_start();
		return number;
	}

	/** @returns the words of the result */
	take(action: Action): readonly number[] {
		const { kind, process } = action;
		const [first = 0, second = 0] = operandsOf(action);
		const word = packed(KERNEL_ACTION, { kind: ACTION_KINDS.indexOf(kind), process, first, second });
		this.#memory.words.set(word, (this.#step + KERNEL_STEP.offsets.action) / 4);
		const pair = this.#keep();
		const { exports } = this.#module;
		expect(this.#module.guarded(() => exports.kernel_pair(pair, this.#users))).toBe(NUMBER);
		return this.#result();
	}

	#result(): readonly number[] {
		const { result, message, callback } = KERNEL_RECORD.offsets;
		const at = (offset: number, length: number): readonly number[] => {
			const start = this.#memory.at("record") + offset / 4;
			return [...this.#memory.words.subarray(start, start + length)];
		};
		const counts = at(result, KERNEL_RESULT.size / 4);
		return [...counts, ...at(message, 3 * (counts[3] ?? 0)), ...at(callback, 2 * (counts[4] ?? 0))];
	}
}

/** Actions of an interleaving that are enabled when they are reached. */
function enabledOf(system: System, interleaving: readonly Action[]): readonly Action[] {
	let state = system.initial;
	return interleaving.filter((action) => {
		if (!system.isEnabled(state, action)) return false;
		state = system.step(state, action).state;
		return true;
	});
}

function sample(scope: Scope, runs: number, length: number): readonly (readonly Action[])[] {
	const system = new System(scope);
	return fc
		.sample(interleavings(system, length), { seed: SEED, numRuns: runs })
		.map((interleaving) => enabledOf(system, interleaving));
}

describe(`PM in C, pm.c (seed ${SEED})`, () => {
	it("does in every action what pm.ts does: the same result and the same memory", async () => {
		const source = await compiled(fixture("linked.c"), SCOPE);
		const [inC, inTypeScript] = [createCTarget(source, SCOPE, "one"), createCTarget(source, SCOPE, "one")];
		const kernel = new KernelPm(inC);
		const kinds = new Map<string, number>();
		for (const interleaving of sample(SCOPE, 60, 120)) {
			for (const target of [inC, inTypeScript]) target.reset();
			for (const action of interleaving) {
				expect(inTypeScript.step(action)).toBe(true);
				expect(kernel.take(action), JSON.stringify(action)).toEqual([...inTypeScript.record.words()]);
				expect(Buffer.compare(inC.memory, inTypeScript.memory)).toBe(0);
				kinds.set(action.kind, (kinds.get(action.kind) ?? 0) + 1);
			}
		}
		expect([...kinds.keys()].sort()).toEqual([...ACTION_KINDS].sort());
		expect(Math.min(...kinds.values())).toBeGreaterThan(20);
	});
});
