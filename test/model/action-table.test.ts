import { describe, expect, it } from "vitest";
import {
	ACTION_KINDS,
	type Action,
	type ActionKind,
	actionNumber,
	actionOf,
	alphabet,
	COUNTED_KINDS,
	formatAction,
	OPERANDS,
	operandCount,
	operandsOf,
	parseAction,
	withOperands,
} from "../../model/action.ts";
import { ACTIONS, type ActionRow } from "../../model/action-table.ts";
import { statecharts } from "../../model/charts/table.ts";
import { nrProcs, type Scope } from "../../model/scope.ts";
import { CHART_EVENT, countedAlphabet } from "../../model/system.ts";
import { maskBitsIn, processesOf, renameProcesses, simplerOperands, variantsOf } from "../../model/variants.ts";

const SCOPES: readonly Scope[] = [
	{ users: 0, services: 1, slots: 1 },
	{ users: 3, services: 0, slots: 4 },
	{ users: 2, services: 2, slots: 4 },
	{ users: 11, services: 8, slots: 8 },
];
const SCOPE: Scope = { users: 2, services: 2, slots: 4 };
const SCOPE_OF_TWO: Scope = { users: 1, services: 1, slots: 1 };

function row(kind: ActionKind): ActionRow {
	return ACTIONS[kind];
}

it("the text form of an action names each of MINIX's 256 processes", () => {
	const scope: Scope = { users: 248, services: 8, slots: 4 };
	for (let process = 0; process < nrProcs(scope); process++) {
		expect(parseAction(scope, formatAction(scope, { kind: "spawn", process }))).toEqual({ kind: "spawn", process });
	}
});

describe.each(SCOPES)("the alphabet of $users users and $services services", (scope) => {
	it("is read back from its text form", () => {
		for (const action of alphabet(scope)) expect(parseAction(scope, formatAction(scope, action))).toEqual(action);
	});

	it("is put together from kind, process and operands again", () => {
		for (const action of alphabet(scope)) {
			expect(actionOf(action.kind, action.process, operandsOf(action))).toEqual(action);
		}
	});

	it.each([
		["all", ACTION_KINDS],
		["the counted", COUNTED_KINDS],
		["two", ["reply", "spawn"]],
	] as const)("is numbered by %s kinds without a gap", (_, kinds) => {
		const actions = alphabet(scope, kinds);
		expect(actions.map((action) => actionNumber(scope, action, kinds))).toEqual([...actions.keys()]);
		const others = alphabet(scope).filter(({ kind }) => !(kinds as readonly ActionKind[]).includes(kind));
		for (const action of others) expect(actionNumber(scope, action, kinds)).toBe(-1);
	});

	it("has as many actions of each kind as processes and operands allow", () => {
		for (const kind of ACTION_KINDS) {
			const count = (scope.users + scope.services) * operandCount(scope, kind);
			expect(alphabet(scope, [kind])).toHaveLength(count);
		}
	});
});

describe("the alphabet", () => {
	it("has the counted actions in the order of docs/protocol.md", () => {
		expect(countedAlphabet(SCOPE_OF_TWO).map((action) => formatAction(SCOPE_OF_TWO, action))).toEqual([
			...["spawn(u0)", "spawn(s0)", "signal(u0)", "signal(s0)", "kill(u0)", "kill(s0)", "exit(u0)", "exit(s0)"],
			...["vfsReply(u0)", "vfsReply(s0)"],
			...["setMask(u0, 0)", "setMask(u0, EXIT)", "setMask(u0, SIGNAL)", "setMask(u0, EXIT|SIGNAL)"],
			...["setMask(s0, 0)", "setMask(s0, EXIT)", "setMask(s0, SIGNAL)", "setMask(s0, EXIT|SIGNAL)"],
			...["reply(u0, u0, EXIT)", "reply(u0, u0, SIGNAL)", "reply(u0, s0, EXIT)", "reply(u0, s0, SIGNAL)"],
			...["reply(s0, u0, EXIT)", "reply(s0, u0, SIGNAL)", "reply(s0, s0, EXIT)", "reply(s0, s0, SIGNAL)"],
			...["reap(u0)", "reap(s0)"],
		]);
	});

	it("has beside the counted actions those on which docs/protocol.md says more", () => {
		const counted = new Set(countedAlphabet(SCOPE).map((action) => formatAction(SCOPE, action)));
		const others = alphabet(SCOPE).filter((action) => !counted.has(formatAction(SCOPE, action)));
		expect(others.map(({ kind }) => row(kind).isCounted)).not.toContain(true);
		expect(others.map(({ kind }) => kind)).toContain("staleReply");
	});
});

describe.each(ACTION_KINDS)("the row of %s", (kind) => {
	it("has a legend of its own, with as many operands as the action has", () => {
		const { legend } = row(kind);
		const [, operands = ""] = new RegExp(`^\`${kind}\\(([^)]*)\\)\`: .*\\.$`).exec(legend) ?? [];
		expect(operands.split(", ")).toHaveLength(1 + OPERANDS[kind].length);
	});

	it("has a name in C that no other has", () => {
		expect(ACTION_KINDS.filter((other) => row(other).inC === row(kind).inC)).toEqual([kind]);
	});

	it("names only operands of its own in its sequence diagram", () => {
		const [action] = alphabet(SCOPE, [kind]);
		for (const template of row(kind).sequence) {
			const texts = template.kind === "note" ? [template.over] : [template.from, template.to];
			for (const text of [...texts, template.text]) {
				expect(action && withOperands(SCOPE, action, text)).toMatch(/^[^{}]+$/);
			}
		}
	});

	it("has a chart event that enables it in some state of a process", () => {
		const { user, service } = statecharts(2);
		const takes = [user, service].some((chart) =>
			chart.codes.some((code) => chart.take(code, CHART_EVENT[kind]) !== undefined),
		);
		expect(takes).toBe(true);
	});

	it("is tried at random", () => {
		expect(row(kind).weight).toBeGreaterThan(0);
	});
});

describe("actions like an action", () => {
	const texts = (actions: readonly Action[]): readonly string[] => actions.map((action) => formatAction(SCOPE, action));

	it("name the processes that they are renamed to, and lead back", () => {
		const shift = (process: number): number => (process + 1) % 4;
		const back = (process: number): number => (process + 3) % 4;
		for (const action of alphabet(SCOPE)) {
			const renamed = renameProcesses(action, shift);
			expect(processesOf(renamed)).toEqual(processesOf(action).map(shift));
			expect(renameProcesses(renamed, back)).toEqual(action);
		}
	});

	it("differ from it in one operand that is no process", () => {
		for (const action of alphabet(SCOPE)) {
			for (const other of variantsOf(SCOPE, action)) {
				expect([other.kind, processesOf(other)]).toEqual([action.kind, processesOf(action)]);
				const was = operandsOf(action);
				expect(operandsOf(other).filter((value, index) => value !== was[index])).toHaveLength(1);
			}
		}
		expect(texts(variantsOf(SCOPE, { kind: "setMask", process: 2, mask: 1 }))).toEqual([
			...["setMask(s0, 0)", "setMask(s0, SIGNAL)", "setMask(s0, EXIT|SIGNAL)"],
		]);
		expect(texts(variantsOf(SCOPE, { kind: "reply", process: 2, about: 0, event: 1 }))).toEqual([
			"reply(s0, u0, SIGNAL)",
		]);
		expect(variantsOf(SCOPE, { kind: "reap", process: 0 })).toEqual([]);
	});

	it("are simpler with a lower mask that still subscribes", () => {
		expect(texts(simplerOperands(SCOPE, { kind: "setMask", process: 2, mask: 3 }))).toEqual([
			...["setMask(s0, EXIT)", "setMask(s0, SIGNAL)"],
		]);
		expect(simplerOperands(SCOPE, { kind: "setMask", process: 2, mask: 1 })).toEqual([]);
		expect(simplerOperands(SCOPE, { kind: "reply", process: 2, about: 0, event: 2 })).toEqual([]);
	});

	it("have as many bits as their masks", () => {
		const bits = alphabet(SCOPE, ["setMask"]).slice(0, 4).map(maskBitsIn);
		expect(bits).toEqual([0, 1, 1, 2]);
		expect(maskBitsIn({ kind: "reply", process: 2, about: 0, event: 2 })).toBe(0);
	});
});
