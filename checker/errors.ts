/** Something that the caller can put right: one line that says what was expected, what was found, and what to do. */
export class UsageError extends Error {
	override readonly name = "UsageError";
	/** The option that it is about, as the library spells it; undefined where it is about several or none. */
	readonly option: string | undefined;
	/** The line without the option. */
	readonly reason: string;

	constructor(reason: string, option?: string) {
		super(option === undefined ? reason : `${option}: ${reason}`);
		this.option = option;
		this.reason = reason;
	}
}
