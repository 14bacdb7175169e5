import { printable } from "../../impl/printable.ts";

/** Text for an XML writer, which escapes markup: only characters that XML 1.0 has, controls written out, lines kept. */
export function xmlText(text: string): string {
	return text.replace(/[^\n\t]+/g, printable).replace(/[\ufffe\uffff]/g, "\ufffd");
}
