import { InvalidArgumentError } from "commander";
import { SCOPE_LIMITS } from "../model/scope.ts";

/** Reads a whole number between two bounds, both included; commander puts the option's name before the message. */
export function wholeNumber(least: number, greatest: number): (text: string) => number {
	return (text) => {
		const number = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
		if (number >= least && number <= greatest) return number;
		throw new InvalidArgumentError(`Expected a whole number from ${least} to ${greatest}, found "${text}".`);
	};
}

/** Reads a part of a scope. */
export function scopePart(part: keyof typeof SCOPE_LIMITS): (text: string) => number {
	const [least, greatest] = SCOPE_LIMITS[part];
	return wholeNumber(least, greatest);
}

/** Reads a time in seconds, fractions allowed. */
export function seconds(text: string): number {
	const number = /^\d{1,5}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
	if (number > 0 && number <= 86_400) return number;
	throw new InvalidArgumentError(`Expected seconds, more than 0 and at most 86400, found "${text}".`);
}

/** Reads fast-check's path to an interleaving: numbers with colons between them. */
export function path(text: string): string {
	if (/^\d{1,6}(:\d{1,6})*$/.test(text)) return text;
	throw new InvalidArgumentError(
		`Expected numbers below 1,000,000 with colons between them, as in "12:0:3", found "${text}".`,
	);
}

/** The most memory for stored states where --max-memory does not say otherwise, in MiB. */
export const DEFAULT_MEMORY = 2048;
