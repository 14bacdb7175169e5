import type { NotFollowed, OpenReason, PastViolations, Unfollowed } from "../../../properties/unfollowed.ts";
import { counted, grouped } from "../numbers.ts";

/** The most claims and actions that are named; of more there is the number. */
const MOST_NAMED = 3;

/** Violations past which a claim was decided, and what lies past them where a search was cut short, to put behind the scopes. */
export function pastText({ passed, openScopes, transitions, unfollowed, stoppedBy }: PastViolations): string {
	const count = (number: number): string => counted(number, "transition");
	const past =
		passed.transitions === 0
			? ""
			: `, also past ${thatViolate(count(passed.transitions), passed.transitions, passed.unfollowed)}`;
	if (openScopes.length === 0) return past;
	const apart = thatViolate(count(transitions), transitions, unfollowed);
	const why = `that search was stopped by ${stoppedBy}, and the others reach all states of the specification`;
	return `${past}; at ${openScopes.join(", ")} not past ${apart}: ${why}`;
}

/** Transitions in which a claim held, those that leave it open, and the reason why they do. */
export function notFollowedText({ followed, transitions, unfollowed, reason }: NotFollowed): string {
	const held = `held in all ${counted(followed, "transition")} that were followed`;
	const past = thatViolate(grouped(transitions), transitions, unfollowed);
	return `${held}, undecided past ${past}: ${reasonText(reason)}`;
}

function thatViolate(subject: string, transitions: number, unfollowed: readonly Unfollowed[]): string {
	return `${subject} that violate${transitions === 1 ? "s" : ""} ${whatText(unfollowed)}`;
}

/** Claims that transitions violate, and the kinds of their actions: `conforms, waiting-balances (setMask)`. */
function whatText(unfollowed: readonly Unfollowed[]): string {
	if (unfollowed.length === 0) return "another claim";
	const claims = new Set(unfollowed.map(({ claim }) => claim));
	const kinds = new Set(unfollowed.map(({ action }) => action));
	return `${namesText([...claims])} (${namesText([...kinds])})`;
}

function namesText(names: readonly string[]): string {
	const more = names.length - MOST_NAMED;
	return more > 1 ? `${names.slice(0, MOST_NAMED).join(", ")} and ${grouped(more)} more` : names.join(", ");
}

function reasonText(reason: OpenReason): string {
	switch (reason.kind) {
		case "needs the specification":
			return "there is no state of the specification to compare with";
		case "rests on":
			return `it takes ${reason.claim} for granted, which is violated${
				reason.stopped
					? `, and the search of whole traces at ${reason.stopped.scope} was stopped by ${reason.stopped.by}`
					: ""
			}`;
		case "not searched":
			return "nothing was searched past them";
		case "stopped":
			return `no search past them that exercises it came to its end (${reason.by})`;
		case "not exercised":
			return "the searches past them do not exercise it";
		case "unreached":
			return `not shown at ${reason.scopes.join(", ")} that all states of the specification are reached without them`;
	}
}
