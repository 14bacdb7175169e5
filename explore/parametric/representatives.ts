import { type Charts, decodeProcess } from "../../model/charts/table.ts";
import { UNKNOWN_MASKS } from "../../model/outside.ts";
import type { Scope } from "../../model/scope.ts";
import { type Lifecycle, type Process, processOf, type State } from "../../model/state.ts";

// States that stand for those of any number of processes and slots: docs/adr/025 has the argument.

/** A state with few processes and slots, and the processes whose steps stand for steps from larger states. */
export interface Representative {
	readonly scope: Scope;
	readonly state: State;
	/** Processes whose actions are taken. */
	readonly actors: readonly number[];
	/** Processes that replies of the actors are about. */
	readonly subjects: readonly number[];
}

/** A slot with the processes that wait there. */
interface SlotShape {
	readonly mask: number;
	readonly leaving: boolean;
	/** Numbers of processes that wait for a signal and for an exit. */
	readonly signal: number;
	readonly exit: number;
}

/** A process, with the index of the slot that it waits at. */
interface Row extends Pick<Process, "lifecycle" | "killed" | "told"> {
	readonly waitsAt?: number;
}

/** Parts of a representative. */
interface Parts {
	readonly slots: readonly SlotShape[];
	/** Processes beside the subscribers and those that wait. */
	readonly users?: readonly Row[];
	readonly services?: readonly Row[];
	/** True if a slot is left for one more subscriber. */
	readonly hasRoom: boolean;
	/** True if those that wait are killed, told, and services where that is possible. */
	readonly isMarked?: boolean;
}

/** A mask with bits that stand for no event alone. */
const UNKNOWN_ONLY = UNKNOWN_MASKS[0];
const MASKS = [0, 1, 2, 3, UNKNOWN_ONLY];
const NONE = { signal: 0, exit: 0 };

/** The slot of the service that acts, or that is removed: two that wait stand for several. */
const ACTING: readonly SlotShape[] = MASKS.flatMap((mask) =>
	[false, true].flatMap((leaving) =>
		[0, 1, 2].flatMap((signal) => [0, 1, 2].map((exit) => ({ mask, leaving, signal, exit }))),
	),
).filter(({ mask, signal, exit }) => mask !== 0 || signal + exit > 0);

/** Other slots. Those who wait there take no part in a step, but that a lingering slot has one. */
const OTHERS: readonly SlotShape[] = [
	{ mask: 0, leaving: false, signal: 1, exit: 0 },
	{ mask: 0, leaving: false, signal: 0, exit: 1 },
	...[1, 2, 3, UNKNOWN_ONLY].map((mask) => ({ mask, leaving: false, ...NONE })),
	{ mask: 3, leaving: false, signal: 1, exit: 1 },
	{ mask: 3, leaving: true, ...NONE },
];

/** Two other slots: at each as few processes wait as have to. */
const PAIRS = OTHERS.filter(
	({ mask, leaving, signal, exit }) => !leaving && (mask === 0 ? exit === 0 : signal === 0),
).flatMap((one, _, bare) => bare.map((other) => [one, other] as const));

/** The acting slot where two others matter: their order, and who is asked in the place of whom. */
const ACTING_AMONG_THREE = ACTING.filter(({ mask, signal, exit }) => mask % 3 === 0 && signal === 1 && exit === 1);

const IDLE: Row = { lifecycle: "free", killed: false, told: false };

/** Generates every representative. @param charts those whose states the processes have */
export function* representatives(charts: Charts): Generator<Representative> {
	yield* ofSubscribers();
	yield* ofOthers(charts);
}

/** Steps of a service that has a slot. */
function* ofSubscribers(): Generator<Representative> {
	for (const acting of ACTING) {
		for (const isMarked of [false, true]) yield ofSlot([acting], 0, isMarked);
		for (const other of OTHERS) {
			yield ofSlot([acting, other], 0, false);
			yield ofSlot([other, acting], 1, true);
		}
	}
	for (const acting of ACTING_AMONG_THREE) {
		for (const [one, other] of PAIRS) {
			yield ofSlot([acting, one, other], 0, false);
			yield ofSlot([one, acting, other], 1, false);
			yield ofSlot([one, other, acting], 2, false);
		}
	}
}

/** Steps of processes that have no slot, in each of their states; those that wait do so at some slot. */
function* ofOthers({ user, service }: Charts): Generator<Representative> {
	const lists = [[], ...OTHERS.map((one) => [one]), ...PAIRS];
	for (const slots of lists) {
		for (const row of user.codes.flatMap((code) => rowsOf(code, slots.length)))
			yield ofProcess({ slots, users: [row], hasRoom: true });
		for (const row of service.codes.flatMap((code) => rowsOf(code, slots.length))) {
			yield ofProcess({ slots, services: [row], hasRoom: true });
			if (slots.length > 0 && row.lifecycle === "running") yield ofProcess({ slots, services: [row], hasRoom: false });
		}
	}
}

/** Rows with a chart's state: one for each slot that it can wait at. */
function rowsOf(code: number, slots: number): readonly Row[] {
	const row = decodeProcess(code);
	if (row.lifecycle !== "signalled" && row.lifecycle !== "departing") return [row];
	return Array.from({ length: slots }, (_, waitsAt) => ({ ...row, waitsAt }));
}

/** A representative for the steps of the service of a slot. */
function ofSlot(slots: readonly SlotShape[], at: number, isMarked: boolean): Representative {
	const { scope, state } = stateOf({ slots, users: [IDLE], hasRoom: true, isMarked });
	const actor = state.slots[at]?.service ?? 0;
	return { scope, state, actors: [actor], subjects: subjectsOf(state) };
}

/** A representative for the steps of the processes that are no subscriber. */
function ofProcess(parts: Parts): Representative {
	const { scope, state } = stateOf(parts);
	const subscribers = state.slots.map(({ service }) => service);
	const actors = [...state.processes.keys()].filter((process) => !subscribers.includes(process));
	return { scope, state, actors, subjects: subjectsOf(state) };
}

/** One process of each state and place. */
function subjectsOf({ processes }: State): readonly number[] {
	return [...processes.entries()]
		.filter(([index, process]) => processes.indexOf(process) === index)
		.map(([index]) => index);
}

/** The state that parts make. Users come first, then the subscribers in the order of their slots, then other services. */
function stateOf({
	slots,
	users = [],
	services = [],
	hasRoom,
	isMarked = false,
}: Parts): Pick<Representative, "scope" | "state"> {
	const waiting = slots.flatMap((slot, at) => waitersAt(slot, at, isMarked));
	const allUsers = [...waiting.filter(({ isService }) => !isService).map(({ row }) => row), ...users];
	const subscribers = slots.map(({ leaving }): Row => ({ ...IDLE, lifecycle: leaving ? "exiting" : "running" }));
	const others = [...waiting.filter(({ isService }) => isService).map(({ row }) => row), ...services];
	const first = allUsers.length;
	const process = ({ lifecycle, killed, told, waitsAt }: Row): Process =>
		processOf(lifecycle, killed, told, waitsAt === undefined ? undefined : first + waitsAt);
	const rows = [...allUsers, ...subscribers, ...others];
	const count = (at: number): number => rows.filter(({ waitsAt }) => waitsAt === at).length;
	return {
		scope: { users: first, services: rows.length - first, slots: slots.length + (hasRoom ? 1 : 0) },
		state: {
			processes: rows.map(process),
			slots: slots.map(({ mask }, at) => ({ service: first + at, mask, waiting: count(at) })),
		},
	};
}

/** The processes that wait at a slot. Only exits of services are announced. */
function waitersAt({ signal, exit }: SlotShape, waitsAt: number, isMarked: boolean) {
	const waiter = (lifecycle: Lifecycle, killed: boolean, told: boolean, isService: boolean) => ({
		isService,
		row: { lifecycle, killed, told, waitsAt },
	});
	return [
		...Array.from({ length: signal }, () => waiter("signalled", isMarked, false, false)),
		...Array.from({ length: exit }, () => waiter("departing", false, isMarked, isMarked)),
	];
}
