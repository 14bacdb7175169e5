import { setup } from "xstate";
import { tabulate } from "./tabulate.ts";

/** Service that subscribes to all events, or to none. */
const subscriberMachine = setup({
	types: {} as {
		events:
			| { readonly type: "SUBSCRIBE" }
			| { readonly type: "UNSUBSCRIBE" }
			| { readonly type: "DIE" }
			| { readonly type: "RESTART" };
	},
}).createMachine({
	id: "subscriber",
	initial: "unsubscribed",
	states: {
		unsubscribed: { on: { SUBSCRIBE: "subscribed", DIE: "dead" } },
		subscribed: { on: { UNSUBSCRIBE: "unsubscribed", DIE: "dead" } },
		dead: { on: { RESTART: "unsubscribed" } },
	},
});

/** The chart of a subscriber. */
export const SUBSCRIBER = tabulate(subscriberMachine, ["SUBSCRIBE", "UNSUBSCRIBE", "DIE", "RESTART"]);

/** A state of a subscriber. */
export type Subscriber = (typeof SUBSCRIBER)["states"][number];
