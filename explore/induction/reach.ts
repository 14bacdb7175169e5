import type { Target } from "../../impl/target.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { type Replay, replayOn } from "../../lockstep/replay.ts";
import { type Action, EXIT, MASKS, type Mask, SIGNAL } from "../../model/action.ts";
import { isService, type Scope } from "../../model/scope.ts";
import type { Claim } from "../../properties/ledger.ts";
import { type Cast, castOf } from "./cast.ts";
import { CLASSES, eventOfClass, type ProcessClass } from "./classes.ts";
import { staleEntry } from "./fillings.ts";
import type { WrongStep } from "./induct.ts";

/** Entry that an earlier subscriber leaves behind the end of the list. */
interface Leftover {
	/** It was the first or the last of the list. */
	readonly place: "first" | "last";
	/** Its mask, and how many processes waited for it, when it was removed. */
	readonly mask: Mask;
	readonly waiting: number;
}

/** Leftovers that are tried, the one most like the filling of the memory first. @param length of the list */
function leftoversLike(length: number): readonly (Leftover | undefined)[] {
	const { mask, waiting } = staleEntry(length);
	return [
		undefined,
		{ place: "last", mask: ALL, waiting: 1 },
		{ place: "last", mask, waiting },
		{ place: "last", mask: 0, waiting: 1 },
		...MASKS.flatMap((one): readonly Leftover[] => (one === 0 ? [] : [{ place: "last", mask: one, waiting: 0 }])),
		{ place: "first", mask: ALL, waiting: 0 },
	];
}

/** The interleaving that breaks claims on the way to a state that was built, or at the step that went wrong there. */
export type Reached = Replay & { readonly interleaving: Interleaving };

/**
 * Looks for a step that went wrong from the start: reaches the state by actions, with only the processes that matter or with
 * all, and with different things left behind the end of the list.
 *
 * @param target at the scope of the induction
 * @param isOver true to try no more
 */
export function reachFromStart(
	target: Target,
	claims: readonly Claim[],
	{ plan, action }: WrongStep,
	isOver: () => boolean,
): Reached | undefined {
	const { scope } = target;
	// In a scope, services come last.
	const cast = castOf(scope, { ...plan, servicesFirst: false });
	const masks = plan.state.map(({ mask }) => mask);
	for (const isWhole of [false, true]) {
		for (const leftover of leftoversLike(plan.state.length)) {
			if (isOver()) return undefined;
			const interleaving = new Path(scope, cast, masks, action, isWhole).interleaving(leftover);
			const replay = replayOn(target, claims, interleaving);
			if (replay.broken.length > 0) return { ...replay, interleaving: replay.taken };
		}
	}
	return undefined;
}

/** Actions that lead from PM's start to a cast. */
class Path {
	readonly #scope: Scope;
	readonly #cast: Cast;
	readonly #masks: readonly Mask[];
	readonly #action: Action | undefined;
	/** Classes of the processes that are to be there; the others are free. */
	readonly #classes: readonly (ProcessClass | undefined)[];
	readonly #actions: Action[] = [];
	/** Subscribers that are asked one after the other. */
	#asked: readonly number[] = [];

	constructor(scope: Scope, cast: Cast, masks: readonly Mask[], action: Action | undefined, isWhole: boolean) {
		[this.#scope, this.#cast, this.#masks, this.#action] = [scope, cast, masks, action];
		const named = action === undefined ? [] : [action.process, ...("about" in action ? [action.about] : [])];
		this.#classes = Array.from(cast.rows, (number, row) => {
			const found = CLASSES[number];
			return isWhole || named.includes(row) || found?.place !== undefined || cast.services.includes(row)
				? found
				: undefined;
		});
	}

	interleaving(leftover: Leftover | undefined): Interleaving {
		const { services } = this.#cast;
		for (const row of this.#rowsOf("zombie")) this.#exit(row);
		const spare = leftover && this.#spareService();
		const isFirst = spare !== undefined && leftover?.place === "first";
		if (isFirst) this.#subscribe(spare);
		for (const service of services) this.#subscribe(service);
		if (spare !== undefined && leftover?.place === "last") this.#leaveBehind(spare, leftover);
		for (const [row, one] of this.#classes.entries()) if (one?.place !== undefined) this.#wait(row, one, one.place);
		if (isFirst) this.#removeSubscriber(spare);
		for (const [place, mask] of this.#masks.entries()) this.#setMask(services[place] ?? 0, mask);
		for (const [row, one] of this.#classes.entries()) this.#atRest(row, one);
		for (const [place, row] of services.entries()) this.#leave(row, this.#cast.serviceClasses[place]);
		if (this.#action) this.#actions.push(this.#action);
		return this.#actions;
	}

	#add(kind: "spawn" | "signal" | "kill" | "exit" | "vfsReply" | "reap", ...processes: readonly number[]): void {
		for (const process of processes) this.#actions.push({ kind, process });
	}

	#setMask(process: number, mask: Mask): void {
		if (mask !== ALL) this.#actions.push({ kind: "setMask", process, mask });
	}

	#subscribe(service: number): void {
		this.#add("spawn", service);
		this.#actions.push({ kind: "setMask", process: service, mask: ALL });
		this.#asked = [...this.#asked, service];
	}

	/** A service that is no subscriber of the cast, and is free until its own state is made. */
	#spareService(): number | undefined {
		const isSpare = (row: number): boolean =>
			isService(this.#scope, row) && !this.#cast.services.includes(row) && this.#classes[row]?.lifecycle !== "zombie";
		const row = this.#classes.findIndex((_, index) => isSpare(index));
		return row < 0 ? undefined : row;
	}

	#rowsOf(lifecycle: ProcessClass["lifecycle"]): readonly number[] {
		return [...this.#classes.entries()].flatMap(([row, one]) => (one?.lifecycle === lifecycle ? [row] : []));
	}

	/** An exit that is announced to all subscribers, each of which replies, up to one. */
	#exit(row: number, upTo = this.#asked.length): void {
		this.#add("spawn", row);
		this.#add("exit", row);
		this.#add("vfsReply", row);
		this.#answer(row, EXIT, upTo);
	}

	#answer(about: number, event: typeof EXIT | typeof SIGNAL, upTo: number): void {
		for (const process of this.#asked.slice(0, upTo)) this.#actions.push({ kind: "reply", process, about, event });
	}

	/** A last subscriber is removed while processes wait for it; all of them are free afterwards. */
	#leaveBehind(spare: number, { mask, waiting }: Leftover): void {
		this.#subscribe(spare);
		const users = [...this.#classes.keys()].filter((row) => !isService(this.#scope, row));
		const waiters = users.filter((row) => this.#classes[row]?.lifecycle !== "zombie").slice(0, waiting);
		for (const row of waiters) this.#exit(row, this.#asked.length - 1);
		this.#setMask(spare, mask);
		this.#removeSubscriber(spare);
		this.#add("reap", ...waiters);
	}

	#removeSubscriber(service: number): void {
		this.#asked = this.#asked.filter((one) => one !== service);
		this.#add("exit", service);
		this.#add("vfsReply", service);
		this.#answer(service, EXIT, this.#asked.length);
		this.#add("reap", service);
	}

	/** A process comes to wait at a place. */
	#wait(row: number, one: ProcessClass, place: number): void {
		const event = eventOfClass(one) ?? EXIT;
		const before = this.#asked.length - this.#cast.services.length;
		this.#add("spawn", row);
		this.#add(event === SIGNAL ? "signal" : "exit", row);
		this.#add("vfsReply", row);
		this.#answer(row, event, before + place);
		if (one.killed) this.#add("kill", row);
		if (one.told) this.#add("reap", row);
	}

	#atRest(row: number, one: ProcessClass | undefined): void {
		if (!one || one.place !== undefined || this.#cast.services.includes(row)) return;
		if (one.lifecycle === "free" || one.lifecycle === "zombie") return;
		this.#add("spawn", row);
		if (one.lifecycle === "unpausing") this.#add("signal", row);
		if (one.killed) this.#add("kill", row);
		if (one.lifecycle === "exiting") this.#exitOnly(row, one);
	}

	#exitOnly(row: number, { told }: Pick<ProcessClass, "told">): void {
		this.#add("exit", row);
		if (told) this.#add("reap", row);
	}

	#leave(row: number, number = -1): void {
		const one = CLASSES[number];
		if (one?.lifecycle === "exiting") this.#exitOnly(row, one);
	}
}

/** Both events. */
const ALL: Mask = 3;
