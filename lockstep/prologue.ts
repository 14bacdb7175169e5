import type fc from "fast-check";
import { type Action, MASKS } from "../model/action.ts";
import { isService, serviceAt, sharerOf, userAt } from "../model/scope.ts";
import { eventOf, type State } from "../model/state.ts";
import type { System } from "../model/system.ts";

/**
 * Beginnings of random interleavings, which chance alone would hardly come to. `crowd`: many processes wait for a subscriber at once, and
 * move on from one to the next. `lives`: rows of the process table have been used again and again. `lingering`: processes wait for all of
 * the subscribers, many of which have unsubscribed, subscribed again or left.
 */
export const PROLOGUES = ["crowd", "lives", "lingering"] as const;
/** One of `PROLOGUES`. */
export type Prologue = (typeof PROLOGUES)[number];

/** A prologue, and the state that it leads to. */
export interface Begun {
	readonly actions: readonly Action[];
	readonly state: State;
}

/** Draws the beginning of an interleaving. @param maxActions its greatest length */
export function begin(prologue: Prologue, system: System, random: fc.Random, maxActions: number): Begun {
	const script = new Script(system, random, maxActions);
	BEGINNINGS[prologue](script);
	return { actions: script.actions, state: script.state };
}

/** Percentages of what happens in a crowd: a process that exits instead of a signal, a service that asks for one event, that leaves, and that answers all. */
const [EXITS, ONE_EVENT, LEAVES, ANSWERS_ALL] = [40, 20, 25, 70];

/** Percentage of the subscribers that unsubscribe with answers owed. */
const LINGERS = 80;

/** The most lives of a row: more than those that follow each other without a gap (impl/lives.ts). */
const MOST_LIVES = 24;

/** Actions that are taken one after the other, where they are enabled. */
class Script {
	readonly #system: System;
	readonly #random: fc.Random;
	readonly #maxActions: number;
	readonly actions: Action[] = [];
	state: State;

	constructor(system: System, random: fc.Random, maxActions: number) {
		[this.#system, this.#random, this.#maxActions] = [system, random, maxActions];
		this.state = system.initial;
	}

	get users(): readonly number[] {
		const { scope } = this.#system;
		return range(0, scope.users).map((number) => userAt(scope, number));
	}

	/** Services that are to come: all, or some at random of those whose rows users have in turn. */
	services(): readonly number[] {
		const { scope } = this.#system;
		const services = range(0, scope.services).map((number) => serviceAt(scope, number));
		return services.filter((service) => sharerOf(scope, service) === undefined || this.happens(50));
	}

	isService(process: number): boolean {
		return isService(this.#system.scope, process);
	}

	take(...actions: readonly Action[]): void {
		for (const action of actions) {
			if (this.actions.length === this.#maxActions || !this.#system.isEnabled(this.state, action)) continue;
			this.actions.push(action);
			this.state = this.#system.step(this.state, action).state;
		}
	}

	number(least: number, greatest: number): number {
		return this.#random.nextInt(least, greatest);
	}

	happens(percentage: number): boolean {
		return this.number(1, 100) <= percentage;
	}

	/** Some of them, in the order of the process table, in the reverse order, or in none. */
	some(processes: readonly number[], count: number): readonly number[] {
		const left = [...processes];
		const chosen = Array.from({ length: Math.min(count, left.length) }, () =>
			left.splice(this.number(0, left.length - 1), 1),
		).flat();
		const order = this.number(0, 2);
		return order === 2 ? chosen : chosen.sort((a, b) => (order === 0 ? a - b : b - a));
	}
}

/** All services subscribe, as far as there are slots; a crowd of users and other services waits for the first, and moves on from one to the next. */
function crowd(script: Script): void {
	const services = script.services();
	for (const process of script.some(services, services.length)) {
		const mask = script.happens(ONE_EVENT) ? (MASKS[script.number(1, 2)] ?? 3) : 3;
		script.take({ kind: "spawn", process }, { kind: "setMask", process, mask });
	}
	const others = services.filter((process) => script.state.slots.every(({ service }) => service !== process));
	const processes = [...script.users, ...others];
	const size = script.happens(50) ? processes.length : script.number(1, processes.length);
	for (const process of script.some(processes, size)) {
		announce(script, process);
	}
	for (const { service } of script.state.slots) {
		const leaves = script.happens(LEAVES);
		if (leaves) leave(script, service);
		// One that has left owes answers all the same, unless it died.
		if (!leaves || script.happens(ANSWERS_ALL)) answer(script, service);
	}
}

/** An event of a process is announced to the first subscriber; of a service, which PM sends no signals, its exit. */
function announce(script: Script, process: number): void {
	const kind = script.happens(EXITS) || script.isService(process) ? "exit" : "signal";
	script.take({ kind: "spawn", process }, { kind, process }, { kind: "vfsReply", process });
}

function leave(script: Script, process: number): void {
	if (script.happens(50)) script.take({ kind: "setMask", process, mask: 0 });
	else die(script, process);
}

function die(script: Script, process: number): void {
	script.take({ kind: "exit", process }, { kind: "vfsReply", process });
}

/**
 * All services subscribe as far as there are slots, and users and the other services come to wait for any of them. Most subscribers
 * unsubscribe with answers owed; some then subscribe again, die or answer.
 */
function lingering(script: Script): void {
	const services = script.services();
	for (const process of script.some(services, services.length)) {
		script.take({ kind: "spawn", process }, { kind: "setMask", process, mask: script.happens(ONE_EVENT) ? 1 : 3 });
	}
	const subscribers = script.state.slots.map(({ service }) => service);
	for (const process of script.some([...script.users, ...services], script.state.processes.length)) {
		if (subscribers.includes(process)) continue;
		announce(script, process);
		advance(script, process, script.number(0, subscribers.length - 1));
	}
	for (const process of subscribers) if (script.happens(LINGERS)) script.take({ kind: "setMask", process, mask: 0 });
	for (const process of script.some(subscribers, script.number(0, subscribers.length))) {
		const next = script.number(0, 2);
		if (next === 0) script.take({ kind: "setMask", process, mask: MASKS[script.number(1, 3)] ?? 3 });
		else if (next === 1) die(script, process);
		else answer(script, process);
	}
}

/** The subscribers that a process waits for answer, so many of them. */
function advance(script: Script, about: number, count: number): void {
	for (let left = count; left > 0; left--) {
		const process = script.state.processes[about];
		const event = process && eventOf(process);
		if (event && process.waitsFor !== undefined)
			script.take({ kind: "reply", process: process.waitsFor, about, event });
	}
}

/** A service answers about all who wait for it, or about some. */
function answer(script: Script, service: number): void {
	const { processes } = script.state;
	const waiting = range(0, processes.length).filter((process) => processes[process]?.waitsFor === service);
	const count = script.happens(ANSWERS_ALL) ? waiting.length : script.number(0, waiting.length);
	for (const about of script.some(waiting, count)) {
		const process = script.state.processes[about];
		const event = process && eventOf(process);
		if (event) script.take({ kind: "reply", process: service, about, event });
	}
}

/** Each row has some lives, in which nothing happens. */
function lives(script: Script): void {
	for (const process of [...script.users, ...script.services()]) {
		for (let left = script.number(0, MOST_LIVES); left > 0; left--) {
			script.take({ kind: "spawn", process }, { kind: "exit", process }, { kind: "vfsReply", process });
			script.take({ kind: "reap", process });
		}
	}
}

function range(start: number, length: number): readonly number[] {
	return Array.from({ length }, (_, index) => start + index);
}

const BEGINNINGS: Readonly<Record<Prologue, (script: Script) => void>> = { crowd, lives, lingering };
