/** Failure that stops an action. */
export interface Failure {
	readonly kind: "assertion" | "panic" | "out of bounds" | "undefined behaviour" | "trap";
	/** Text of the failure, as the implementation prints it. */
	readonly text: string;
	/** The function in which it failed, by its C name, where that is known. */
	readonly where: string | undefined;
	/** The line of the C source, from 1, where there is one. */
	readonly line: number | undefined;
}

/** Stops PM in the middle of an action; `Pm.apply` turns it into a failed outcome. */
export class TargetFailure extends Error {
	readonly failure: Failure;

	constructor(failure: Failure) {
		// Searches meet thousands of these, as outcomes: where one was thrown says nothing.
		const { stackTraceLimit } = Error;
		Error.stackTraceLimit = 0;
		super(`${failure.kind}: ${failure.text}`);
		Error.stackTraceLimit = stackTraceLimit;
		this.failure = failure;
	}
}

/** The mirror's `assert`. @param where the C function that asserts */
export function assert(condition: boolean, where: string, text: string): asserts condition {
	if (!condition) throw new TargetFailure({ kind: "assertion", text, where, line: undefined });
}

/** The mirror's `panic`. @param where the C function that panics */
export function panic(where: string, text: string): never {
	throw new TargetFailure({ kind: "panic", text, where, line: undefined });
}

/**
 * Error of a target that does not do the same twice from the same memory. For the mirror it is an internal error; a compiled
 * source can do so by its own fault: it reads memory that is not its own, or its view of itself changes what it shows.
 */
export class UnstableTarget extends Error {}
