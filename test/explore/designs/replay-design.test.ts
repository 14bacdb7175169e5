import { describe, expect, it } from "vitest";
import { decideDesign } from "../../../explore/designs/decide.ts";
import { type NamedDesignRun, replayDesign } from "../../../explore/designs/replay-design.ts";
import { UNLIMITED } from "../../../explore/limits.ts";
import type { Design } from "../../../model/designs/design.ts";
import { DESIGNS } from "../../../model/designs/index.ts";
import { NO_WAITING } from "../../../model/designs/no-waiting/design.ts";
import type { PropertyEvidence } from "../../../properties/design-evidence.ts";
import { formatDesignItf, parseDesignItf } from "../../../report/formats/itf/design.ts";
import { designViewerData } from "../../../report/pages/design-viewer-data.ts";

const SMALL: readonly Design[] = DESIGNS.filter(({ id }) => ["no-waiting", "watch-exit", "parallel"].includes(id));

async function runsOf(design: Design): Promise<readonly Required<PropertyEvidence>[]> {
	const evidence = await decideDesign(design, UNLIMITED);
	return evidence.filter((one): one is Required<PropertyEvidence> => one.trace !== undefined);
}

function namedOf({ design, property, trace }: Required<PropertyEvidence>): NamedDesignRun {
	if (!trace) throw new Error("there is no run");
	const { scope, steps, loopStart } = trace;
	return { design, property, scope, actions: steps.map(({ action }) => action), loopStart };
}

describe.each(SMALL)("every run that decides a property of $id", (design) => {
	it("shows the property again, with the same states", async () => {
		const runs = await runsOf(design);
		expect(runs.length).toBeGreaterThan(0);
		for (const run of runs) expect(replayDesign(namedOf(run))).toMatchObject({ reason: undefined, trace: run.trace });
	});

	it("comes back from its file", async () => {
		for (const run of await runsOf(design)) {
			if (!run.trace) throw new Error("there is no run");
			expect(parseDesignItf(formatDesignItf({ ...run, trace: run.trace }, "1.0.0"))).toEqual(namedOf(run));
		}
	});

	it("has in its file a type for each variable, and each variable in every state", async () => {
		for (const run of await runsOf(design)) {
			if (!run.trace) throw new Error("there is no run");
			const { "#meta": meta, vars, states } = JSON.parse(formatDesignItf({ ...run, trace: run.trace }, "1.0.0"));
			expect(Object.keys(meta.varTypes)).toEqual(vars);
			expect(
				Object.values(meta.varTypes).filter((type) => !/^(Bool|Int|Str|Seq\(.+\)|\{.*\})$/.test(String(type))),
			).toEqual([]);
			for (const state of states) expect(Object.keys(state)).toEqual(["#meta", ...vars]);
		}
	});

	it("has a step in the viewer for each action", async () => {
		for (const run of await runsOf(design)) {
			if (!run.trace) throw new Error("there is no run");
			const { steps, lanes } = designViewerData({ ...run, trace: run.trace }, "a sentence", "a command");
			expect(steps.map(({ action }) => action)).toEqual([undefined, ...namedOf(run).actions]);
			expect(lanes).toBeUndefined();
		}
	});
});

describe("a run of a design", () => {
	const run = { design: NO_WAITING.id, scope: NO_WAITING.scopes[0]?.name ?? "", loopStart: undefined };
	const announced = ["signal(p0)", "subscribe(s0)", "vfsReply(p0)"];

	it("that has an action which is not enabled ends there, with the reason", () => {
		const actions = ["vfsReply(p0)", ...announced];
		const { reason, trace } = replayDesign({ ...run, property: "runs-on-unannounced", actions });
		expect(reason).toBe("step 1, vfsReply(p0), is not enabled there");
		expect(trace.steps).toEqual([]);
	});

	it.each([
		["runs-on-unannounced", announced.slice(0, 2), undefined, "its last state does not show the property"],
		["grows-without-bound", announced, 2, "its loop cannot be taken again and again with more each time"],
		["grows-without-bound", announced, 3, "its loop cannot be taken again and again with more each time"],
	])("does not show %s by %j", (property, actions, loopStart, reason) => {
		expect(replayDesign({ ...run, property, actions, loopStart }).reason).toBe(reason);
	});

	it.each([
		[{ design: "none" }, "there is no design none"],
		[{ property: "none" }, "the design no-waiting has no property none"],
		[{ scope: "none" }, "the design no-waiting has no scope of none"],
	])("is refused where there is no such thing: %j", (other, message) => {
		const known = { ...run, property: "runs-on-unannounced", actions: announced };
		expect(() => replayDesign({ ...known, ...other })).toThrow(new RangeError(message));
	});
});

describe("a file that is no run of a design", () => {
	it.each(["", "{}", '{"#meta":{"rollcall":{"format":1}}}'])("is left to others: %s", (text) => {
		expect(parseDesignItf(text)).toBeUndefined();
	});

	it("but says so is answered with where it is damaged", () => {
		expect(parseDesignItf('{"#meta":{"rollcall":{"kind":"design","format":1}}}')).toEqual({
			error: "the run of a design is damaged at #meta.rollcall.version",
		});
	});
});
