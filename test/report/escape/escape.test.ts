import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printable, textOfTarget } from "../../../impl/printable.ts";
import { cComment, cString } from "../../../report/escape/c.ts";
import { workflowMessage, workflowProperty } from "../../../report/escape/github.ts";
import { htmlData, htmlText } from "../../../report/escape/html.ts";
import { lineText } from "../../../report/escape/line.ts";
import { inSentence, markdownText } from "../../../report/escape/markdown.ts";
import { mermaidText } from "../../../report/escape/mermaid.ts";
import { sarifText } from "../../../report/escape/sarif.ts";
import { terminalOutput, terminalText } from "../../../report/escape/terminal.ts";
import { typescriptString } from "../../../report/escape/typescript.ts";
import { fileUri } from "../../../report/escape/uri.ts";
import { xmlText } from "../../../report/escape/xml.ts";
import { ACTED_ON, hostileText, wellFormed } from "../../support/hostile.ts";

const SEED = 16;

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");

/** Checks a property of hostile texts, the same ones each time. */
function each(check: (text: string) => void): void {
	fc.assert(
		fc.property(hostileText, (text) => void check(text)),
		{ seed: SEED, numRuns: 500 },
	);
}

/** True if a runner of GitHub finds a command in a line of a log. */
function hasCommand(log: string): boolean {
	return log.split("\n").some((line) => line.trimStart().startsWith("::") || line.includes("##["));
}

describe(`hostile text (seed ${SEED})`, () => {
	it("is one line of characters that show, in a terminal", () => {
		each((text) => {
			expect(terminalText(text)).not.toMatch(ACTED_ON);
			expect(hasCommand(terminalText(text))).toBe(false);
		});
	});

	it("leaves line breaks, tabs and colours to a whole output, and no other control", () => {
		each((text) => {
			const output = terminalOutput(`\u001b[1mhead\u001b[22m\n${text}\n`, true);
			expect(output.startsWith("\u001b[1mhead\u001b[22m\n")).toBe(true);
			const rest = output.replace(COLOURS, "").replace(/[\n\t]/g, "");
			expect(rest).not.toMatch(ACTED_ON);
			expect(terminalOutput(text, false).replace(/[\n\t]/g, "")).not.toMatch(ACTED_ON);
			expect(hasCommand(output)).toBe(false);
		});
	});

	it("is one line of at most 512 characters, of a target", () => {
		each((text) => {
			expect(textOfTarget(text.repeat(100))).not.toMatch(ACTED_ON);
			expect(textOfTarget(text.repeat(100)).length).toBeLessThanOrEqual(512);
		});
	});

	it("opens and closes nothing in HTML", () => {
		each((text) => {
			expect(htmlText(text)).not.toMatch(/[<>"']/);
			expect(htmlText(text).replace(/[\n\t]/g, "")).not.toMatch(ACTED_ON);
		});
	});

	it("is data again where it was data in a script, which it does not end", () => {
		each((text) => {
			expect(htmlData({ text })).not.toMatch(/[<>&]/);
			expect(htmlData({ text })).not.toMatch(ACTED_ON);
			expect(JSON.parse(htmlData({ text }))).toEqual({ text });
		});
	});

	it("has only characters of XML 1.0", () => {
		each((text) => {
			const others = xmlText(text).replace(/[\n\t]/g, "");
			expect(others).not.toMatch(/\p{Cc}|\p{Cs}|[\ufffe\uffff]/u);
		});
	});

	it("is the path of a relative URI, without query and fragment, and is the path again when it is decoded", () => {
		each((text) => {
			const path = `folder/${wellFormed(text).replace(/[./\\]/g, "_")}`;
			const uri = fileUri(path);
			expect(uri).toMatch(/^[\w%/.!~*'()-]+$/);
			const { pathname, search, hash } = new URL(uri, "https://example.org/");
			expect([search, hash]).toEqual(["", ""]);
			expect(decodeURIComponent(pathname)).toBe(`/${path}`);
		});
	});

	it("has no place for an argument and no link in a SARIF message", () => {
		each((text) => {
			expect(sarifText(text)).not.toMatch(/\]\(/);
			expect(sarifText(text).replaceAll("{{", "").replaceAll("}}", "")).not.toMatch(/[{}]/);
		});
	});

	it("does not end a workflow command, nor a property of one, and is read back by GitHub's runner", () => {
		each((text) => {
			const decoded = (value: string): string =>
				value.replaceAll("%0A", "\n").replaceAll("%3A", ":").replaceAll("%2C", ",");
			expect(workflowMessage(text)).not.toMatch(/[\r\n]/);
			expect(workflowProperty(text)).not.toMatch(/[\r\n:,]/);
			expect(decoded(workflowProperty(text)).replaceAll("%25", "%")).toBe(text.replace(/[^\n]+/g, printable));
			expect(workflowMessage(text)).not.toMatch(ACTED_ON);
		});
	});

	it("names nobody and links nowhere in Markdown, and ends no code in a sentence", () => {
		each((text) => {
			expect(markdownText(text)).not.toMatch(/@\w|:\/\/|www\./i);
			expect(inSentence(text)).not.toMatch(/[`\n]/);
		});
	});

	it("is text again for Mermaid, and nothing else", () => {
		each((text) => {
			const decoded = mermaidText(text).replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
			expect(decoded).toBe(printable(text));
			expect(mermaidText(text)).not.toMatch(/[<>"%{}`\n\\]|;(?<!#\d+;)/);
		});
	});

	it("ends no string and no comment of C", () => {
		each((text) => {
			expect(cString(text)).toMatch(/^"(?:[ !#-[\]-~]|\\[\\"?]|\\\d{3})*"$/);
			expect(cString(text)).not.toContain("??");
			expect(cComment(text)).not.toMatch(/\*\/|\n/);
		});
	});

	it("is the same string in TypeScript", () => {
		each((text) => {
			expect(typescriptString(text)).not.toMatch(ACTED_ON);
			expect(JSON.parse(typescriptString(text))).toBe(text);
		});
	});

	it("stays in its line", () => {
		each((text) => expect(lineText(text)).not.toMatch(ACTED_ON));
	});
});
