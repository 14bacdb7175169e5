import type { Scope } from "../../model/scope.ts";
import type { AbstractSlot, AbstractState } from "../parametric/abstract-state.ts";
import { type CastPlan, type Crowd, PLACEMENTS, SERVICE_ROLES, USER_ROLES } from "./cast.ts";

// The casts that stand for an abstract state: "several" is two, and in turn for each slot as many as there is room for.

/** Processes that wait where the abstraction says several, unless there are as many as possible. */
const FEW = 2;

/** Counts of the processes that wait in a list of one slot: all that there can be, or those at which faults are likely. */
export type CountChoice = "all" | "likely";

/** Every cast of an abstract state. @param number the state's, which decides the placement of the large crowds */
export function* castsOf(scope: Scope, state: AbstractState, number: number, counts: CountChoice): Generator<CastPlan> {
	const few = state.map(fewOf);
	for (const placement of PLACEMENTS.keys()) yield planOf(state, few, placement);
	yield planOf(state, few, number % PLACEMENTS.length, true);
	for (const [place, slot] of state.entries()) {
		const placement = (number + place) % PLACEMENTS.length;
		if (hasSeveral(slot)) yield planOf(state, few.with(place, mostOf(scope, few, slot, place, placement)), placement);
	}
	if (state.length === 1) yield* everyCount(scope, state, counts);
}

function planOf(state: AbstractState, crowds: readonly Crowd[], placement: number, servicesFirst = false): CastPlan {
	return { state, crowds, placement, servicesFirst, userRoles: USER_ROLES, serviceRoles: SERVICE_ROLES };
}

function fewOf({ signal, exit }: AbstractSlot): Crowd {
	return { signal: Math.min(signal, FEW), exit: Math.min(exit, FEW) };
}

function hasSeveral({ signal, exit }: AbstractSlot): boolean {
	return signal === FEW || exit === FEW;
}

/** As many at a place as leave room for the others and all roles: for one event, or shared by both where both are several. */
function mostOf(scope: Scope, few: readonly Crowd[], slot: AbstractSlot, place: number, placement: number): Crowd {
	const others = few.reduce((sum, { signal, exit }, index) => sum + (index === place ? 0 : signal + exit), 0);
	const own = fewOf(slot);
	const room = scope.users - others - USER_ROLES.length;
	if (slot.signal !== FEW) return { signal: own.signal, exit: room - own.signal };
	if (slot.exit !== FEW) return { signal: room - own.exit, exit: own.exit };
	if (placement === 0) return { signal: room - FEW, exit: FEW };
	return placement === 1 ? { signal: FEW, exit: room - FEW } : { signal: room >> 1, exit: room - (room >> 1) };
}

/** Counts above which each role is the one for which there is room, in turn. */
const NEARLY_ALL = 8;

/** Counts up to which all are likely to matter. */
const SMALL = 12;

/** Small counts, those next to a power of two, and those of nearly all processes. */
function isLikely(count: number, most: number): boolean {
	const isNextToPower = [count - 1, count, count + 1].some((next) => (next & (next - 1)) === 0);
	return count <= SMALL || isNextToPower || most - count < NEARLY_ALL;
}

/** With one slot, every count from three on, up to all other processes of the table. */
function* everyCount(scope: Scope, state: AbstractState, counts: CountChoice): Generator<CastPlan> {
	const [slot] = state;
	if (!slot || !hasSeveral(slot)) return;
	const own = fewOf(slot);
	const most = scope.users + scope.services - 1;
	for (let count = FEW + 1; count <= most; count++) {
		if (counts === "likely" && !isLikely(count, most)) continue;
		const crowd = crowdOf(scope, slot, own, count);
		if (!crowd) continue;
		const placement = count % PLACEMENTS.length;
		const roles = most - count < NEARLY_ALL ? USER_ROLES.length : 1;
		for (let role = 0; role < roles; role++) {
			const start = (count + role) % USER_ROLES.length;
			yield {
				...{ state, crowds: [crowd], placement, servicesFirst: false },
				userRoles: rotated(USER_ROLES, start),
				serviceRoles: rotated(SERVICE_ROLES, start % SERVICE_ROLES.length),
			};
		}
	}
}

/** A crowd of a count; undefined where too few processes can wait for such an event: services wait for exits only. */
function crowdOf({ users }: Scope, slot: AbstractSlot, own: Crowd, count: number): Crowd | undefined {
	if (slot.exit !== FEW) {
		const signal = count - own.exit;
		return signal >= FEW && count <= users ? { signal, exit: own.exit } : undefined;
	}
	if (slot.signal === FEW && count % 2 === 0 && count <= users) return { signal: count - FEW, exit: FEW };
	const exit = count - own.signal;
	return exit >= FEW ? { signal: own.signal, exit } : undefined;
}

function rotated<T>(values: readonly T[], start: number): readonly T[] {
	return [...values.slice(start), ...values.slice(0, start)];
}
