import { describe, expect, test } from "vitest";
import type { CSource } from "../../../impl/c/compile/c-source.ts";
import { STACK_SIZE } from "../../../impl/c/layout/watch.ts";
import { createCTarget } from "../../../impl/c/runtime/target.ts";
import type { Failure } from "../../../impl/failure.ts";
import { createMirror } from "../../../impl/mirror/target.ts";
import type { Target } from "../../../impl/target.ts";
import { type Action, parseAction } from "../../../model/action.ts";
import type { Scope } from "../../../model/scope.ts";
import { System } from "../../../model/system.ts";
import { randomNumbers } from "../../support/random.ts";
import { HAS_SEED, SEED_SOURCE } from "../../support/seed.ts";
import { compiled, fixture, pmWith, read } from "../../support/sources.ts";

const SEED = 7;
const SCOPE = { users: 2, services: 2, slots: 4 };

/** Takes random steps that are enabled after the specification; starts again after a failure and every 100 steps. */
function walk(
	system: System,
	target: Target,
	steps: number,
	visit: (action: Action) => void,
	reset = (): void => {},
): void {
	const random = randomNumbers(SEED);
	let { initial: state } = system;
	for (let step = 0; step < steps; step++) {
		const enabled = system.enabled(state);
		const action = enabled[random(enabled.length)];
		if (!action) throw new Error("nothing is enabled");
		state = system.step(state, action).state;
		visit(action);
		if (!target.apply(action).ok || step % 100 === 99) {
			target.reset();
			reset();
			state = system.initial;
		}
	}
}

function actions(scope: Scope, ...texts: readonly string[]): readonly Action[] {
	return texts.map((text) => {
		const action = parseAction(scope, text);
		if ("error" in action) throw new Error(action.error);
		return action;
	});
}

describe("a facility that is correct after docs/protocol.md", () => {
	const scope = { users: 1, services: 2, slots: 4 };

	test("does what the specification does in every one of its states", async () => {
		const { pm, facility } = await pmWith(fixture("linked.c"), scope);
		const system = new System(scope);
		const start = new Uint8Array(pm.memory.length);
		start.set(pm.memory);
		const seen = new Map([[JSON.stringify(system.initial), start]]);
		const queue = [{ state: system.initial, memory: start }];
		let transitions = 0;
		for (const { state, memory } of queue) {
			for (const action of system.enabled(state)) {
				transitions++;
				const next = system.step(state, action);
				pm.memory.set(memory);
				const outcome = pm.apply(action);
				if (!outcome.ok) throw new Error(JSON.stringify({ action, outcome }));
				const { warnings, ...result } = outcome.result;
				const { warnings: expectedWarnings, ...expected } = next.result;
				const places = next.state.processes.map((process) =>
					next.state.slots.findIndex((slot) => slot.service === process.waitsFor),
				);
				const found = {
					result,
					warned: warnings.length,
					slots: pm.view().slots,
					places: places.map((_, process) => facility.eventsub?.(process)),
				};
				const wanted = { result: expected, warned: expectedWarnings.length, slots: next.state.slots, places };
				const key = JSON.stringify(next.state);
				if (JSON.stringify(found) !== JSON.stringify(wanted)) expect(found, key).toEqual(wanted);
				if (seen.has(key)) continue;
				const after = new Uint8Array(pm.memory.length);
				after.set(pm.memory);
				seen.set(key, after);
				queue.push({ state: next.state, memory: after });
			}
		}
		expect({ states: seen.size, transitions }).toEqual({ states: 4675, transitions: 46992 });
	});

	test("has no counter nested, and that is known", async () => {
		const { pm } = await pmWith(fixture("linked.c"), scope);
		expect(pm.view().nested).toBeUndefined();
	});

	test("prints its warnings with their operands filled in", async () => {
		const { pm } = await pmWith(fixture("linked.c"), scope);
		const [last] = actions(scope, "spawn(s0)", "spawn(s1)", "reply(s0, s1, EXIT)")
			.map((action) => pm.apply(action))
			.reverse();
		expect(last).toMatchObject({
			ok: true,
			result: { code: "SUSPEND", warnings: ["no event: reply from 32769 about 32770"] },
		});
	});
});

describe("a failure in the C", () => {
	function failureOf(...texts: readonly string[]): Promise<Failure> {
		return failureIn(fixture("failing.c"), ...texts);
	}

	async function failureIn(source: CSource, ...texts: readonly string[]): Promise<Failure> {
		const scope = { users: 0, services: 1, slots: 2 };
		const target = createCTarget(await compiled(source, scope), scope);
		const [last] = actions(scope, ...texts)
			.map((action) => target.apply(action))
			.reverse();
		if (last === undefined || last.ok) throw new Error("it did not fail");
		return last.failure;
	}

	test("is an assertion, with its text, function and line", async () => {
		expect(await failureOf("spawn(s0)", "reply(s0, s0, EXIT)")).toEqual({
			kind: "assertion",
			text: "nsubs > zeros[1]",
			where: "do_proc_event_reply",
			line: 46,
		});
	});

	test("is a panic, with its text, function and line", async () => {
		expect(await failureOf("spawn(s0)", "setMask(s0, 0)")).toEqual({
			kind: "panic",
			text: "mask 0 of nobody",
			where: "do_proceventmask",
			line: 34,
		});
	});

	test("is a division by zero, with the function and the line", async () => {
		expect(await failureOf("spawn(s0)", "setMask(s0, EXIT)")).toEqual({
			kind: "undefined behaviour",
			text: "division by zero",
			where: "divide",
			line: 15,
		});
	});

	test("is an index out of bounds, with the function and the line", async () => {
		expect(await failureOf("spawn(s0)", "setMask(s0, SIGNAL)")).toEqual({
			kind: "out of bounds",
			text: "index 4 is out of bounds of unsigned int[4]",
			where: "look_up",
			line: 20,
		});
	});

	test("is a write to a constant, which the optimiser would leave out", async () => {
		const { path, text } = fixture("failing.c");
		const changed = text
			.replace("static unsigned zeros[4];", "static unsigned zeros[4];\nstatic const unsigned fixed[2] = { 1, 2 };")
			.replace("return divide(zeros[0]);", "*(unsigned *)&fixed[zeros[0]] = 5;\n\t\treturn fixed[0];");
		expect(await failureIn({ path, text: changed }, "spawn(s0)", "setMask(s0, EXIT)")).toMatchObject({
			kind: "out of bounds",
			text: expect.stringContaining("writes read-only data, at address "),
			where: "do_proceventmask",
			line: 37,
		});
	});

	test("is a variable of a function that has returned", async () => {
		const { path, text } = fixture("failing.c");
		const changed = text
			.replace(
				"static unsigned zeros[4];",
				"static unsigned zeros[4];\nstatic volatile unsigned *kept;\nstatic void keep(void)\n{\n\tvolatile unsigned here[8] = { 7 };\n\tkept = &here[zeros[0]];\n}",
			)
			.replace("return divide(zeros[0]);", "keep();\n\t\treturn *kept;");
		expect(await failureIn({ path, text: changed }, "spawn(s0)", "setMask(s0, EXIT)")).toMatchObject({
			kind: "out of bounds",
			text: expect.stringContaining("reads a variable of a function that has returned, at address "),
			where: "do_proceventmask",
		});
	});

	test("is an endless recursion, which traps", async () => {
		expect(await failureOf("spawn(s0)", "setMask(s0, EXIT|SIGNAL)")).toEqual({
			kind: "trap",
			text: "a recursion does not end: more than 1000 calls, one inside the other",
			where: "descend",
			line: undefined,
		});
	});

	test("is an endless loop, which is reported and does not hang", async () => {
		const { path, text } = fixture("failing.c");
		const loops = text.replace("return divide(zeros[0]);", "for (unsigned i = 0; i < 4; i += zeros[0]) zeros[1] = i;");
		expect(loops).not.toBe(text);
		expect(await failureIn({ path, text: loops }, "spawn(s0)", "setMask(s0, EXIT)")).toEqual({
			kind: "trap",
			text: "a loop or recursion does not end: 100001 iterations",
			where: "do_proceventmask",
			line: undefined,
		});
	});

	test("is a wild pointer, which is out of bounds", async () => {
		expect(await failureOf("spawn(s0)", "exit(s0)", "vfsReply(s0)")).toMatchObject({
			kind: "out of bounds",
			where: "publish_event",
		});
	});

	test("does not wear the stack out", async () => {
		const scope = { users: 0, services: 1, slots: 2 };
		const target = createCTarget(await compiled(fixture("failing.c"), scope), scope);
		for (let i = 0; i < 10_000; i++) {
			target.reset();
			const outcomes = actions(scope, "spawn(s0)", "setMask(s0, 0)").map((action) => target.apply(action));
			expect(outcomes[1]).toMatchObject({ ok: false, failure: { kind: "panic" } });
		}
	});
});

/** Tests of the memory of every source. */
function describeMemory(source: () => CSource): void {
	test("is saved and restored so that the same action does the same again", async () => {
		const target = createCTarget(await compiled(source(), SCOPE), SCOPE);
		const before = new Uint8Array(target.memory.length);
		const after = new Uint8Array(target.memory.length);
		walk(new System(SCOPE), target, 3000, (action) => {
			before.set(target.memory);
			const outcome = target.apply(action);
			after.set(target.memory);
			const view = target.view();
			target.reset();
			target.memory.set(before);
			expect(target.apply(action)).toEqual(outcome);
			expect(target.view()).toEqual(view);
			const again = new Uint8Array(target.memory.length);
			again.set(target.memory);
			expect(Buffer.compare(again, after)).toBe(0);
			target.memory.set(before);
		});
	});

	test("is all that actions change, the stack aside, and the addresses of constant formats that were looked at", async () => {
		const { pm, facility } = await pmWith(source(), SCOPE);
		const start = facility.memory.byteOffset;
		const end = start + facility.memory.length;
		expect(start).toBeGreaterThanOrEqual(STACK_SIZE);
		const words = (): Uint32Array => new Uint32Array(facility.wholeMemory.slice().buffer);
		const before = words();
		walk(new System(SCOPE), pm, 20_000, () => {});
		const after = words();
		const changed = [...after.keys()].filter((word) => {
			const isOutside = word * 4 >= STACK_SIZE && (word * 4 < start || word * 4 >= end);
			return isOutside && after[word] !== before[word];
		});
		// The bridge looks at a constant format once, and notes where it lies: among what is read only, which no action changes.
		const isOfConstant = (word: number): boolean => {
			const address = after[word] ?? 0;
			return before[word] === 0 && address >= STACK_SIZE && address < start && facility.wholeMemory[address] !== 0;
		};
		expect(changed.filter((word) => !isOfConstant(word))).toEqual([]);
		expect(changed.length).toBeLessThanOrEqual(16);
	});
}

describe("the memory of linked.c", () => describeMemory(() => fixture("linked.c")));

describe.skipIf(!HAS_SEED)("the memory of event.c (skipped where the seed is missing)", () => {
	describeMemory(() => read(SEED_SOURCE));
});

describe.skipIf(!HAS_SEED)("event.c (skipped where the seed is missing)", () => {
	test("does what its mirror does, warnings in other words", async () => {
		const target = createCTarget(await compiled(read(SEED_SOURCE), SCOPE), SCOPE);
		const mirror = createMirror(SCOPE);
		let failures = 0;
		walk(
			new System(SCOPE),
			target,
			20_000,
			(action) => {
				const before = new Uint8Array(target.memory.length);
				before.set(target.memory);
				const ours = target.apply(action);
				const theirs = mirror.apply(action);
				if (ours.ok && theirs.ok) {
					expect({ ...ours.result, warnings: ours.result.warnings.length }).toEqual({
						...theirs.result,
						warnings: theirs.result.warnings.length,
					});
					expect(target.view()).toEqual(mirror.view());
				} else {
					failures++;
					expect([ours.ok, theirs.ok]).toEqual([false, false]);
					expect(!ours.ok && ours.failure.where).toBe(!theirs.ok && theirs.failure.where);
				}
				target.memory.set(before);
			},
			() => mirror.reset(),
		);
		expect(failures).toBeGreaterThan(0);
	});

	test("says whether it is in the middle of a removal", async () => {
		const target = createCTarget(await compiled(read(SEED_SOURCE), SCOPE), SCOPE);
		expect(target.view().nested).toBe(0);
	});
});
