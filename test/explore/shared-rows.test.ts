import { describe, expect, it } from "vitest";
import { UNLIMITED } from "../../explore/limits.ts";
import { PackedModel } from "../../explore/models/packed-model.ts";
import { SystemModel } from "../../explore/models/system-model.ts";
import { search } from "../../explore/search.ts";
import { searchSpecification } from "../../explore/specification/search-specification.ts";
import { createMirror } from "../../impl/mirror/target.ts";

import { type Scope, sharerOf } from "../../model/scope.ts";
import type { State } from "../../model/state.ts";
import { System } from "../../model/system.ts";
import { findings, mirror, search as searchMirror } from "../support/product.ts";
import { parse } from "../support/stories.ts";

const how = { limits: UNLIMITED, signal: undefined, onProgress: undefined };

describe.each([
	[{ users: 1, services: 1, slots: 4, rows: "shared" }, 20, 68],
	[{ users: 2, services: 1, slots: 4, rows: "shared" }, 188, 1_194],
	[{ users: 1, services: 2, slots: 4, rows: "shared" }, 457, 3_504],
	[{ users: 2, services: 2, slots: 1, rows: "shared" }, 463, 3_496],
] as const)("rows that a user and a service have in turn: %o", (scope: Scope, states, transitions) => {
	it("have as many states in plain data, packed, and beside the mirror, and never both processes", async () => {
		const holds = ({ processes }: State): boolean =>
			processes.every(({ lifecycle }, process) => {
				const sharer = sharerOf(scope, process);
				return lifecycle === "free" || sharer === undefined || processes[sharer]?.lifecycle === "free";
			});
		const found = { stored: states, transitions };
		const plain = new SystemModel(new System(scope));
		const taken = await search(plain, [{ kind: "always", name: "one of two", holds }], { symmetry: false });
		expect(taken).toMatchObject({ ...found, discoveries: [] });
		expect(await search(new PackedModel(scope), [], { symmetry: false })).toMatchObject(found);
		const product = await searchMirror(mirror(scope, "clear-waiting"));
		expect(product).toMatchObject({ states, pairs: states, transitions, findings: [], reachesAll: true });
		expect(product.exercised.get("conforms")).toBe(transitions);
	});
});

describe("rows that a user and a service have in turn", () => {
	const scope: Scope = { users: 1, services: 2, slots: 4, rows: "shared" };

	it("have with one of each kind the states of either alone: nothing of a dead process is left", async () => {
		const alone = async (users: number, services: number): Promise<number> =>
			(await searchSpecification({ users, services, slots: 4 }, { symmetry: false, ...how })).states;
		expect((await alone(1, 0)) + (await alone(0, 1)) - 1).toBe(20);
	});

	it("show the stale wait count of MINIX's source", async () => {
		expect(findings(await searchMirror(mirror(scope, "faithful")))).toContainEqual(["waiting-balances", 10]);
	});

	it("have another endpoint for each process in turn, and none for the one that is not there", () => {
		const target = createMirror(scope, "clear-waiting");
		const lives = "spawn(s0) setMask(s0, EXIT) exit(s0) vfsReply(s0) reap(s0) spawn(u0) spawn(s1)";
		for (const action of parse(scope, lives)) expect(target.apply(action)).toMatchObject({ ok: true });
		const about = (words: string) => parse(scope, words).map((action) => target.apply(action));
		expect(target.dump().rows.map(({ endpoint }) => endpoint)).toEqual([0x1_0000, 0x8000, 0x8001]);
		for (const words of ["reply(s1, s0, EXIT)", "staleReply(s1, u0, EXIT)", "staleReply(s1, s0, EXIT)"]) {
			expect(about(words)).toMatchObject([{ result: { code: "SUSPEND", warnings: [/no process has endpoint/] } }]);
		}
		expect(target.view()).toMatchObject({ slots: [], eventsubs: [-1, -1, -1] });
	});

	it("are searched by the plain search only", async () => {
		await expect(searchSpecification(scope, { symmetry: true, ...how })).rejects.toThrow("a row for each process");
	});
});
