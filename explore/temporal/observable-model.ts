import type { Action } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import type { Message, State } from "../../model/state.ts";
import type { Model } from "../model.ts";

/** A model of PM and its event facility whose steps can be observed. */
export interface ObservableModel<S> extends Model<S> {
	readonly scope: Scope;
	readonly alphabet: readonly Action[];
	/** @param onFailure receives each enabled action at which PM fails: it leads to no state, as PM is gone then */
	successors(state: S, emit: (action: number, next: S) => void, onFailure?: (action: number) => void): void;
	/** State as the specification describes it; undefined where there is none that looks like it. */
	observe(state: S): State | undefined;
	/** Messages of the step that is being emitted. */
	readonly messages: readonly Message[];
}
