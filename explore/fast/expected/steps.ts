import type { Waiter } from "../rows/users.ts";

/**
 * The steps from a state by the components that they depend on: services and slots alone; those and the number of users that
 * wait at each place; one user alone; a reply about a user that is not awaited; and services and users together.
 */
export const SECTIONS = ["services", "counted", "users", "refused", "both"] as const;
/** One of `SECTIONS`. */
export type Section = (typeof SECTIONS)[number];

/** A reply about a user, which is refused unless that user is in an event call with the service that replies. */
export interface ReplyAbout {
	/** The number of the action. */
	readonly action: number;
	/** The user's position. */
	readonly about: number;
	/** The entry of `awaitedReplies` of a user that awaits it. */
	readonly awaited: number;
}

/** Users that wait for VFS or for a subscriber. */
export interface WaitingUsers {
	readonly users: readonly Waiter[];
	/** The greatest place that a user waits at; less than 0 if none. */
	readonly last: number;
	/** The set of users that wait at a place and their events, as a number; 0 for the empty one. */
	readonly sets: Int32Array;
}

/** The subscriber that is asked next: its place and its process number, both less than 0 if there is none. */
export interface Asked {
	readonly place: number;
	readonly process: number;
}

/** A step that removes a subscriber, so that users who wait advance or move up: it clears its mask, replies, or dies. */
export interface Unsubscription {
	/** The number of the action; less than 0 for the last pending reply, whose action depends on the user. */
	readonly action: number;
	readonly place: number;
	/** True if it removes the subscriber even where users wait for it. */
	readonly isForced: boolean;
	/** The service component that it leads to. */
	readonly services: number;
	/** The effect on users, as a number that is the same for equal effects. */
	readonly removal: number;
	/** The subscriber that is asked next about those who waited for the removed one, by event, the first of them 1. */
	readonly asked: readonly Asked[];
}

/** The subscription order as far as the steps of waiting users depend on it. */
export interface Subscriptions {
	/** The subscriber that is asked first, by event. */
	readonly first: readonly Asked[];
	/** The subscriber that is asked behind a place, by place and event. */
	readonly behind: readonly (readonly Asked[])[];
	/** The subscribers by place, as process numbers; less than 0 where one cannot reply. */
	readonly callers: readonly number[];
	/** Pending replies by place: services that wait there. */
	readonly pending: readonly number[];
	/** The removal by the last pending reply, by place; undefined where it does not remove the subscriber. */
	readonly lingering: readonly (Unsubscription | undefined)[];
	readonly unsubscriptions: readonly Unsubscription[];
}

/** Encodes the reply that a user awaits: that of the subscriber at the place, about the event. */
export function awaitedReply(place: number, event: number): number {
	return place * 4 + event;
}
