import { printable } from "../../impl/printable.ts";

/** String of TypeScript, in which every character shows. */
export function typescriptString(text: string): string {
	return printable(JSON.stringify(text));
}
