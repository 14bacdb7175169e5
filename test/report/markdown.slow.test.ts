import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CSource } from "../../impl/c/compile/c-source.ts";
import { FIELDS } from "../../impl/c/compile/fields.ts";
import { withRows } from "../../model/scope.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import type { Story } from "../../report/explain/explanation.ts";
import { markdownReport } from "../../report/formats/markdown/bug-report.ts";
import { mermaidSequence } from "../../report/formats/mermaid.ts";
import { reproducer } from "../../report/formats/reproducer.ts";
import { HAS_BROWSER, openBrowser } from "../support/browser.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";
import { fixture, read } from "../support/sources.ts";
import { FINDING_001, PANIC, parse, repaired, storyOnMirror, told } from "../support/stories.ts";
import { storyOnC } from "../support/stories-on-c.ts";

const HAS_GCC = spawnSync("gcc", ["--version"]).status === 0;

/** The fenced blocks of a report in one language. */
function blocks(report: string, language: string): readonly string[] {
	return Array.from(report.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms")), ([, text = ""]) => text);
}

describe("the report in Markdown", () => {
	const story = told(storyOnMirror(FINDING_001));
	const report = markdownReport(story);

	it("has all that a maintainer needs, in this order", () => {
		const headings = Array.from(report.matchAll(/^##? (.*)$/gm), ([, text]) => text);
		expect(headings).toEqual([
			"mirror of event.c, do_proceventmask: the slot of s0 counts 1 waiting, 0 wait for it",
			"Steps",
			"Messages",
			"Expected and found",
			"Explanation",
			"Consequences",
			"Functions executed",
			"Replay",
			"Environment",
		]);
	});

	it("begins with what goes wrong, in a sentence", () => {
		expect(report.split("\n\n")[1]).toBe(
			"In short: PM's count of the processes that wait for a service is wrong, so that it may panic later, or never give the service's slot back (step 9, `setMask(s0, EXIT)`).",
		);
		const { impact: _, ...claim } = story.claim;
		expect(markdownReport({ ...story, claim })).not.toContain("In short");
		const conforms = CLAIMS.find(({ id }) => id === "conforms") ?? claim;
		expect(markdownReport({ ...story, claim: conforms, alsoBroken: [story.claim] })).toContain(
			"In short: PM's count of",
		);
	});

	it("says where the source makes the claim, and that no shorter way leads there", () => {
		expect(report).toContain("This is claim `waiting-balances`, stated there in: `subs[], field waiting`.");
		expect(report).toContain("After 9 steps `mirror of event.c` violates a claim that MINIX's event.c makes:");
		expect(report).toContain("Shortest for these processes, by breadth-first search.");
	});

	it("says of event.c alone that it makes the claim about itself", () => {
		const { recording, ...rest } = told(storyOnMirror(FINDING_001));
		const named = (name: string, names: "subs[]" | "slots") =>
			markdownReport({ ...rest, subject: { ...rest.subject, name }, recording: { ...recording, names } });
		expect(named("servers/pm/event.c", "subs[]")).toContain("violates a claim that it makes about itself");
		expect(named("servers/pm/event.c", "slots")).toContain("violates a claim that MINIX's event.c makes");
		expect(named("my-event.c", "subs[]")).toContain("violates a claim that MINIX's event.c makes");
	});

	it("has a row for each step, the last one marked", () => {
		for (const [index] of FINDING_001.interleaving.slice(0, -1).entries())
			expect(report).toMatch(new RegExp(`^\\| ${index + 1} +\\|`, "m"));
		expect(report).toMatch(/^\| ✗ 9 +\| `setMask\(s0, EXIT\)` +\| OK /m);
	});

	it("marks what differs, and only that", () => {
		const marked = report.split("\n").filter((line) => line.startsWith("| ≠"));
		expect(marked).toEqual(["| ≠ | **slot 1** | **s0: EXIT, 0 waiting** | **s0: EXIT, 1 waiting** |"]);
	});

	it("is the same every time, and has no path of this machine in it", () => {
		expect(markdownReport(told(storyOnMirror(FINDING_001)))).toBe(report);
		expect(report).not.toContain(process.cwd());
		expect(report).not.toContain(tmpdir());
	});
});

describe.skipIf(!HAS_BROWSER)("the sequence diagram, in Mermaid itself, in Chromium", () => {
	let browser: Browser;
	beforeAll(async () => {
		browser = await openBrowser();
	});
	afterAll(() => browser.close());

	const odd: Story = { ...told(storyOnMirror(FINDING_001)), detail: 'a; b # <c> & "d" %% end' };

	it.each([
		["finding 001", told(storyOnMirror(FINDING_001))],
		["a panic", told(storyOnMirror(PANIC))],
		["a text that is Mermaid's own", odd],
	])("is drawn: %s", async (_, story) => {
		const page = await browser.newPage();
		await page.addScriptTag({ path: createRequire(import.meta.url).resolve("mermaid/dist/mermaid.min.js") });
		const text = JSON.stringify(mermaidSequence(story));
		const svg = await page.evaluate(`mermaid.render("drawn", ${text}).then(({ svg }) => svg)`);
		expect(svg).toContain("<svg");
		expect(svg).not.toContain("Syntax error");
		await page.setContent(String(svg));
		const shown = await page.evaluate("document.body.textContent");
		expect(shown).toContain(`✗ ${story.claim.id}: ${story.detail}`);
		await page.close();
	});
});

describe.skipIf(!HAS_GCC)("the reproducer in C, with a system compiler", () => {
	/** Takes report and source to a folder of their own and does what the report says there. */
	function reproduce(report: string, source: CSource): { readonly code: number | null; readonly output: string } {
		const folder = mkdtempSync(join(tmpdir(), "rollcall-"));
		const [program = ""] = blocks(report, "c");
		const [, command = ""] = blocks(report, "sh");
		writeFileSync(join(folder, "repro.c"), program);
		writeFileSync(join(folder, "event.c"), source.text);
		const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: folder, encoding: "utf8" });
		return { code: status, output: stdout + stderr };
	}

	const linked = fixture("linked.c");
	const scope = { users: 1, services: 1, slots: 4 };
	const uncounted = { ...linked, text: linked.text.replace(/\w+->waiting\+\+/, "(void)0") };
	const NOT_COUNTED = {
		...FINDING_001,
		scope,
		interleaving: parse(scope, "spawn(u0) spawn(s0) setMask(s0, EXIT) exit(u0) vfsReply(u0)"),
		cause: "vfsReply: the wait count is too low",
	};

	it("shows a defect in a source with a view of its own, and that it is gone from the sound one", async () => {
		const report = markdownReport(told(await storyOnC(NOT_COUNTED, uncounted)));
		expect(reproduce(report, uncounted)).toMatchObject({ code: 1, output: expect.stringMatching(/^REPRODUCED$/m) });
		expect(reproduce(report, linked)).toMatchObject({ code: 0, output: expect.stringMatching(/^NOT REPRODUCED/m) });
	});

	it("has services in the first rows where the counterexample has them", async () => {
		const order = withRows(scope, "services first");
		const counterexample = {
			...{ ...FINDING_001, scope: order, cause: "vfsReply: the wait count is too low" },
			interleaving: parse(order, "spawn(u0) spawn(s0) setMask(s0, EXIT) exit(u0) vfsReply(u0)"),
		};
		const report = markdownReport(told(await storyOnC(counterexample, uncounted)));
		expect(reproduce(report, uncounted)).toMatchObject({ code: 1, output: expect.stringMatching(/u0.*s0/) });
		expect(reproduce(report, linked)).toMatchObject({ code: 0, output: expect.stringMatching(/^NOT REPRODUCED/m) });
	});

	it("has a row that a user and a service have in turn where the counterexample has one", async () => {
		const order = withRows({ ...scope, services: 2 }, "shared");
		const life = "spawn(s0) setMask(s0, EXIT) exit(s0) vfsReply(s0) reap(s0)";
		const counterexample = {
			...{ ...FINDING_001, scope: order, cause: "vfsReply: the wait count is too low" },
			interleaving: parse(
				order,
				`${life} spawn(u0) spawn(s1) setMask(s1, EXIT) reply(s1, s0, EXIT) exit(u0) vfsReply(u0)`,
			),
		};
		const report = markdownReport(told(await storyOnC(counterexample, uncounted)));
		const failed = reproduce(report, uncounted);
		expect(failed).toMatchObject({ code: 1, output: expect.stringMatching(/step 11: vfsReply\(u0\).*s1/) });
		expect(reproduce(report, linked)).toMatchObject({ code: 0, output: expect.stringMatching(/^NOT REPRODUCED/m) });
	});

	it("has MINIX's names that the source uses: constants, types, return codes, signals, lists and functions", async () => {
		const words = [
			"TAILQ_HEAD(, thing) things = TAILQ_HEAD_INITIALIZER(things); struct thing { TAILQ_ENTRY(thing) next; } *thing;",
			"u8_t on = TRUE; sigset_t set = mproc[0].mp_sigmask; if (MIN(on, 2) == FALSE || NGROUPS_MAX != 8) return ENOENT;",
			"TAILQ_FOREACH(thing, &things, next) util_stacktrace(); if (sigismember(&set, SIGTERM)) return EIDRM;",
		];
		const using = (source: CSource): CSource => {
			const text = source.text.replace(/^int do_proceventmask\(void\)\s*\{/m, (head) => `${head} ${words.join(" ")}`);
			return { ...source, text: `#include <sys/queue.h>\n${text}` };
		};
		const report = markdownReport(told(await storyOnC(NOT_COUNTED, using(uncounted))));
		expect(reproduce(report, using(uncounted))).toMatchObject({ code: 1, output: expect.stringMatching(/1 waiting/) });
		expect(reproduce(report, using(linked))).toMatchObject({ code: 0 });
	});

	it("has the fields of mproc that the source names, each with its value at the start", async () => {
		const reads = Object.keys(FIELDS).map((name) => `(void)*(volatile char *)&mproc[0].${name};`);
		const reading = (source: CSource): CSource => ({
			...source,
			text: source.text.replace(
				/^int do_proceventmask\(void\)\s*\{/m,
				(head) => `${head} ${reads.join(" ")} if (mproc[1].mp_pid != 101 || mproc[1].mp_name[2] != '1') return EPERM;`,
			),
		});
		const report = markdownReport(told(await storyOnC(NOT_COUNTED, reading(uncounted))));
		expect(reproduce(report, reading(uncounted))).toMatchObject({
			code: 1,
			output: expect.stringMatching(/1 waiting/),
		});
		expect(reproduce(report, reading(linked))).toMatchObject({ code: 0 });
	});

	it("says at its head which options of the source it does not apply", () => {
		const { subject, ...rest } = told(storyOnMirror(FINDING_001));
		const words = ["--source", "event.c", "--with", "ask.c", "--define", "ASKS=1"];
		const program = reproducer({ ...rest, subject: { ...subject, words } });
		expect(program.match(/^ \* Not applied: .*$/gm)).toEqual([
			" * Not applied: --with ask.c; add the text of that file, without its #include lines, below #include EVENT_C.",
		]);
		expect(program).toContain("-DASKS=1");
	});

	it("shows an access beyond a local array by the compiler's own checks", async () => {
		const beyond = (last: number): CSource => {
			const write = `unsigned seen[4]; for (int i = 0; i <= ${last}; i++) *(volatile unsigned *)&seen[i] = 1;`;
			const text = linked.text.replace(/^int do_proceventmask\(void\)\s*\{/m, (head) => `${head} ${write}`);
			return { ...linked, text };
		};
		const counterexample = {
			...{ ...FINDING_001, scope, claim: "stays-in-bounds", cause: "setMask: out of bounds in do_proceventmask" },
			interleaving: parse(scope, "spawn(s0) setMask(s0, EXIT)"),
		};
		const report = markdownReport(told(await storyOnC(counterexample, beyond(4))));
		expect(report).toContain("they do not see every access that Rollcall sees");
		const failed = reproduce(report, beyond(4));
		expect(failed).toMatchObject({ code: 1, output: expect.stringMatching(/runtime error|stack-buffer-overflow/) });
		expect(reproduce(report, beyond(3))).toMatchObject({ code: 0, output: expect.stringMatching(/^NOT REPRODUCED/m) });
	});

	describe.skipIf(!HAS_SEED)(`of ${SEED_SOURCE}`, () => {
		const seed = HAS_SEED ? read(SEED_SOURCE) : linked;

		it.each([
			["the stale wait count", FINDING_001, "  found    slot 1: s0, EXIT, 1 waiting"],
			["the panic", PANIC, "assertion in resume_event, line 98: subs[i].waiting < NR_PROCS"],
		])("ends with 1 and says so, with 0 on the repaired file: %s", async (_, counterexample, says) => {
			const report = markdownReport(told(await storyOnC(counterexample, seed)));
			const failed = reproduce(report, seed);
			expect(failed.output).toContain(says);
			expect(failed.code).toBe(1);
			expect(reproduce(report, repaired(seed))).toMatchObject({ code: 0 });
		});
	});
});

describe.skipIf(!HAS_SEED)("docs/findings/001-report.md", () => {
	it("is what the report of the real file says", async () => {
		const source = read(SEED_SOURCE);
		const sha256 = createHash("sha256").update(source.text).digest("hex");
		const story = told(await storyOnC(FINDING_001, source));
		const words = ["--source", "../shared/seed/event.c"];
		const report = markdownReport({ ...story, subject: { ...story.subject, sha256, words } });
		expect(readFileSync("docs/findings/001-report.md", "utf8")).toBe(report);
	});
});
