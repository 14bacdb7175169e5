import { describe, expect, it } from "vitest";
import { UNLIMITED } from "../../explore/limits.ts";
import { PackedModel } from "../../explore/models/packed-model.ts";
import { Symmetry } from "../../explore/models/symmetry.ts";
import { Registers } from "../../explore/models/system-encoding.ts";
import { SystemModel } from "../../explore/models/system-model.ts";
import { search } from "../../explore/search.ts";
import { searchSpecification } from "../../explore/specification/search-specification.ts";
import { nrProcs, type Scope, scopeName } from "../../model/scope.ts";
import { processOf, type State } from "../../model/state.ts";
import { System } from "../../model/system.ts";

const SCOPES: readonly (Scope & {
	readonly states: number;
	readonly canonical: number;
	readonly transitions: number;
	readonly depth: number;
})[] = [
	{ users: 1, services: 1, slots: 4, states: 146, canonical: 146, transitions: 818, depth: 9 },
	{ users: 2, services: 1, slots: 4, states: 1_550, canonical: 848, transitions: 13_242, depth: 13 },
	{ users: 1, services: 2, slots: 4, states: 4_675, canonical: 2_355, transitions: 46_992, depth: 14 },
	{ users: 1, services: 2, slots: 1, states: 1_813, canonical: 924, transitions: 16_176, depth: 13 },
];

/** Encodes the successors of a state, action by action. */
function successors<S>(
	model: SystemModel | PackedModel,
	emitAll: (emit: (action: number, next: S) => void) => void,
	encode: (next: S, words: Int32Array) => void,
): string[] {
	const found: string[] = [];
	emitAll((action, next) => {
		const words = new Int32Array(model.width);
		encode(next, words);
		found.push(`${model.actionName(action)} ${words.join()}`);
	});
	return found;
}

describe.each(SCOPES)("the specification at $users users, $services services, $slots slots", (expected) => {
	const { users, services, slots } = expected;
	const scope: Scope = { users, services, slots };

	it("has the counts of the table, by the plain search and by the accelerated one, with symmetry and without", async () => {
		const { states, canonical, transitions, depth } = expected;
		const packed = new PackedModel(scope);
		expect(await search(packed, [], { symmetry: false })).toMatchObject({ stored: states, states, transitions, depth });
		expect(await search(packed, [])).toMatchObject({ stored: canonical, states, transitions, depth });
		expect(await search(new SystemModel(new System(scope)), [])).toMatchObject({
			stored: canonical,
			states,
			transitions,
			depth,
		});
		const how = { limits: UNLIMITED, signal: undefined, onProgress: undefined };
		for (const symmetry of [true, false]) {
			const fast = await searchSpecification(scope, { ...how, symmetry });
			expect(fast).toMatchObject({ states, canonicalStates: canonical, transitions, depth });
		}
	});

	it("takes the same steps packed as in plain data, from every state", async () => {
		const [plain, packed] = [new SystemModel(new System(scope)), new PackedModel(scope)];
		let compared = 0;
		const holds = (state: State): boolean => {
			const words = new Int32Array(plain.width);
			plain.encode(state, words);
			const ofPlain = successors<State>(
				plain,
				(emit) => plain.successors(state, emit),
				(next, to) => plain.encode(next, to),
			);
			const ofPacked = successors<Int32Array>(
				packed,
				(emit) => packed.successors(words, emit),
				(next, to) => packed.encode(next, to),
			);
			compared++;
			return ofPlain.join("; ") === ofPacked.join("; ");
		};
		// A model of its own walks: the one that is compared must not be asked for successors while it emits them.
		const explored = new SystemModel(new System(scope));
		const { discoveries } = await search(explored, [{ kind: "always", name: "same steps", holds }], {
			symmetry: false,
		});
		expect(discoveries).toEqual([]);
		expect(compared).toBe(expected.states);
	});

	it("has one representative for all states that differ in names", async () => {
		const [explored, symmetry] = [new SystemModel(new System(scope)), new Symmetry(scope)];
		const swapped = ({ processes, slots: list }: State, one: number, other: number): State => {
			const name = (process: number): number => (process === one ? other : process === other ? one : process);
			return {
				processes: processes.map((_, index) => {
					const { lifecycle, killed, told, waitsFor } =
						processes[name(index)] ?? processOf("free", false, false, undefined);
					return processOf(lifecycle, killed, told, waitsFor === undefined ? undefined : name(waitsFor));
				}),
				slots: list.map((slot) => ({ ...slot, service: name(slot.service) })),
			};
		};
		const representative = (state: State): string => {
			const registers = new Registers(scope);
			registers.take(state);
			const words = new Int32Array(explored.width);
			registers.store(words);
			symmetry.canonical(words);
			return words.join();
		};
		const pairs = [
			[0, users - 1],
			[users, nrProcs(scope) - 1],
		] as const;
		const holds = (state: State): boolean =>
			pairs.every(([one, other]) => representative(state) === representative(swapped(state, one, other)));
		const { discoveries } = await search(explored, [{ kind: "always", name: "one representative", holds }], {
			symmetry: false,
		});
		expect(discoveries).toEqual([]);
	});

	it(`is stored in as many words as ${scopeName(scope)} takes, and read back`, async () => {
		const explored = new SystemModel(new System(scope));
		const holds = (state: State): boolean => {
			const words = new Int32Array(explored.width);
			explored.encode(state, words);
			return JSON.stringify(explored.decode(words)) === JSON.stringify(state);
		};
		expect((await search(explored, [{ kind: "always", name: "read back", holds }])).discoveries).toEqual([]);
	});
});
