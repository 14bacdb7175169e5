import { printable } from "../../impl/printable.ts";

/** Message of a workflow command of GitHub Actions. */
export function workflowMessage(text: string): string {
	const shown = text.replace(/[^\n]+/g, printable);
	return shown.replaceAll("%", "%25").replaceAll("\n", "%0A");
}

/** Property of a workflow command of GitHub Actions. */
export function workflowProperty(text: string): string {
	return workflowMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
