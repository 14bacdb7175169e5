import type fc from "fast-check";
import { interleavings } from "../../lockstep/random.ts";
import { ACTION_KINDS, type ActionKind, COUNTED_KINDS } from "../../model/action.ts";
import { nrProcs, type Scope } from "../../model/scope.ts";
import { processOf, type State } from "../../model/state.ts";
import { System } from "../../model/system.ts";

/** States of the specification that random interleavings of counted actions lead to: what searches encode. */
export function reachedStates(scope: Scope, maxActions = 60): fc.Arbitrary<State> {
	const system = new System(scope);
	const counted: readonly ActionKind[] = COUNTED_KINDS;
	const others = ACTION_KINDS.filter((kind) => !counted.includes(kind));
	return interleavings(system, maxActions, others).map((actions) =>
		actions.reduce((state, action) => system.step(state, action).state, system.initial),
	);
}

/** All orders of some elements. */
export function ordersOf(elements: readonly number[]): readonly (readonly number[])[] {
	if (elements.length === 0) return [[]];
	return elements.flatMap((first, index) =>
		ordersOf(elements.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
	);
}

/** All renamings of the processes of a scope: users among themselves, and services. The new name stands at the old one. */
export function renamingsOf({ users, services, slots }: Scope): readonly (readonly number[])[] {
	const all = Array.from({ length: nrProcs({ users, services, slots }) }, (_, process) => process);
	return ordersOf(all.slice(0, users)).flatMap((first) =>
		ordersOf(all.slice(users)).map((second) => [...first, ...second]),
	);
}

/** A state with other names for its processes. */
export function renamed({ processes, slots }: State, names: readonly number[]): State {
	const name = (process: number): number => names[process] ?? process;
	const others = [...processes];
	for (const [process, { lifecycle, killed, told, waitsFor }] of processes.entries()) {
		others[name(process)] = processOf(lifecycle, killed, told, waitsFor === undefined ? undefined : name(waitsFor));
	}
	return { processes: others, slots: slots.map((slot) => ({ ...slot, service: name(slot.service) })) };
}
