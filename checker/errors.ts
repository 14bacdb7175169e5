/** Error that the caller can correct: one line that says what was expected, what was found, and what to do. */
export class UsageError extends Error {
	override readonly name = "UsageError";
	/** Option concerned, as the library spells it; undefined where it concerns several or none. */
	readonly option: string | undefined;
	/** Message without the option. */
	readonly reason: string;

	constructor(reason: string, option?: string) {
		super(option === undefined ? reason : `${option}: ${reason}`);
		this.option = option;
		this.reason = reason;
	}
}
