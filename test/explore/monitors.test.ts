import { describe, expect, it } from "vitest";
import { Components } from "../../explore/fast/rows/components.ts";
import { RowSearch } from "../../explore/fast/rows/row-search.ts";
import { UNLIMITED } from "../../explore/limits.ts";
import { shortestViolation } from "../../explore/specification/shortest-violation.ts";
import { SpecificationViolated } from "../../explore/specification/specification-violated.ts";
import { PROCESS_EVENTS } from "../../model/charts/process.ts";
import { SLOT_EVENTS } from "../../model/charts/slot.ts";
import { type Chart, type Charts, slotCode, tabulatedCharts } from "../../model/charts/table.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";

const SCOPE = { users: 1, services: 2, slots: 4 };
const CHARTS = tabulatedCharts(3);

type Move = NonNullable<ReturnType<Chart["take"]>>;

/** The chart with another answer to some of what it is asked. */
function faulty(chart: Chart, fault: (code: number, event: number, move: Move | undefined) => Move | undefined): Chart {
	return { codes: chart.codes, take: (code, event) => fault(code, event, chart.take(code, event)) };
}

/** The claim that a search over the charts finds broken; undefined where it finds none. */
function brokenBy(charts: Partial<Charts>): string | undefined {
	try {
		const search = new RowSearch(new Components(SCOPE, { symmetry: true }, { ...CHARTS, ...charts }));
		while (search.hasMore) search.expand(1_000);
		return undefined;
	} catch (error) {
		if (error instanceof SpecificationViolated) return error.claim;
		throw error;
	}
}

const processEvent = (type: string): number => PROCESS_EVENTS.findIndex((event) => event.type === type);
const ask = (asked: number): number => SLOT_EVENTS.findIndex((event) => event.type === "ASK" && event.event === asked);
const setMask = (mask: number): number =>
	SLOT_EVENTS.findIndex((event) => event.type === "SET_MASK" && event.mask === mask);
const ANSWER = SLOT_EVENTS.findIndex((event) => event.type === "ANSWER");
const DIE = SLOT_EVENTS.findIndex((event) => event.type === "DIE");
const OVER = processEvent("EVENT_OVER");

describe("the claims on the way", () => {
	it("hold over the charts as they are", () => {
		expect(brokenBy({})).toBeUndefined();
	});

	it.each([
		[
			"only-the-interested",
			faulty(CHARTS.slot, (code, event, move) =>
				code === slotCode(1, 0) && event === ask(2) ? { to: slotCode(1, 1), effects: [] } : move,
			),
		],
		[
			"no-subscriber-skipped",
			faulty(CHARTS.slot, (code, event, move) => (code === slotCode(3, 0) && event === ask(1) ? undefined : move)),
		],
		[
			"waiting-balances",
			faulty(CHARTS.slot, (code, event, move) =>
				code === slotCode(3, 0) && event === ask(1) ? { to: slotCode(3, 2), effects: [] } : move,
			),
		],
		[
			"mask-replaces",
			faulty(CHARTS.slot, (code, event, move) =>
				code === slotCode(1, 0) && event === setMask(2) ? { to: slotCode(3, 0), effects: [] } : move,
			),
		],
		[
			"quick-resubscription",
			faulty(CHARTS.slot, (code, event, move) =>
				code === slotCode(0, 1) && event === setMask(1) ? { to: slotCode(1, 0), effects: [] } : move,
			),
		],
		[
			"lingers-only-if-owed",
			faulty(CHARTS.slot, (code, event, move) =>
				code === slotCode(1, 1) && event === setMask(0) ? { to: 0, effects: [] } : move,
			),
		],
		[
			"leftover-acknowledged",
			faulty(CHARTS.slot, (code, event, move) => (code === slotCode(0, 2) && event === ANSWER ? undefined : move)),
		],
		[
			"dead-subscriber-released",
			faulty(CHARTS.slot, (code, event, move) => (code === slotCode(1, 1) && event === DIE ? undefined : move)),
		],
	])("see %s broken by the slot's chart", (claim, slot) => {
		expect(brokenBy({ slot })).toBe(claim);
	});

	it.each([
		[
			"resumed-once-after-all",
			faulty(CHARTS.user, (_, event, move) => (move && event === OVER ? { ...move, effects: [] } : move)),
		],
		["not-nested", faulty(CHARTS.user, (code, event, move) => (move && event === OVER ? { ...move, to: code } : move))],
		[
			"vfs-first",
			faulty(CHARTS.user, (_, event, move) => {
				const signalled = CHARTS.user.codes.find((code) => CHARTS.user.take(code, OVER)) ?? 0;
				return move && event === processEvent("SIGNAL") ? { ...move, to: signalled } : move;
			}),
		],
		[
			"one-event-at-a-time",
			faulty(CHARTS.user, (code, event, move) =>
				event === processEvent("VFS_REPLY") && CHARTS.user.take(code, OVER) ? { to: code, effects: [] } : move,
			),
		],
	])("see %s broken by a user's chart", (claim, user) => {
		expect(brokenBy({ user })).toBe(claim);
	});
});

describe("the shortest interleaving that shows the specification broken", () => {
	const limits = { ...UNLIMITED, states: 3_000 };

	it("is as short as can be, and ends with the step that breaks the claim", async () => {
		const slot = faulty(CHARTS.slot, (code, event, move) =>
			code === slotCode(3, 0) && event === ask(1) ? undefined : move,
		);
		const claims = CLAIMS.filter(({ id }) => id === "no-subscriber-skipped");
		const found = await shortestViolation(new System(SCOPE, { ...CHARTS, slot }), claims, limits, undefined);
		expect(found?.steps.map(({ action }) => action.kind)).toEqual(["spawn", "spawn", "exit", "setMask", "vfsReply"]);
		expect(found?.broken[0]).toMatchObject({ claim: { id: "no-subscriber-skipped" } });
		expect(found?.steps.at(-1)?.after.processes[0]?.lifecycle).toBe("zombie");
	});

	it("is of another claim where the fault shows as that one broken", async () => {
		const slot = faulty(CHARTS.slot, (code, event, move) =>
			code === slotCode(1, 1) && event === setMask(0) ? { to: 0, effects: [] } : move,
		);
		const found = await shortestViolation(new System(SCOPE, { ...CHARTS, slot }), CLAIMS, limits, undefined);
		expect(found?.steps.at(-1)?.action).toMatchObject({ kind: "setMask", mask: 0 });
	});

	it("is not there over the charts as they are", async () => {
		const few = { ...limits, states: 300 };
		expect(await shortestViolation(new System(SCOPE), CLAIMS, few, undefined)).toBeUndefined();
	});
});
