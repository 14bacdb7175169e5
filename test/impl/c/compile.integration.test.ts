import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { compile } from "../../../impl/c/compile/compile.ts";
import { createCTarget } from "../../../impl/c/runtime/target.ts";
import { compiled, fixture, useNewCache, useSharedCache } from "../../support/sources.ts";

const SCOPE = { users: 1, services: 1, slots: 4 };

async function errorOf(name: string, slots?: number): Promise<string> {
	const result = await compile(fixture(name), SCOPE, { slots });
	return "error" in result ? result.error : "no error";
}

describe("a source that cannot be used", () => {
	test("that does not compile is answered with clang's message, the path as given and the line", async () => {
		const error = await errorOf("does-not-compile.c");
		expect(error).toContain("test/fixtures/c/does-not-compile.c:6:10: error: expected ';' after return statement");
		expect(error).not.toContain("rollcall>");
		expect(error).not.toContain("In file included");
	});

	test("without an entry point is an error that names it", async () => {
		expect(await errorOf("lacks-publish-event.c")).toBe(
			"test/fixtures/c/lacks-publish-event.c lacks publish_event: expected do_proceventmask, do_proc_event_reply, publish_event in it",
		);
	});

	test("that hides its subscribers is an error that names ROLLCALL_VIEW", async () => {
		expect(await errorOf("cannot-be-seen.c")).toBe(
			"test/fixtures/c/cannot-be-seen.c keeps its subscribers in another way than subs[] (endpt, mask, waiting) and nsubs: " +
				"name what it has with --view subs=NAME,nsubs=NAME, or define ROLLCALL_VIEW in it, and rollcall_nsubs(), " +
				"rollcall_sub(), rollcall_eventsub() and rollcall_nr_subs() to show them " +
				"(use of undeclared identifier 'subs'; use of undeclared identifier 'nsubs')",
		);
	});

	test("that does not define its number of slots cannot be given another", async () => {
		const { path, text } = fixture("linked.c");
		const literal = text.replace(/^#define NR_SUBS 4$/m, "").replaceAll("NR_SUBS", "4");
		const named = `${literal}\nunsigned rollcall_nr_subs(void) { return 4; }\n`;
		expect(await compile({ path, text: named }, SCOPE, { slots: 2 })).toMatchObject({
			error: `${path} has 4 slots and cannot be given 2: nothing there defines NR_SUBS; --view slots=NAME names another constant`,
			isAboutSlots: true,
		});
		expect(await compile({ path, text: named }, SCOPE, { slots: 4 })).toMatchObject({ slots: 4 });
	});
});

describe("the number of slots", () => {
	test("is the source's own unless another is asked for", async () => {
		expect((await compiled(fixture("linked.c"), SCOPE)).slots).toBe(4);
		expect((await compiled(fixture("linked.c"), SCOPE, { slots: 1 })).slots).toBe(1);
	});

	test("decides when a subscription is refused", async () => {
		const scope = { users: 0, services: 2, slots: 1 };
		const target = createCTarget(await compiled(fixture("linked.c"), scope, { slots: 1 }), scope);
		const codes = [0, 1].map((process) => {
			target.apply({ kind: "spawn", process });
			const outcome = target.apply({ kind: "setMask", process, mask: 1 });
			return outcome.ok && outcome.result.code;
		});
		expect(codes).toEqual(["OK", "ENOMEM"]);
	});
});

describe("a compiled module", () => {
	test("that was compiled for another scope is refused", async () => {
		const module = await compiled(fixture("linked.c"), SCOPE);
		expect(() => createCTarget(module, { ...SCOPE, users: 2 })).toThrow(RangeError);
	});

	test("has a small memory, the guards of its arrays included, and no strings", async () => {
		const target = createCTarget(await compiled(fixture("failing.c"), SCOPE, { slots: 4 }), SCOPE);
		expect(target.memory.length).toBeLessThan(256);
	});
});

describe("the cache", () => {
	let filled = "";
	let folder = "";
	beforeAll(async () => {
		filled = useNewCache();
		expect((await compiled(fixture("failing.c"), SCOPE)).fromCache).toBe(false);
	});
	beforeEach(() => {
		const cache = useNewCache();
		cpSync(filled, cache, { recursive: true });
		folder = join(cache, "rollcall");
	});
	afterAll(useSharedCache);

	test("gives a module back", async () => {
		expect((await compiled(fixture("failing.c"), SCOPE)).fromCache).toBe(true);
	});

	test("gives who asks for a module while it is built that one", async () => {
		const [one, other] = await Promise.all([1, 2].map(() => compiled(fixture("failing.c"), { ...SCOPE, users: 2 })));
		expect(one?.sha256).toBe(other?.sha256);
		expect(readdirSync(folder)).toHaveLength(2);
	});

	test("does not give a module for other inputs", async () => {
		expect((await compiled(fixture("failing.c"), SCOPE, { slots: 3 })).fromCache).toBe(false);
		expect((await compiled(fixture("failing.c"), SCOPE, { checks: false })).fromCache).toBe(false);
	});

	test("builds a damaged entry again", async () => {
		const entry = join(folder, readdirSync(folder)[0] ?? "");
		const whole = readFileSync(entry);
		for (const damaged of [whole.subarray(0, 100), Buffer.alloc(0), Buffer.from(whole).fill(0, 500, 510)]) {
			writeFileSync(entry, damaged);
			expect((await compiled(fixture("failing.c"), SCOPE)).fromCache).toBe(false);
			expect(readFileSync(entry).equals(whole)).toBe(true);
		}
	});

	test("has a whole entry for a module, and none of the bridge, which the package has", () => {
		expect(readdirSync(folder)).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.module$/)]);
	});

	test("that cannot be written to is done without", async () => {
		vi.stubEnv("XDG_CACHE_HOME", join(folder, readdirSync(folder)[0] ?? ""));
		expect((await compiled(fixture("failing.c"), SCOPE)).fromCache).toBe(false);
	});
});
