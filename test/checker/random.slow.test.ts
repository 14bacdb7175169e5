import { describe, expect, it } from "vitest";
import { verify } from "../../checker/verify.ts";
import { SCOPE_LIMITS } from "../../model/scope.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { edited, read } from "../support/sources.ts";

/** No scope is searched, so that little but the random part is run. */
const claims = CLAIMS.filter(({ id }) => id === "conforms");
const scopes = () => [];

describe("the random part of a verification", () => {
	it("runs interleavings of the scope, longer ones, ones of many processes, and ones with a prologue", {
		timeout: 300_000,
	}, async () => {
		const { random } = await verify({ claims, runs: 500, scopes, seed: 1 });
		expect(
			random.sizes.map(({ scope: { users, services }, maxActions, prologue, runs }) => [
				...[users, services, maxActions, prologue, runs],
			]),
		).toEqual([
			[248, 8, 3_000, "crowd", 1],
			[248, 8, 500, undefined, 1],
			[64, 2, 500, undefined, 5],
			[8, 6, 300, "lingering", 10],
			[3, 5, 1_000, "lives", 5],
			[3, 5, 480, undefined, 10],
			[3, 5, 480, undefined, 5],
			[3, 5, 120, undefined, 500],
		]);
		expect(random.runs).toBe(537);
		// The options of a replay command take no more.
		const [most, mostServices] = [SCOPE_LIMITS.users[1], SCOPE_LIMITS.services[1]];
		expect(random.sizes.filter(({ scope }) => scope.users > most || scope.services > mostServices)).toEqual([]);
	});

	it("has no more processes than PM where a source has room for 16 subscribers", { timeout: 300_000 }, async () => {
		const path = "examples/event-facility/facility.c";
		const text = edited(read(path).text, [["#define NR_SUBS 4", "#define NR_SUBS 16"]]);
		expect(text).toContain("NR_SUBS 16");
		const { random, findings } = await verify({
			target: { kind: "c", path, text },
			claims,
			runs: 500,
			scopes,
			seed: 1,
		});
		expect(findings).toEqual([]);
		const sizes = random.sizes.map(({ scope: { users, services, slots } }) => [users, services, slots]);
		expect(sizes.slice(0, 4)).toEqual([
			[248, 8, 16],
			[248, 8, 16],
			[64, 2, 16],
			[8, 8, 16],
		]);
	});

	it("runs nothing but interleavings with a prologue where one is asked for", async () => {
		const { random } = await verify({
			claims,
			runs: 3,
			scopes,
			seed: 1,
			prologue: "lives",
			scope: { users: 1, services: 1 },
		});
		expect(random.sizes).toMatchObject([{ scope: { users: 1, services: 1 }, prologue: "lives", runs: 3 }]);
	});
});
