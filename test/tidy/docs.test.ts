import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { program } from "../../cli/commands.ts";
import { PAGES } from "../support/pages.ts";

const texts = new Map(PAGES.map((page) => [page, readFileSync(page, "utf8")]));

/** A page without its blocks of code. */
function prose(page: string): string {
	return (texts.get(page) ?? "").replaceAll(/^( *)```.*\n[\s\S]*?^\1```$/gm, "");
}

/** Anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): readonly string[] {
	const headings = Array.from(prose(page).matchAll(/^#+ (.+)$/gm), ([, heading = ""]) => heading);
	return headings.map((heading) =>
		heading
			.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
			.toLowerCase()
			.replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
			.replaceAll(" ", "-"),
	);
}

/** Reason that a link of a page is broken; undefined where it is not. */
function brokenLink(page: string, link: string): string | undefined {
	if (/^[a-z]+:/.test(link)) return undefined;
	const [path = "", anchor] = link.split("#");
	const target = path === "" ? page : normalize(join(dirname(page), path));
	if (!existsSync(target)) return `${page}: ${link}: no such file`;
	if (anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).includes(anchor))
		return `${page}: ${link}: no such heading`;
	return undefined;
}

/** The real commands, which read their words and do nothing. */
async function idleProgram(): ReturnType<typeof program> {
	const rollcall = await program();
	const commands = [rollcall, ...rollcall.commands, ...rollcall.commands.flatMap(({ commands }) => commands)];
	for (const command of commands) {
		if (command !== rollcall) command.action(() => {});
		command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} });
	}
	return rollcall;
}

/** Splits a command line as a shell does, up to a pipe, a comment or a second command. */
function wordsOf(line: string): readonly string[] {
	const [words = ""] = /^(?:'[^']*'|"[^"]*"|[^|;&#'"]|(?<! )#)*/.exec(line) ?? [];
	const parts = words.replace(/(^|\s)\d?>\s*\S+/g, "").matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g);
	return Array.from(parts, ([word]) => word.replaceAll(/['"]/g, ""));
}

/** Commands that a text names: `npx rollcall …` at the start of a line or in backticks, lines that end in \ joined. */
function commandsOf(text: string): readonly string[] {
	const joined = text.replaceAll(/ *\\\n\s*/g, " ");
	const lines = joined.matchAll(/(?:^|`|&& |\$ |: )\s*npx rollcall\b([^`\n]*)/gm);
	// Brackets enclose what may be left out. Columns of a help text's examples are explained behind two blanks.
	return Array.from(
		lines,
		([, words = ""]) =>
			words
				.replace(/ -->.*|\[[^\]]*\]/g, "")
				.trim()
				.split(/ {2,}/)[0] ?? "",
	).filter((words) => words !== "" && !/…|<|\.\.\./.test(words));
}

async function complaintAbout(command: string): Promise<string | undefined> {
	try {
		await (await idleProgram()).parseAsync(wordsOf(command), { from: "user" });
		return undefined;
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		return error.exitCode === 0 ? undefined : `npx rollcall ${command}: ${error.message}`;
	}
}

async function complaints(commands: readonly string[]): Promise<readonly string[]> {
	const all = await Promise.all(commands.map(complaintAbout));
	return all.filter((complaint) => complaint !== undefined);
}

/** Every long option of every command. */
async function optionsOf(): Promise<ReadonlySet<string | undefined>> {
	const rollcall = await program();
	const commands = [rollcall, ...rollcall.commands, ...rollcall.commands.flatMap(({ commands }) => commands)];
	return new Set(["--help", ...commands.flatMap(({ options }) => options.map(({ long }) => long))]);
}

/** Folders and files of the repository that a page may name by a path. */
const TOP = readdirSync(".").filter((name) => !["dist", "node_modules"].includes(name) && !name.endsWith(".md"));

function pathsOf(page: string): readonly string[] {
	const spans = Array.from(prose(page).matchAll(/`([^`\n]+)`/g), ([, span = ""]) => span);
	return spans
		.filter((span) => /^[\w.@/-]+$/.test(span) && TOP.some((name) => span.startsWith(`${name}/`)))
		.map((span) => span.replace(/:\d+$/, ""));
}

describe("the documentation", () => {
	it("has pages", () => {
		expect(PAGES).toEqual(expect.arrayContaining(["README.md", "docs/protocol.md", "examples/README.md"]));
	});

	it.each(PAGES)("links from %s to files and headings that exist", (page) => {
		const links = Array.from(prose(page).matchAll(/\]\(([^)\s]+)\)/g), ([, link = ""]) => link);
		expect(links.flatMap((link) => brokenLink(page, link) ?? [])).toEqual([]);
	});

	it.each(PAGES)("names in %s paths that exist", (page) => {
		expect(pathsOf(page).filter((path) => !existsSync(path))).toEqual([]);
	});

	it.each(PAGES)("names in %s commands that the program reads", async (page) => {
		expect(await complaints(commandsOf(texts.get(page) ?? ""))).toEqual([]);
	});

	// Pages in bench/ name options of other tools.
	const own = PAGES.filter((page) => !page.startsWith("bench/"));

	it.each(own)("names in %s options that some command has", async (page) => {
		const options = await optionsOf();
		const named = Array.from(prose(page).matchAll(/`(--[a-z-]+)[^`]*`/g), ([, option = ""]) => option);
		expect(named.filter((option) => !options.has(option))).toEqual([]);
	});

	it("names decisions that exist", () => {
		const numbers = new Set(readdirSync("docs/adr").map((name) => name.slice(0, 3)));
		const named = [...texts].flatMap(([page, text]) =>
			Array.from(text.matchAll(/\bADR (\d{3})\b/g), ([, number = ""]) => [page, number] as const),
		);
		expect(named.filter(([, number]) => !numbers.has(number))).toEqual([]);
	});
});

describe("the examples of a help text", () => {
	it("are commands that the program reads", async () => {
		const shown: string[] = [];
		const rollcall = await program();
		for (const command of [rollcall, ...rollcall.commands]) {
			command.configureOutput({ writeOut: (text) => shown.push(text) }).outputHelp();
		}
		const commands = commandsOf(shown.join("\n"));
		expect(commands.length).toBeGreaterThan(5);
		expect(await complaints(commands)).toEqual([]);
	});
});

describe("the reading of commands", () => {
	it("finds an option that no command has, and a value that it does not take", async () => {
		expect(await complaints(["verify --sauce event.c", "verify --runs many", "verfiy"])).toHaveLength(3);
	});

	it("reads words as a shell does", () => {
		expect(wordsOf("verify --only 'a b' --out x | head -n 3")).toEqual(["verify", "--only", "a b", "--out", "x"]);
	});
});
