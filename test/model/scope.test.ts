import { describe, expect, it } from "vitest";
import { scopeList } from "../../cli/options/values.ts";
import { formatAction, parseAction } from "../../model/action.ts";
import {
	isSameScope,
	isService,
	nrProcs,
	numberInKind,
	processName,
	processOfRow,
	rowOf,
	type Scope,
	scopeName,
	serviceAt,
	sharerOf,
	userAt,
	withRows,
} from "../../model/scope.ts";

const USERS_FIRST: Scope = { users: 2, services: 1, slots: 4 };
const SERVICES_FIRST = withRows(USERS_FIRST, "services first");
const SHARED = withRows(USERS_FIRST, "shared");
const SPREAD = withRows({ users: 5, services: 2, slots: 4 }, "services spread");

/** The process of the same kind and number. */
function placeOf(scope: Scope, process: number): number {
	return (isService(scope, process) ? serviceAt : userAt)(scope, numberInKind(scope, process));
}

function names(scope: Scope): readonly string[] {
	return [0, 1, 2].map((process) => processName(scope, process));
}

describe("a scope", () => {
	it("has the processes in the order of their rows, and names the first kind first", () => {
		expect([scopeName(USERS_FIRST), names(USERS_FIRST)]).toEqual(["2u 1s 4k", ["u0", "u1", "s0"]]);
		expect([scopeName(SERVICES_FIRST), names(SERVICES_FIRST)]).toEqual(["1s 2u 4k", ["s0", "u0", "u1"]]);
		expect([0, 1, 2].map((process) => isService(SERVICES_FIRST, process))).toEqual([true, false, false]);
	});

	it("has rows that a user and a service have in turn, and such that one or none of them has", () => {
		const scope = withRows({ users: 1, services: 2, slots: 4 }, "shared");
		expect([scopeName(SHARED), names(SHARED), scopeName(scope)]).toEqual(["2u+1s 4k", ["u0", "u1", "s0"], "1u+2s 4k"]);
		expect([0, 1, 2].map((process) => rowOf(scope, process))).toEqual([0, 0, 1]);
		expect([0, 1, 2].map((process) => sharerOf(scope, process))).toEqual([1, 0, undefined]);
		expect([0, 1, 2].map((process) => sharerOf(SHARED, process))).toEqual([2, undefined, 0]);
		expect([0, 1, 2].map((row) => processOfRow(scope, row))).toEqual([1, 2, 5]);
		expect([0, 1, 2].map((row) => processOfRow(SHARED, row))).toEqual([2, 1, 5]);
	});

	it("has services at even distances, from the first row on", () => {
		const all = Array.from({ length: 7 }, (_, process) => processName(SPREAD, process));
		expect([scopeName(SPREAD), all]).toEqual(["5u 2s 4k spread", ["s0", "u0", "u1", "s1", "u2", "u3", "u4"]]);
	});

	it.each([0, 1, 2, 3, 7, 60].flatMap((users) => [0, 1, 2, 3, 8].map((services) => ({ users, services, slots: 4 }))))(
		"numbers its processes in every order of rows: %o",
		(scope) => {
			for (const order of ["users first", "services first", "services spread", "shared"] as const) {
				const ordered = withRows(scope, order);
				const processes = Array.from({ length: nrProcs(ordered) }, (_, process) => process);
				expect(processes.filter((process) => isService(ordered, process))).toHaveLength(scope.services);
				expect(processes.map((process) => placeOf(ordered, process))).toEqual(processes);
			}
		},
	);

	it("is another one with its rows in another order, and the same one again", () => {
		expect(isSameScope(USERS_FIRST, SERVICES_FIRST)).toBe(false);
		expect(isSameScope(SHARED, USERS_FIRST)).toBe(false);
		expect(withRows(SERVICES_FIRST, "users first")).toEqual(USERS_FIRST);
	});

	it.each([USERS_FIRST, SERVICES_FIRST, SHARED])("reads the actions that it prints: %o", (scope) => {
		for (const process of [0, 1, 2]) {
			const action = { kind: "spawn", process } as const;
			expect(parseAction(scope, formatAction(scope, action))).toEqual(action);
		}
		expect(parseAction(scope, "spawn(s1)")).toHaveProperty("error");
		expect(parseAction(scope, "spawn(u2)")).toHaveProperty("error");
	});

	it.each([USERS_FIRST, SERVICES_FIRST, SHARED, SPREAD])("is read from its name: %o", (scope) => {
		expect(scopeList(scopeName(scope))).toEqual([scope]);
	});

	it.each(["1s 2s", "2u 1u 4k", "1s", "1s 33u", "2s+1u", "1u+2u", "1u+s", "1s 2u spread", "1u+2s spread"])(
		"is not read from %s",
		(name) => {
			expect(() => scopeList(name)).toThrow("Expected");
		},
	);
});
