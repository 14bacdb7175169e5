import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { reproduced, reproducedAlone } from "../../checker/findings/findings.ts";
import { tracesText } from "../../checker/findings/traces-text.ts";
import { inBoth } from "../../report/text/findings.ts";
import { faultNamed, loadFault } from "../support/faults.ts";
import { openedMirror, rawFindings } from "../support/findings.ts";

const SEED = 7;

// Lines that are long enough for every cell.
beforeAll(() => void vi.stubEnv("COLUMNS", "200"));
afterAll(() => void vi.unstubAllEnvs());

describe(`the text of findings of one fault (seed ${SEED})`, async () => {
	const opened = openedMirror(await loadFault(faultNamed("last-takes-the-place")), "clear-waiting");
	const raws = await rawFindings(opened, SEED);
	const findings = await reproduced(opened, raws);
	const groups = new Set(findings.map(({ group }) => group.id)).size;
	const others = findings.filter(({ group }) => !group.leads);
	const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

	it("leads with the steps of one counterexample for each group, and has a line for each of the others", async () => {
		const text = await tracesText(opened, findings);
		expect(others.length).toBeGreaterThan(10);
		expect(count(text, /^step +action/gm)).toBe(groups);
		expect(count(text, /^ {2}replay: /gm)).toBe(groups);
		expect(count(text, / is violated: /g)).toBe(findings.length - others.length);
		for (const { claim, cause, interleaving } of others) {
			expect(text.replaceAll(/ +/g, " ")).toContain(` ${claim.id} ${cause} ${interleaving.length}\n`);
		}
	});

	it("has every replay command where all is asked for", async () => {
		const text = await tracesText(opened, findings, { verbose: true });
		expect(count(text, / replay: npx rollcall verify /g)).toBe(groups + others.length);
	});

	it("does not repeat the steps that were printed before, but names them", async () => {
		const shown = await reproducedAlone(opened, raws);
		expect(shown.map(({ replay }) => replay)).toEqual(shown.map(() => findings[0]?.replay));
		const text = await tracesText(opened, findings, { shown });
		expect(count(text, /^step +action/gm)).toBe(groups - 1);
		expect(text).toContain("its steps are printed above, as the first finding");
	});

	it("begins with the first finding as it was found, and says so, where there is no time to make it smaller", async () => {
		const atRandom = raws.filter(({ minimality }) => minimality === "found").map((raw) => ({ ...raw }));
		const [asFound] = await reproducedAlone(opened, atRandom, () => true);
		const lengths = atRandom.map(({ interleaving }) => interleaving.length);
		expect(asFound?.interleaving.length).toBe(Math.min(...lengths));
		expect(asFound?.found).toContain("as found; a shorter one may exist");
	});

	it("does not repeat the steps of the same interleaving that another command replays", async () => {
		const shown = findings.slice(0, 1).map((finding) => ({ ...finding, replay: "the same with --char unsigned" }));
		const text = await tracesText(opened, findings, { shown });
		expect(count(text, /^step +action/gm)).toBe(groups - 1);
		expect(count(text, /its steps are printed above/g)).toBe(1);
		expect(text).not.toContain("better than");
	});

	it("notes a group that the source has with unsigned chars too, and no group of which one claim is missing", async () => {
		const others = findings.map((finding) => ({ ...finding, replay: "the same with --char unsigned" }));
		expect(inBoth(others, findings)).toEqual(others);
		expect(inBoth(others.slice(1), findings).some(({ group }) => group.id === findings[0]?.group.id)).toBe(false);
		const text = await tracesText(opened, findings, { unsignedToo: inBoth(findings, others) });
		expect(count(text, /the same with unsigned char/g)).toBe(groups);
		expect(await tracesText(opened, findings)).not.toContain("unsigned");
	});

	it("says where a better counterexample was found after the first", async () => {
		const worse = findings
			.filter(({ group }) => group.leads)
			.map(({ interleaving, ...finding }) => {
				return { ...finding, interleaving: [...interleaving, ...interleaving], replay: "another" };
			});
		const text = await tracesText(opened, findings, { shown: worse.slice(0, 1) });
		expect(count(text, /better than the first finding, printed above/g)).toBe(1);
	});
});
