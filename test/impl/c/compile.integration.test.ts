import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { compile } from "../../../impl/c/compile/compile.ts";
import { createCTarget } from "../../../impl/c/runtime/facility.ts";
import { compiled, fixture, useNewCache } from "../../support/sources.ts";

const SCOPE = { users: 1, services: 1, slots: 4 };

async function errorOf(name: string, slots?: number): Promise<string> {
	const result = await compile(fixture(name), SCOPE, { slots });
	return "error" in result ? result.error : "no error";
}

describe("a source that cannot be used", () => {
	test("that does not compile is answered with clang's message, the path as given and the line", async () => {
		const error = await errorOf("does-not-compile.c");
		expect(error).toContain("test/fixtures/c/does-not-compile.c:6:9: error: use of undeclared identifier 'undeclared'");
		expect(error).not.toContain("shim/");
	});

	test("without an entry point is an error that names it", async () => {
		expect(await errorOf("lacks-publish-event.c")).toBe(
			"test/fixtures/c/lacks-publish-event.c lacks publish_event: expected do_proceventmask, do_proc_event_reply, publish_event in it",
		);
	});

	test("that hides its subscribers is an error that names ROLLCALL_VIEW", async () => {
		expect(await errorOf("cannot-be-seen.c")).toBe(
			"test/fixtures/c/cannot-be-seen.c keeps its subscribers in another way than subs[] (endpt, mask, waiting) and nsubs: " +
				"define ROLLCALL_VIEW in it, and rollcall_nsubs(), rollcall_sub() and rollcall_eventsub() to show them " +
				"(use of undeclared identifier 'subs'; use of undeclared identifier 'nsubs')",
		);
	});

	test("that calls what PM does not have is an error with the name", async () => {
		const { path, text } = fixture("linked.c");
		const calling = `int elsewhere(void);\n${text.replace("return EPERM", "return elsewhere()")}`;
		const result = await compile({ path, text: calling }, SCOPE);
		expect("error" in result && result.error).toContain("uses elsewhere,");
	});

	test("that names its number of slots in another way cannot be given another", async () => {
		expect(await errorOf("does-not-compile.c", 2)).toContain('expected a line "#define NR_SUBS <number>", found none');
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

	test("has a small memory, the guards of its arrays included", async () => {
		const target = createCTarget(await compiled(fixture("failing.c"), SCOPE, { slots: 4 }), SCOPE);
		expect(target.memory.length).toBeLessThan(320);
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
		vi.doUnmock("@yowasp/clang");
	});

	/** From now on whoever loads clang fails. */
	function withoutClang(): void {
		vi.doMock("@yowasp/clang", () => {
			throw new Error("clang is loaded");
		});
	}

	test("gives a module back without loading clang", async () => {
		withoutClang();
		expect((await compiled(fixture("failing.c"), SCOPE)).fromCache).toBe(true);
		await expect(compile(fixture("failing.c"), { ...SCOPE, users: 2 })).rejects.toThrow();
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
			expect(readFileSync(entry)).toEqual(whole);
		}
	});

	test("leaves nothing but whole entries", () => {
		expect(readdirSync(folder)).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.module$/)]);
	});

	test("that cannot be written to is done without", async () => {
		process.env["XDG_CACHE_HOME"] = join(folder, readdirSync(folder)[0] ?? "");
		expect((await compiled(fixture("failing.c"), SCOPE)).fromCache).toBe(false);
	});
});
