import { describe, expect, it } from "vitest";
import { Components } from "../../../../explore/fast/rows/components.ts";
import { decode, encode } from "../../../../explore/fast/rows/encoding.ts";
import { RowSearch } from "../../../../explore/fast/rows/row-search.ts";
import { type State, sameState } from "../../../../model/state.ts";
import { System } from "../../../../model/system.ts";

describe("the successors of pairs of components", () => {
	it.each([
		{ users: 1, services: 1, slots: 4 },
		{ users: 2, services: 1, slots: 1 },
		{ users: 1, services: 2, slots: 4 },
		{ users: 1, services: 2, slots: 1 },
		{ users: 0, services: 3, slots: 2 },
		{ users: 0, services: 3, slots: 4 },
	])("are those of the system, from every state at %o", (scope) => {
		const system = new System(scope);
		const components = new Components(scope, { symmetry: false });
		const { encodings, users, services } = components;
		const pairOf = (state: State) => {
			const locals = encode(scope, encodings, state);
			expect(sameState(decode(scope, encodings, locals), state)).toBe(true);
			const [user, service] = [locals.subarray(0, scope.users), locals.subarray(scope.users)];
			return { user: users.number(user), service: services.number(service) };
		};
		for (const state of reachable(system)) {
			const pair = pairOf(state);
			const search = new RowSearch(components, pair);
			search.expandLevel();
			const enabled = system.enabled(state);
			const expected = new Set(enabled.map((action) => JSON.stringify(pairOf(system.step(state, action).state))));
			expected.delete(JSON.stringify(pair));
			expect(new Set(search.next().map((next) => JSON.stringify(next)))).toEqual(expected);
			expect(search.counts.transitions).toBe(enabled.length);
		}
	});
});

function reachable(system: System): readonly State[] {
	const states = new Map([[JSON.stringify(system.initial), system.initial]]);
	for (const state of states.values()) {
		for (const action of system.enabled(state)) {
			const next = system.step(state, action).state;
			states.set(JSON.stringify(next), next);
		}
	}
	return [...states.values()];
}
