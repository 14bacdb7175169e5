/** Path of a file as a relative URI reference. */
export function fileUri(path: string): string {
	return path
		.replace(/\p{Cs}/gu, "\ufffd")
		.split("/")
		.map(encodeURIComponent)
		.join("/");
}
