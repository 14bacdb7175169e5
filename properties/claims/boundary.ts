import type { Scope } from "../../model/scope.ts";
import type { Message, MessageFault } from "../../model/state.ts";
import { type CheckResult, firstOf } from "../check.ts";
import type { Claim } from "../claim.ts";
import { NOWHERE } from "../local.ts";
import { receiverText, subjectText } from "../message-text.ts";
import { violationBy } from "./step.ts";

// Checks of claims about what leaves the facility, and about memory that is not its own.

/** Claim `message-well-formed`. */
export const messageWellFormed: Claim = {
	id: "message-well-formed",
	kinds: ["step"],
	source: "resume_event",
	sentence: "a PROC_EVENT message carries the process, the event and nothing else, and goes out with AMF_NOREPLY",
	impact: "PM sends a message that is wrong in some part, or that reaches nobody",
	check({ scope, outcome }) {
		if (!outcome.ok) return "idle";
		return firstOf(outcome.result.messages, (message) => faultOf(scope, message));
	},
	// A message of the specification is the process and the event that it is about.
	local: { resumption: ({ to }) => (to === NOWHERE ? "idle" : "holds") },
};

function faultOf(scope: Scope, message: Message): CheckResult {
	const [fault] = message.faults ?? [];
	const receiver = receiverText(scope, message);
	const subject = subjectText(scope, message);
	if (fault) {
		const what = fault.kind === "receiver" ? "the message" : `the message to ${receiver}`;
		return { cause: CAUSES[fault.kind], detail: `${what} about ${subject} ${detailOf(fault)}` };
	}
	if (message.about < 0) {
		const detail = `the message to ${receiver} is about an endpoint that no live process or service has`;
		return { cause: "a message about nobody", detail };
	}
	if (message.event === 1 || message.event === 2) return "holds";
	return {
		cause: "a message for no event",
		detail: `the message to ${receiver} about ${subject} is for event ${message.event}`,
	};
}

const CAUSES: Readonly<Record<MessageFault["kind"], string>> = {
	type: "a message of another type",
	flags: "a message without AMF_NOREPLY",
	receiver: "a message to nobody",
	rest: "a message with more than process and event",
};

function detailOf({ kind, found }: MessageFault): string {
	const hex = `0x${(found >>> 0).toString(16)}`;
	switch (kind) {
		case "type":
			return `is of type ${hex}, which is not PROC_EVENT`;
		case "flags":
			return `is sent with flags ${hex}, expected AMF_NOREPLY alone: it would be taken for the answer to a call that the subscriber itself makes to PM`;
		case "receiver":
			return `goes to endpoint ${found}, which no live process or service has`;
		case "rest":
			return `has byte ${found} set: what else lies in PM's memory goes out with it`;
	}
}

/** Claim `stays-in-bounds`. */
export const staysInBounds: Claim = {
	id: "stays-in-bounds",
	kinds: ["step"],
	source: "every access to memory",
	sentence:
		"nothing is read or written outside the facility's own memory, its rows of the process table and the fields that are its business",
	impact: "PM reads or writes memory that event.c must not touch",
	check({ outcome }) {
		if (outcome.ok) return "holds";
		return outcome.failure.kind === "out of bounds" ? violationBy(outcome.failure) : "idle";
	},
	// The specification has no memory.
	local: { subscribers: () => "holds" },
	seesFailures: true,
};
