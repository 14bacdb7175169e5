import type { ReturnCode } from "../../../model/state.ts";
import type { Effect } from "./labels.ts";
import type { Removal } from "./users.ts";

/** The action and the result of a move. */
export interface MoveLabel {
	/** The number of the action in the alphabet. */
	readonly action: number;
	readonly code: ReturnCode;
	/** Effects on services, in order. */
	readonly effects: readonly Effect[];
	/** The number of the result where there are no effects on users. */
	readonly result: number;
	/** The subscribers after it, in order, as process numbers. */
	readonly order: readonly number[];
}

/** A move that removes a subscriber. */
export interface RemovalMove {
	readonly to: number;
	readonly removal: Removal;
	readonly label: MoveLabel;
}

/** A move that removes the subscriber at a place if no user waits for it. */
export interface ConditionalRemoval extends RemovalMove {
	readonly place: number;
	/** The service component that it leads to if a user waits. */
	readonly stays: number;
}

/** A subscriber that can reply to users that wait for it. */
export interface Replier {
	/** Services that wait for it. */
	readonly pending: number;
	/** The move by its last pending reply where it lingers; undefined where it is subscribed. */
	readonly lastReply: RemovalMove | undefined;
}

/** The services and slots of a state and their moves: the same in every state that contains them. */
export interface ServiceComponent {
	/** Subscribers that there are: their places are 0..length-1. */
	readonly length: number;
	/** Pending replies by place: services that wait for the subscriber there. */
	readonly pending: readonly number[];
	/** The places whose subscribers have no mask. */
	readonly lingering: readonly number[];
	readonly enabled: number;
	readonly orbit: number;
	readonly isCanonical: boolean;
	/** The place to ask first, by event; NONE if there is none. */
	readonly first: readonly number[];
	/** The place to ask behind a place, by event and place; NONE if there is none. */
	readonly behind: readonly (readonly number[])[];
	/** Moves that leave the users as they are: the service components that they lead to and, if labelled, their actions and results. */
	readonly own: readonly number[];
	readonly ownActions: readonly number[];
	readonly ownResults: readonly number[];
	readonly conditional: readonly ConditionalRemoval[];
	/** Moves that remove a subscriber even if processes wait for it. */
	readonly removals: readonly RemovalMove[];
	/** The subscribers by place; undefined where one cannot call PM. */
	readonly repliers: readonly (Replier | undefined)[];
}
