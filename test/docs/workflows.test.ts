import { existsSync, readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { program } from "../../cli/commands.ts";

interface Step {
	readonly uses?: string;
	readonly run?: string;
	readonly with?: Readonly<Record<string, string>>;
	readonly env?: Readonly<Record<string, string>>;
}
interface Workflow {
	readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}
interface Action {
	readonly inputs: Readonly<Record<string, unknown>>;
	readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
	readonly scripts: Readonly<Record<string, string>>;
};
const workflow = parse(readFileSync(".github/workflows/ci.yml", "utf8")) as Workflow;
const action = parse(readFileSync("action.yml", "utf8")) as Action;
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
const snippets = Array.from(
	readFileSync("docs/guide/ci.md", "utf8").matchAll(/^```yaml\n([\s\S]*?)^```$/gm),
	([, text = ""]) => parse(text) as readonly Step[],
);

describe("the workflow", () => {
	it("runs commands that exist", () => {
		const commands = steps.flatMap(({ run }) => run ?? []);
		expect(commands).toEqual(expect.arrayContaining(["npm ci", "npm run check", "npm test", ".ci/run"]));
		for (const command of commands) {
			const [, script] = /^npm (?:run )?([\w:]+)$/.exec(command) ?? [];
			if (script === undefined) expect(existsSync(command), command).toBe(true);
			else if (script !== "ci") expect(Object.keys(scripts), command).toContain(script);
		}
	});

	it("gives the action inputs that it has, and a source that exists", () => {
		const [own] = steps.filter(({ uses }) => uses === "./");
		expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(own?.with ?? {})));
		expect(existsSync(own?.with?.["source"] ?? "")).toBe(true);
	});
});

describe("the action", () => {
	it("is composite, and uses each of its inputs", () => {
		expect(action.runs.using).toBe("composite");
		const used = action.runs.steps.flatMap(({ env = {} }) =>
			Object.values(env).flatMap((value) => /inputs\.(\w+)/.exec(value)?.[1] ?? []),
		);
		expect(used.sort()).toEqual(Object.keys(action.inputs).sort());
	});

	it("runs a command that the program reads", async () => {
		const [, words = ""] = /main\.js" (verify .*)$/m.exec(action.runs.steps.at(-1)?.run ?? "") ?? [];
		const values = words.replace(/ "\$\{more\[@\]\}"/, "").replaceAll(/"\$(?:USERS|SERVICES)"/g, "3");
		const rollcall = await program();
		for (const command of rollcall.commands) command.action(() => {});
		const read = (text: string) => rollcall.parse(text.replaceAll('"', "").split(" "), { from: "user" });
		expect(() => read(values)).not.toThrow();
		expect(() => read(`${values} --sauce`)).toThrow(CommanderError);
	});

	it("is used in the guide with inputs that it has, in four lines", () => {
		const [use] = snippets.flat().filter(({ uses }) => uses?.includes("rollcall@"));
		expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(use?.with ?? {})));
		expect(readFileSync("docs/guide/ci.md", "utf8")).toMatch(/```yaml\n(?:[^`\n]*\n){4}```/);
	});
});
