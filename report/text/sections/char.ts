/** Signedness of C's plain `char` that a run checked, and why no more of it. */
export type CharCheck =
	/** Run twice: as on i386, and as on ARM. */
	| "both"
	/** Run with signed chars: the code is the same with unsigned ones. */
	| "same code"
	/** Run with signed chars, and no step depended on that. */
	| "same steps"
	/** Run with signed chars alone, and unsigned ones may do something else. */
	| "signed only"
	/** Run as --char says. */
	| "signed, as given"
	| "unsigned, as given";

/** Note of a finding that the source has with signed chars and with unsigned ones. */
export const UNSIGNED_TOO = "the same with unsigned char (--char unsigned)";

const TEXTS: Readonly<Record<CharCheck, string>> = {
	both: "plain char: signed as on i386, and again unsigned as on ARM",
	"same code": "plain char: signed or unsigned, the compiled code is the same",
	"same steps": "plain char: signed as on i386; no step depended on it, so unsigned as on ARM is the same",
	"signed only": "plain char: signed as on i386 only; --char unsigned runs it as on ARM",
	"signed, as given": "plain char: signed, as --char says",
	"unsigned, as given": "plain char: unsigned, as --char says",
};

/** Signedness of plain `char` that was checked, in one line; empty where there is no C. */
export function charText(check: CharCheck | undefined): string {
	return check === undefined ? "" : TEXTS[check];
}
