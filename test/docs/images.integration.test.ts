import { readdirSync, readFileSync } from "node:fs";
import { XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { chartFile } from "../../report/formats/chart-svg.ts";
import { CHART_NAMES } from "../../report/formats/formats.ts";
import { rollcall } from "../support/in-process.ts";

const PICTURES = readdirSync("docs/images").filter((name) => name.endsWith(".svg"));

describe("the pictures of charts", () => {
	it.each(PICTURES)("%s is what rollcall model draws: npm run images", async (name) => {
		const { code, stdout } = await rollcall("model", "--format", "svg", "--chart", name.replace(/\.svg$/, ""));
		expect(code).toBe(0);
		expect(stdout).toBe(readFileSync(`docs/images/${name}`, "utf8"));
	});

	it.each(CHART_NAMES)("of %s is XML, with each state's name in it", async (name) => {
		const svg = await chartFile(name);
		expect(XMLValidator.validate(svg)).toBe(true);
		expect(svg.match(/class="node /g)?.length).toBeGreaterThan(2);
	});

	it("is of one chart: --chart needs the format that draws it", async () => {
		expect((await rollcall("model", "--chart", "slot")).stderr).toContain("--chart needs --format");
		expect((await rollcall("model", "--format", "svg", "--chart", "nothing")).code).toBe(2);
	});
});
