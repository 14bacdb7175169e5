/** Participant of a sequence diagram: PM, VFS, or a process by its name. */
export type Lane = string;

/** One thing in a sequence diagram: a message between two, or a note at one. */
export type SequenceItem =
	| { readonly kind: "message" | "answer"; readonly from: Lane; readonly to: Lane; readonly text: string }
	| { readonly kind: "note"; readonly over: Lane; readonly text: string };
