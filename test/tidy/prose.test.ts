import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

// Plain technical English: docstrings that name their subject, and the field's terms instead of figures of speech.

const SHIPPED = [
	...["model", "impl", "properties", "lockstep", "explore", "coverage", "report", "checker", "cli"],
	...["examples", "bench"],
];
const PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs"];
const THIS = "test/tidy/prose.test.ts";

/** Greatest share of docstrings that may begin with a question word, in percent. */
const MOST_VAGUE = 3;
const QUESTION = /^(?:What|How|Whether|By|Where|Which|Who|Whom|Whose)\b/;

/** Phrases that have a term of the field, with the term. */
const REPLACED: readonly (readonly [phrase: RegExp, term: string])[] = [
	[/\b(?:come|came) by\b/, "evidence"],
	[/\bput to the (?:test|claims?)\b/, "exercised, checked"],
	[/\bas is known\b/, "known violations only"],
	[/\bfails? no more\b/, "no longer reproduces"],
	[/\b(?:transitions?|interleavings?) like it\b/, "fail the same way"],
	[/\bup to names\b/, "canonical (up to renaming)"],
	[/\bbeside it\b/, "product with"],
	[/\bwith memory\b/, "product states"],
	[/\bended early in a finding\b/, "stopped at a violation"],
	[/\b(?:its|their) turn (?:comes?|came)\b/, "was not enabled and was skipped; when it is reached"],
	[/\bcould not happen\b/, "was not enabled and was skipped"],
	[/\b(?:an error|a mistake) of (?:its own|ours)\b/, "internal error (please report)"],
	[/\bbehind a finding\b/, "reachable only after a violation"],
	[/\bcompared in full\b/, "stored exactly"],
	[/\b(?:tell|tells|told|telling) of\b/, "render, report, notify, receive"],
	[/\b(?:un)?walked\b/, "covered, not covered"],
	[/\b(?:what|that) lacks\b/, "not covered, missing"],
	[/\b(?:callTheRoll|bury|everybody)\b/, "announce, removeSubscriber, subscribers"],
	[/\b(?:call|calls|called|calling) the roll\b/, "announce"],
	[/\b(?:sweeps?|sweepers?|searchers?)\b/, "search, worker"],
	[/\b(?:outbox|crew)\b/, "mailbox, worker pool"],
	[/\b(?:leaver|departure)s?\b/, "unsubscription, removal"],
	[/\bleftovers\b/, "dead memory"],
	[/\btwins?\b/, "symmetric"],
	[/\b(?:UserTurns|asShort|notAsked|isOwedReply)\b/, "waiting processes, shortest, unchecked, pending reply"],
];

/** Reasons for which a line may have a phrase all the same. */
const EXCEPTIONS: readonly (readonly [line: RegExp, reason: string])[] = [
	[
		/\bwalked(?:: |,.*= run\.composed|\.length)|\.walked\b|setOf\(walked\)|"walked"|\{ walked \}/,
		"a field of coverage records, whose files are kept",
	],
	[/before everybody answered/, "a cause, by which findings are kept and known"],
];

function filesIn(place: string): readonly string[] {
	if (/\.\w+$/.test(place)) return [place];
	return readdirSync(place, { recursive: true, encoding: "utf8" }).map((file) => join(place, file));
}

/** A page without the outputs of commands that it shows: those are the commands' own, and held by test/docs. */
function withoutOutputs(text: string): string {
	return text.replaceAll(/<!-- output.*-->\n+```\w*\n[\s\S]*?(?=^```$)/gm, (block) => block.replaceAll(/[^\n]/g, ""));
}

function textsOf(places: readonly string[], ending: RegExp): readonly (readonly [file: string, text: string])[] {
	const files = places.flatMap(filesIn).filter((file) => ending.test(file) && file !== THIS);
	return files.map((file) => [file, withoutOutputs(readFileSync(file, "utf8"))]);
}

/** First words of each docstring, and the code that follows it. */
function docstringsOf(text: string): readonly { readonly words: string; readonly code: string }[] {
	return Array.from(
		text.matchAll(/\/\*\*[\s*]*([A-Za-z][^\n]*?)(?:\n|\*\/)(?:(?!\*\/)[\s\S])*?(?:\*\/)?\s*([^\n]*)/g),
		(found) => ({
			words: found[1] ?? "",
			code: found[2] ?? "",
		}),
	);
}

describe("the prose of the code", () => {
	const docstrings = textsOf([...SHIPPED, "test"], /\.ts$/).flatMap(([file, text]) =>
		docstringsOf(text).map((docstring) => ({ file, ...docstring })),
	);
	const vague = docstrings.filter(({ words }) => QUESTION.test(words));

	it("names the subject of every export first: no docstring begins with a question word", () => {
		const exported = vague.filter(({ file, code }) => !file.startsWith("test/") && /^export\b/.test(code));
		expect(exported.map(({ file, words }) => `${file}: ${words}`)).toEqual([]);
	});

	it(`begins less than ${MOST_VAGUE} % of all docstrings with a question word`, () => {
		const share = (100 * vague.length) / docstrings.length;
		process.stdout.write(
			`docstrings that begin with a question word: ${vague.length} of ${docstrings.length} (${share.toFixed(1)} %)
`,
		);
		expect(docstrings.length).toBeGreaterThan(1_000);
		expect(share).toBeLessThan(MOST_VAGUE);
	});

	it("has the field's terms in source, tests and docs", () => {
		const found = textsOf([...SHIPPED, "test", ...PAGES], /\.(?:ts|js|md|c|h|html)$/).flatMap(([file, text]) =>
			text.split("\n").flatMap((line, index) => {
				if (EXCEPTIONS.some(([excepted]) => excepted.test(line))) return [];
				return REPLACED.filter(([phrase]) => phrase.test(line)).map(
					([phrase, term]) => `${file}:${index + 1}: ${phrase.exec(line)?.[0]}: say ${term}`,
				);
			}),
		);
		expect(found).toEqual([]);
	});
});
