import { UnstableTarget } from "../../impl/failure.ts";
import type { Action } from "../../model/action.ts";
import { nrProcs } from "../../model/scope.ts";
import type { State } from "../../model/state.ts";
import {
	type EventHistory,
	type History,
	initialHistory,
	isOfHistory,
	isSameHistory,
	nextHistory,
} from "../../properties/history.ts";
import type { Model } from "../model.ts";
import type { ObservableModel } from "./observable-model.ts";

/** A state with the history that led to it. */
export interface WithHistory {
	/** State of the observed model, encoded. */
	readonly words: Int32Array;
	/** State as the specification describes it. */
	readonly observed: State;
	readonly history: History;
	/** True where PM failed at the last action: the run ends there. */
	readonly hasStopped: boolean;
}

/** The most processes of a history: a set of services has a bit for each process. */
export const MOST_PROCESSES = 31;

/** Sets of services that a search keeps of the history: it need not tell apart what no question asks about. */
export type HistoryField = keyof EventHistory;

/**
 * A model whose states carry the history of each process's present event.
 *
 * An action at which PM fails leads to the state before it, with PM stopped: nothing is enabled there. Steps to states that cannot
 * be observed lead nowhere.
 */
export class HistoryModel<S> implements Model<WithHistory> {
	readonly width: number;
	readonly #model: ObservableModel<S>;
	readonly #fields: readonly HistoryField[];
	/** The history in which no process is in an event. */
	readonly #none: History;

	/** @throws RangeError where there are more processes than a set of services has bits */
	constructor(model: ObservableModel<S>, fields: readonly HistoryField[]) {
		const processes = nrProcs(model.scope);
		if (processes > MOST_PROCESSES) {
			throw new RangeError(`expected at most ${MOST_PROCESSES} processes, found ${processes}`);
		}
		this.#model = model;
		this.#fields = fields;
		this.#none = initialHistory(processes);
		this.width = model.width + processes * fields.length + 1;
	}

	initial(): readonly WithHistory[] {
		const history = this.#none;
		return this.#model.initial().flatMap((state) => {
			const words = new Int32Array(this.#model.width);
			this.#model.encode(state, words);
			const observed = this.#model.observe(state);
			return observed ? [{ words, observed, history, hasStopped: false }] : [];
		});
	}

	successors(state: WithHistory, emit: (action: number, next: WithHistory) => void): void {
		if (state.hasStopped) return;
		const words = new Int32Array(this.#model.width);
		const from = this.#model.decode(state.words.slice());
		const onStep = (index: number, to: S): void => {
			const action = this.action(index);
			const { messages } = this.#model;
			this.#model.encode(to, words);
			const isSame = areEqual(words, state.words);
			if (isSame && messages.length === 0 && !isOfHistory(action)) {
				emit(index, state);
				return;
			}
			const after = isSame ? state.observed : this.#model.observe(to);
			if (!after) return;
			const history = nextHistory(state.history, { action, before: state.observed, after, messages });
			const isSilent = isSame && history.every((one, process) => isSameHistory(one, state.history[process]));
			emit(index, isSilent ? state : { words: words.slice(), observed: after, history, hasStopped: false });
		};
		this.#model.successors(from, onStep, (index) => emit(index, { ...state, hasStopped: true }));
	}

	encode({ words: own, history, hasStopped }: WithHistory, words: Int32Array): void {
		words.set(own);
		let at = own.length;
		for (const one of history) for (const field of this.#fields) words[at++] = one[field];
		words[at] = hasStopped ? 1 : 0;
	}

	decode(words: Int32Array): WithHistory {
		const own = words.slice(0, this.#model.width);
		const observed = this.#model.observe(this.#model.decode(own));
		if (!observed) throw new UnstableTarget("a stored state cannot be observed");
		return { words: own, observed, history: this.#historyOf(words), hasStopped: words.at(-1) === 1 };
	}

	#historyOf(words: Int32Array): History {
		const count = this.#fields.length;
		return this.#none.map((none, process) => {
			const at = this.#model.width + process * count;
			let kept: Record<HistoryField, number> | undefined;
			for (const [index, field] of this.#fields.entries()) {
				const services = words[at + index] ?? 0;
				if (services === 0) continue;
				kept ??= { ...none };
				kept[field] = services;
			}
			return kept ?? none;
		});
	}

	/** Messages of the step that is being emitted. */
	get messages(): ObservableModel<S>["messages"] {
		return this.#model.messages;
	}

	action(index: number): Action {
		const action = this.#model.alphabet[index];
		if (!action) throw new RangeError(`there is no action ${index}`);
		return action;
	}

	actionName(action: number): string {
		return this.#model.actionName(action);
	}
}

function areEqual(one: Int32Array, other: Int32Array): boolean {
	for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
	return true;
}
