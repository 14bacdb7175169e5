import { expect, it } from "vitest";
import { program } from "../../cli/commands.ts";

it("every command is imported by the name that it has", async () => {
	const names = (await program()).commands.map((command) => command.name());
	expect(names).toContain("verify");
	for (const name of names) {
		const { commands } = await program(name);
		expect(commands.map((command) => command.name())).toEqual([name]);
	}
});
