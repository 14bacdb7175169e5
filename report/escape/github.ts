/** Message of a workflow command of GitHub Actions. */
export function workflowMessage(text: string): string {
	return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** Property of a workflow command of GitHub Actions. */
export function workflowProperty(text: string): string {
	return workflowMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
