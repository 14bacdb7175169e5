import { describe, expect, it } from "vitest";
import type { SourceLine } from "../../../impl/c/instrument/lines.ts";
import { createCTarget } from "../../../impl/c/runtime/target.ts";
import type { Scope } from "../../../model/scope.ts";
import { System } from "../../../model/system.ts";
import { CLAIMS } from "../../../properties/ledger.ts";
import { traceOf } from "../../../report/text/trace.ts";
import { compiled, fixture, read } from "../../support/sources.ts";
import { parse } from "../../support/stories.ts";

const SCOPE: Scope = { users: 1, services: 1, slots: 4 };
const source = fixture("linked.c");
const text = source.text.split("\n");

describe("a source compiled to report its lines", async () => {
	const lines: SourceLine[] = [];
	const module = await compiled(source, SCOPE, { lines: true });
	const target = createCTarget(module, SCOPE, "many", (line) => lines.push(line));
	const interleaving = parse(SCOPE, "spawn(u0) spawn(s0) setMask(s0, EXIT) exit(u0) vfsReply(u0) reply(s0, u0, EXIT)");
	const { steps, broken } = traceOf(new System(SCOPE), target, CLAIMS, interleaving);

	it("does what it does otherwise", async () => {
		const plain = createCTarget(await compiled(source, SCOPE), SCOPE);
		expect(broken).toEqual([]);
		expect(traceOf(new System(SCOPE), plain, CLAIMS, interleaving).steps).toEqual(steps);
	});

	it("reports functions of the source alone, each with the line of its definition", () => {
		const functions = new Map(lines.map(({ name, defined }) => [name, defined]));
		expect([...functions.keys()]).toEqual(
			expect.arrayContaining(["do_proceventmask", "find_seat", "free_seat", "publish_event", "do_proc_event_reply"]),
		);
		for (const [name, defined] of functions) expect(text[defined - 1], name).toMatch(new RegExp(`\\b${name}\\(`));
	});

	it("reports lines in the function that they are in, in the order in which they run", () => {
		expect(lines.every(({ defined, line }) => line >= defined)).toBe(true);
		const calls = lines.map(({ line }) => text[line - 1] ?? "");
		const asks = calls.findIndex((line) => line.includes("asynsend3("));
		const takes = calls.findIndex((line) => /->mask = /.test(line));
		expect(takes).toBeGreaterThanOrEqual(0);
		expect(asks).toBeGreaterThan(takes);
	});

	it("reports nothing where it was compiled as usual", async () => {
		const heard: SourceLine[] = [];
		const plain = createCTarget(await compiled(source, SCOPE), SCOPE, "many", (line) => heard.push(line));
		traceOf(new System(SCOPE), plain, CLAIMS, interleaving);
		expect(heard).toEqual([]);
	});
});

describe("a view with loops of its own", () => {
	const VIEWS = 300;

	it("does not count to the iterations of the action in whose middle it is called", async () => {
		const scope: Scope = { users: 6, services: 1, slots: 4 };
		// It counts the processes that wait by going through the whole process table.
		const module = await compiled(read("examples/event-facility/facility.c"), scope, { lines: true });
		const target = createCTarget(module, scope, "many", () => {
			if (looking) return;
			looking = true;
			for (let n = 0; n < VIEWS; n++) target.dump();
			looking = false;
		});
		let looking = false;
		const interleaving = parse(
			scope,
			"spawn(u0) spawn(s0) setMask(s0, EXIT) exit(u0) vfsReply(u0) reply(s0, u0, EXIT)",
		);
		const outcomes = interleaving.map((action) => target.apply(action));
		expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
	});
});
