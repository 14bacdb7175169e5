import type { Command } from "commander";
import { UsageError } from "../../checker/errors.ts";

/** Has a command refuse an option that is given without any of some others. @param hint another way, for the error */
export function needs(command: Command, option: string, others: readonly string[], hint?: string): Command {
	const isGiven = (name: string): boolean => !["default", undefined].includes(command.getOptionValueSource(name));
	return command.hook("preAction", () => {
		if (!isGiven(option) || others.some(isGiven)) return;
		const list = new Intl.ListFormat("en", { type: "disjunction", style: "short" }).format(others.map(flagOf));
		throw new UsageError(`${flagOf(option)} needs ${list}${hint === undefined ? "" : `: ${hint}`}`);
	});
}

/** An option as a person writes it: `--write-known`; an argument as it is. */
export function flagOf(name: string): string {
	return name.startsWith("<") ? name : `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
