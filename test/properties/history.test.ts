import { describe, expect, it } from "vitest";
import type { Action } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { type History, initialHistory, nextHistory } from "../../properties/history.ts";
import { parse } from "../support/stories.ts";

const SCOPE: Scope = { users: 1, services: 2, slots: 4 };
const system = new System(SCOPE);

/** The history after actions of the specification. */
function historyAfter(text: string, ...last: readonly Action[]): History {
	let [state, history] = [system.initial, initialHistory(3)];
	for (const action of [...parse(SCOPE, text), ...last]) {
		const { state: after, result } = system.step(state, action);
		history = nextHistory(history, { action, before: state, after, messages: result.messages });
		state = after;
	}
	return history;
}

const START = "spawn(u0) spawn(s0) spawn(s1) setMask(s0, SIGNAL) signal(u0)";

describe("the history of an event", () => {
	it("has who was asked and has not replied, until the event is over", () => {
		expect(historyAfter(`${START} vfsReply(u0)`)[0]).toEqual({ asked: 0b10, pending: 0b10, late: 0 });
		expect(historyAfter(`${START} vfsReply(u0) reply(s0, u0, SIGNAL)`)[0]).toEqual({ asked: 0, pending: 0, late: 0 });
	});

	it("has who became interested late, by a mask with unknown bits as well", () => {
		expect(historyAfter(`${START} setMask(s1, SIGNAL)`)[0]?.late).toBe(0b100);
		// Masks with unknown bits: 4 has neither event, 7 has both.
		expect(historyAfter(START, { kind: "unknownMask", process: 2, unknownMask: 1 })[0]?.late).toBe(0b100);
		expect(historyAfter(START, { kind: "unknownMask", process: 2, unknownMask: 0 })[0]?.late).toBe(0);
	});

	it("has no pending reply of a service that dies, or is dead when it is asked", () => {
		expect(historyAfter(`${START} vfsReply(u0) exit(s0)`)[0]).toEqual({ asked: 0b10, pending: 0, late: 0 });
		expect(historyAfter(`${START} exit(s0) vfsReply(u0)`)[0]).toEqual({ asked: 0b10, pending: 0, late: 0 });
	});
});
