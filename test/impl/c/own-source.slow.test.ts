import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { CSource, SourceSetup } from "../../../impl/c/compile/c-source.ts";
import { compile } from "../../../impl/c/compile/compile.ts";
import { FIELDS } from "../../../impl/c/compile/fields.ts";
import { createCTarget } from "../../../impl/c/runtime/target.ts";
import type { Outcome } from "../../../impl/target.ts";
import { parseAction } from "../../../model/action.ts";
import { compiled, fixture, read } from "../../support/sources.ts";

const SCOPE = { users: 1, services: 1, slots: 2 };
const FOLDER = "examples/own-source";
const VIEW = { subs: "listeners", nsubs: "listener_count", endpt: "who", mask: "events", waiting: "owed" };
const SETUP: SourceSetup = { include: [`${FOLDER}/include`], with: [read(`${FOLDER}/ask.c`)], view: VIEW };

const temporary = mkdtempSync(join(tmpdir(), "rollcall-"));
afterAll(() => rmSync(temporary, { recursive: true }));

/** The example, changed. */
function example(change: (text: string) => string = (text) => text, setup: SourceSetup = SETUP): CSource {
	const { path, text } = read(`${FOLDER}/event.c`);
	const changed = change(text);
	return { path, text: changed, setup };
}

async function errorOf(source: CSource): Promise<string> {
	const result = await compile(source, SCOPE);
	return "error" in result ? result.error : "no error";
}

/** The outcome of the last of some actions. */
async function outcomeOf(source: CSource, ...texts: readonly string[]): Promise<Outcome> {
	const module = await compiled(source, SCOPE);
	const target = createCTarget(module, { ...SCOPE, slots: module.slots });
	const outcomes = texts.map((text) => {
		const action = parseAction(SCOPE, text);
		if ("error" in action) throw new Error(action.error);
		return target.apply(action);
	});
	const last = outcomes.at(-1);
	if (!last) throw new Error("there is no action");
	return last;
}

describe("everyday code of PM", () => {
	test("means here what it means there: flags, fields, queues, texts, signals", async () => {
		expect(await outcomeOf(fixture("everyday.c"), "spawn(s0)", "setMask(s0, EXIT)")).toMatchObject({
			ok: true,
			result: { code: "OK" },
		});
	});

	test("may call a function that nobody defines, until it does: then it fails by its name", async () => {
		expect(await outcomeOf(fixture("everyday.c"), "spawn(s0)", "setMask(s0, SIGNAL)")).toMatchObject({
			failure: {
				text: "calls nobody_defines_this(), which no file defines: compile the one that does with --with FILE.c",
				where: "do_proceventmask",
			},
		});
	});

	test.for([[["mp_exitstatus"]], [["mp_name", "mp_sigstatus"]], [Object.keys(FIELDS)]])(
		"may read any fields of a row: %j",
		async ([names]) => {
			const { path, text } = fixture("linked.c");
			const reads = names?.map((name) => `(void)*(volatile char *)&mproc[0].${name};`).join(" ");
			const reading = text.replace(/^int do_proceventmask\(void\)\s*\{/m, (head) => `${head} ${reads}`);
			expect(reading).not.toBe(text);
			expect(await outcomeOf({ path, text: reading }, "spawn(s0)", "setMask(s0, EXIT)")).toMatchObject({
				ok: true,
				result: { code: "OK" },
			});
		},
	);

	test("may not write a field that is none of its business", async () => {
		expect(await outcomeOf(fixture("everyday.c"), "spawn(u0)", "exit(u0)", "vfsReply(u0)")).toMatchObject({
			failure: { kind: "out of bounds", text: "writes a field of mproc[0], which is not its business" },
		});
	});

	test("that is unknown is listed at once, with what to do", async () => {
		const { path, text } = fixture("everyday.c");
		const unknown = text.replace("int found = FALSE;", "int found = MAYBE + PERHAPS;");
		expect(await errorOf({ path, text: unknown })).toBe(
			`${path} uses MAYBE (line 84), PERHAPS (line 84), which neither it nor a header declares: include the header and name its folder with --include DIR, or give each a value with --define NAME=VALUE`,
		);
		expect(await errorOf({ path, text: unknown, setup: { define: ["MAYBE=0", "PERHAPS"] } })).toBe("no error");
	});
});

describe("a source of several files", () => {
	test("is compiled with its headers, its other files and the names that its view gives", async () => {
		const outcome = await outcomeOf(
			example(),
			"spawn(s0)",
			"setMask(s0, EXIT)",
			"spawn(u0)",
			"exit(u0)",
			"vfsReply(u0)",
		);
		expect(outcome).toMatchObject({ ok: true, result: { messages: [{ to: 1, about: 0, event: 1 }] } });
	});

	test("without the folder of its headers is answered with all that are missing", async () => {
		const more = (text: string): string => `#include <nowhere.h>\n${text}`;
		expect(await errorOf(example(more, {}))).toBe(
			`${FOLDER}/event.c includes <nowhere.h>, <listeners.h>, which are neither next to it nor among Rollcall's own headers: name the folder with --include DIR`,
		);
	});

	test("without its other names is answered with those that are missing", async () => {
		expect(
			await errorOf(example(undefined, { ...SETUP, view: { subs: "listeners", nsubs: "listener_count" } })),
		).toContain("name what it has with --view endpt=NAME,mask=NAME,waiting=NAME, or define ROLLCALL_VIEW in it");
	});

	test("without one of its files fails where that is called", async () => {
		const outcome = await outcomeOf(
			example(undefined, { ...SETUP, with: [] }),
			...["spawn(s0)", "setMask(s0, EXIT)", "spawn(u0)", "exit(u0)", "vfsReply(u0)"],
		);
		expect(outcome).toMatchObject({
			failure: { text: expect.stringContaining("calls ask_listener(), which no file defines") },
		});
	});

	test("reads headers next to it, and none that a name or a link leads to elsewhere", async () => {
		mkdirSync(join(temporary, "source", "below"), { recursive: true });
		mkdirSync(join(temporary, "outside"));
		const write = (path: string, text: string): void => writeFileSync(join(temporary, path), text);
		write("source/below/own.h", "#define FROM_OWN 1\n");
		write("outside/secret.h", "#error the text of a secret\n");
		symlinkSync(join(temporary, "outside", "secret.h"), join(temporary, "source", "link.h"));
		const { text } = fixture("failing.c");
		const path = join(temporary, "source", "event.c");
		expect(await errorOf({ path, text: `#include "below/own.h"\nint own = FROM_OWN;\n${text}` })).toBe("no error");
		for (const name of ["../outside/secret.h", "link.h", join(temporary, "outside/secret.h"), "/etc/passwd"]) {
			const error = await errorOf({ path, text: `#include "${name}"\n${text}` });
			expect(error).toContain(`includes <${name}>, which is neither next to it`);
			expect(error).not.toContain("the text of a secret");
		}
	});
});

test("a file that cannot be run is named, also where it is not the source", async () => {
	const more = {
		path: "more.c",
		text: "__attribute__((constructor)) static void early(void) { static volatile int n; n++; }\n",
	};
	expect(await errorOf(example(undefined, { ...SETUP, with: [...(SETUP.with ?? []), more] }))).toMatch(
		/^more\.c has a constructor or destructor/,
	);
});

describe("names of a source", () => {
	test("may be those of our own C, as functions, variables and macros", async () => {
		const clashing = (text: string): string =>
			[
				"#define next 1",
				"#define size 2",
				"#define step",
				"#define EXPORT 3",
				"#define first listeners[0]",
				'#include "listeners.h"',
				"int watch, kernel_self, iterations, view_list, js_printf, dead_words = next + size + EXPORT;",
				"static int turns = 3;",
				"int process_of(int view_begin) { return view_begin + turns; }",
				text,
			].join("\n");
		const outcome = await outcomeOf(example(clashing), "spawn(s0)", "setMask(s0, EXIT)");
		expect(outcome).toMatchObject({ ok: true, result: { code: "OK" } });
	});
});

describe("the list of subscribers", () => {
	const inPointer = (text: string): string =>
		text.replace("struct listener listeners[NR_SUBS];", "static struct listener storage[NR_SUBS], *table = storage;");

	test("may be behind a pointer", async () => {
		const source = example((text) => inPointer(text).replace(/\blisteners\[/g, "table["), {
			...SETUP,
			view: { ...VIEW, subs: "table" },
		});
		const module = await compiled(source, SCOPE);
		const target = createCTarget(module, { ...SCOPE, slots: module.slots });
		target.apply({ kind: "spawn", process: 1 });
		target.apply({ kind: "setMask", process: 1, mask: 1 });
		expect(target.view().slots).toEqual([{ service: 1, mask: 1, waiting: 0 }]);
	});

	test("that its own function does not finish showing is a failure of the action before", async () => {
		const { path, text } = fixture("linked.c");
		const endless = text.replace(
			"	unsigned count = 0;\n	for",
			"	unsigned count = 0;\n	while (first && first->mask == 2)\n		count++;\n	for",
		);
		expect(endless).not.toBe(text);
		expect(await outcomeOf({ path, text: endless }, "spawn(s0)", "setMask(s0, SIGNAL)")).toMatchObject({
			failure: { text: expect.stringMatching(/^its view of the subscribers fails: a loop or recursion does not end/) },
		});
	});

	test("has no service with endpoint 0, which is PM's own", async () => {
		const scope = { users: 0, services: 2, slots: 4 };
		const target = createCTarget(await compiled(fixture("linked.c"), scope), scope, "one");
		expect(target.dump().rows.map(({ endpoint }) => endpoint)).toEqual([32768, 32769]);
	});
});

describe("plain char", () => {
	test("is signed, and it is known where that makes no difference to what is done", async () => {
		const module = await compiled(example(), SCOPE);
		expect(module.char).toBe("widening");
		const target = createCTarget(module, { ...SCOPE, slots: module.slots });
		for (const text of ["spawn(s0)", "setMask(s0, EXIT)", "spawn(u0)", "exit(u0)", "vfsReply(u0)"]) {
			const action = parseAction(SCOPE, text);
			if (!("error" in action)) target.apply(action);
		}
		expect(target.widensChars).toBe(false);
	});

	test("is unsigned where it is asked for, and a source that takes it to be signed fails", async () => {
		const signedOnly = (text: string): string =>
			text.replace("assert(rmp->mp_eventsub == NO_EVENTSUB);", "assert(rmp->mp_eventsub == -1);");
		const actions = ["spawn(u0)", "exit(u0)", "vfsReply(u0)"];
		const signed = example(signedOnly);
		expect((await compiled(signed, SCOPE)).char).toBe("other");
		expect(await outcomeOf(signed, ...actions)).toMatchObject({ ok: true });
		expect(await outcomeOf({ ...signed, setup: { ...SETUP, unsignedChar: true } }, ...actions)).toMatchObject({
			failure: { kind: "assertion", text: "rmp->mp_eventsub == -1" },
		});
	});
});

test("a source that shows its subscribers itself takes no names of them", async () => {
	const { path, text } = fixture("linked.c");
	expect(await errorOf({ path, text, setup: { view: { subs: "seats" } } })).toBe(
		`${path} shows its subscribers itself, with ROLLCALL_VIEW, and --view names them: leave one of the two out`,
	);
});
