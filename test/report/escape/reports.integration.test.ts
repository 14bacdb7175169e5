import fc from "fast-check";
import { XMLParser } from "fast-xml-parser";
import { marked, type Token } from "marked";
import { describe, expect, it } from "vitest";
import { titleOf } from "../../../report/explain/explanation.ts";
import { githubAnnotation } from "../../../report/formats/github.ts";
import { junitXml, violatedCase } from "../../../report/formats/junit.ts";
import { lcovText } from "../../../report/formats/lcov.ts";
import { markdownReport } from "../../../report/formats/markdown/bug-report.ts";
import { mermaidSequence } from "../../../report/formats/mermaid.ts";
import { regressionTest } from "../../../report/formats/regression-test.ts";
import { reproducer } from "../../../report/formats/reproducer.ts";
import { sarifLog } from "../../../report/formats/sarif.ts";
import { ACTED_ON, hostileWord, wellFormed } from "../../support/hostile.ts";
import { hostileStory } from "../../support/hostile-stories.ts";

const SEED = 16;

/** Checks a property of hostile texts, the same ones each time. */
function each(check: (text: string) => void): void {
	const texts = hostileWord.map((text) => wellFormed(text) || "-");
	fc.assert(
		fc.property(texts, (text) => void check(text)),
		{ seed: SEED, numRuns: 40 },
	);
}

/** A token and all that it consists of. */
function flat(token: Token): readonly Token[] {
	const children: Token[] = [];
	marked.walkTokens([token], (one) => void children.push(one));
	return children;
}

function tokensOf(markdown: string): readonly Token[] {
	return marked.lexer(markdown).flatMap(flat);
}

/** Everything in a report but its texts: kinds of tokens, languages of code, and sizes of tables. */
function shapeOf(tokens: readonly Token[]): readonly string[] {
	return tokens.flatMap((token) => {
		switch (token.type) {
			case "heading":
				return [`heading ${token["depth"]}`];
			case "code":
				return [`code ${token["lang"]}`];
			case "table":
				return [`table ${token["header"].length} x ${token["rows"].length}`];
			case "html":
			case "blockquote":
			case "list":
				return [token.type];
			default:
				return [];
		}
	});
}

describe(`a report about a source with a hostile path and a hostile panic (seed ${SEED})`, () => {
	it("has the shape of every report in Markdown, without a link, an image or HTML of others", () => {
		const shape = shapeOf(tokensOf(markdownReport(hostileStory("event.c"))));
		expect(shape.filter((one) => one === "html")).toHaveLength(2);
		each((text) => {
			const tokens = tokensOf(markdownReport(hostileStory(text)));
			expect(shapeOf(tokens)).toEqual(shape);
			expect(tokens.filter(({ type }) => type === "link" || type === "image" || type === "def")).toEqual([]);
		});
	});

	it("is one case of JUnit with the texts as they are", () => {
		const parser = new XMLParser({ ignoreAttributes: false, processEntities: true, trimValues: false });
		each((text) => {
			const xml = junitXml({
				...{ name: text, timestamp: "2000-01-01T00:00:00Z", hostname: text },
				cases: [violatedCase(hostileStory(text), 1, text)],
			});
			const { testsuite } = parser.parse(xml).testsuites;
			expect(testsuite.testcase["@_name"]).toMatch(/^no-panic: /);
			expect(testsuite.testcase.failure["@_type"]).toBe("InvariantViolation");
			expect(Object.keys(testsuite)).toEqual(expect.arrayContaining(["testcase"]));
			expect(xml.replace(/[\n\t]/g, "")).not.toMatch(ACTED_ON);
		});
	});

	it("has relative URIs without query or fragment in a SARIF log", () => {
		each((text) => {
			const uri = sarifLog([hostileStory(text)]).runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation
				?.artifactLocation?.uri;
			expect(uri).toMatch(/^[\w%/.!~*'()-]*$/);
		});
	});

	it("is one workflow command for GitHub", () => {
		each((text) => {
			const annotation = githubAnnotation(hostileStory(text));
			expect(annotation).toMatch(/^::error [^\n\r]*$/);
			const [, properties = ""] = /^::error (.*?)::/s.exec(annotation) ?? [];
			expect(properties.split(",").map((one) => one.split("=")[0])).toEqual(["file", "title", "line"]);
		});
	});

	it("is a Mermaid diagram with as many lines as every other", () => {
		const lines = mermaidSequence(hostileStory("event.c")).split("\n").length;
		each((text) => {
			expect(mermaidSequence(hostileStory(text)).split("\n")).toHaveLength(lines);
			expect(mermaidSequence(hostileStory(text))).not.toMatch(/%|`|</);
		});
	});

	it("is a test and a C program with as many lines as every other", () => {
		const [test, program] = [regressionTest, reproducer].map((format) => format(hostileStory("event.c")).split("\n"));
		each((text) => {
			const story = hostileStory(text);
			expect(regressionTest(story).split("\n")).toHaveLength(test?.length ?? 0);
			expect(reproducer(story).split("\n")).toHaveLength(program?.length ?? 0);
			expect(reproducer(story).split("*/")[0]).not.toContain("\n#");
		});
	});

	it("has one line in its title that shows, whatever the panic says", () => {
		each((text) =>
			expect(titleOf({ ...hostileStory(text), subject: hostileStory("event.c").subject })).not.toMatch(ACTED_ON),
		);
	});

	it("is one record in a tracefile", () => {
		each((text) => {
			const place = { within: text, line: 1, text, count: 1, status: "covered" } as const;
			const source = {
				...{ path: text, sha256: "", text: [], searched: [], isWhole: true },
				...{ functions: [place], lines: [place], branches: [] },
			};
			const tracefile = lcovText({ source } as never, false);
			expect(tracefile.match(/^end_of_record$/gm)).toHaveLength(1);
			expect(tracefile.match(/^SF:/gm)).toHaveLength(1);
		});
	});
});
