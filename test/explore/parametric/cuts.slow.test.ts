import { describe, expect, it } from "vitest";
import { SystemModel } from "../../../explore/models/system-model.ts";
import { search } from "../../../explore/search.ts";
import { type Action, alphabet } from "../../../model/action.ts";
import { isService, type Scope } from "../../../model/scope.ts";
import { processOf, type Slot, type State, sameState } from "../../../model/state.ts";
import { System } from "../../../model/system.ts";

// A step does the same where processes and slots that take no part in it are left out: the lemma of docs/adr/025, by which few
// processes and slots stand for any number.

const FREE = processOf("free", false, false, undefined);

/** The state without a process: its row is free, and no subscriber counts it. */
function withoutProcess({ processes, slots }: State, cut: number): State {
	const waitsFor = processes[cut]?.waitsFor;
	const counted = slots.map((slot) => (slot.service === waitsFor ? { ...slot, waiting: slot.waiting - 1 } : slot));
	return { processes: processes.with(cut, FREE), slots: counted };
}

/** The state without a slot, its service and the processes that wait there. */
function withoutSlot({ processes, slots }: State, service: number): State {
	return {
		processes: processes.map((process, index) => (index === service || process.waitsFor === service ? FREE : process)),
		slots: slots.filter((slot) => slot.service !== service),
	};
}

/** True if the process takes no part in the action, and enough wait without it where it waits. */
function isProcessCut({ processes, slots }: State, action: Action, cut: number): boolean {
	const isNamed = cut === action.process || ("about" in action && cut === action.about);
	if (isNamed || processes[cut] === FREE || slots.some(({ service }) => service === cut)) return false;
	const slot = slots.find(({ service }) => service === processes[cut]?.waitsFor);
	if (!slot) return true;
	const isActing = slot.service === action.process;
	return isActing ? slot.waiting > 2 : slot.mask !== 0 || slot.waiting > 1;
}

/** True if the slot takes no part in the action: no process that it names has it or waits there, and none comes to wait there. */
function isSlotCut(before: State, action: Action, after: State, { service }: Slot): boolean {
	const named = "about" in action ? [action.process, action.about] : [action.process];
	const isNamed = named.some((process) => process === service || before.processes[process]?.waitsFor === service);
	return (
		!isNamed &&
		after.processes.every(
			(process, index) => process.waitsFor !== service || before.processes[index]?.waitsFor === service,
		)
	);
}

/** Steps from a state that do something else without a process or a slot that takes no part in them, and the number compared. */
function compare(scope: Scope, before: State): { readonly differ: readonly string[]; readonly compared: number } {
	const system = new System(scope);
	const smaller = new System({ ...scope, slots: scope.slots - 1 });
	const differ: string[] = [];
	let compared = 0;
	for (const action of alphabet(scope)) {
		if (!system.isEnabled(before, action)) continue;
		const { state: after } = system.step(before, action);
		const note = (cut: string, found: State, expected: State): void => {
			compared++;
			if (!sameState(found, expected)) differ.push(`${JSON.stringify(action)} without ${cut}`);
		};
		for (const cut of before.processes.keys()) {
			if (!isProcessCut(before, action, cut)) continue;
			const found = system.step(withoutProcess(before, cut), action).state;
			note(`process ${cut}`, found, withoutProcess(after, cut));
		}
		for (const slot of scope.slots > 1 ? before.slots : []) {
			if (!isSlotCut(before, action, after, slot)) continue;
			const found = smaller.step(withoutSlot(before, slot.service), action).state;
			note(`slot of ${slot.service}`, found, withoutSlot(after, slot.service));
		}
	}
	return { differ, compared };
}

describe("a step without a process or a slot that takes no part in it", () => {
	const scopes: readonly Scope[] = [
		{ users: 3, services: 1, slots: 1 },
		{ users: 1, services: 2, slots: 2 },
		{ users: 0, services: 3, slots: 3 },
	];
	it.each(scopes)(
		"does the same, from every state at $users users, $services services, $slots slots",
		async (scope) => {
			const differ: string[] = [];
			let compared = 0;
			const holds = (state: State): boolean => {
				const found = compare(scope, state);
				differ.push(...found.differ);
				compared += found.compared;
				return true;
			};
			await search(new SystemModel(new System(scope)), [{ kind: "always", name: "the same", holds }]);
			expect(differ.slice(0, 5)).toEqual([]);
			expect(compared).toBeGreaterThan(10_000);
		},
	);

	it("would do something else without one of two that wait for a service that is unsubscribed", () => {
		const scope = { users: 2, services: 1, slots: 1 };
		const system = new System(scope);
		const waiting = processOf("signalled", false, false, 2);
		const before = {
			processes: [waiting, waiting, processOf("running", false, false, undefined)],
			slots: [{ service: 2, mask: 0, waiting: 2 }],
		};
		const action = { kind: "reply", process: 2, about: 0, event: 2 } as const;
		expect(isService(scope, 2) && isProcessCut(before, action, 1)).toBe(false);
		const found = system.step(withoutProcess(before, 1), action).state;
		expect(sameState(found, withoutProcess(system.step(before, action).state, 1))).toBe(false);
	});
});
