import { InvalidArgumentError } from "commander";
import { MEASURES, type Measure } from "../coverage/criteria.ts";
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

/** The formats of a coverage report. */
export const COVERAGE_FORMATS = ["text", "html", "json", "lcov"] as const;
/** One of `COVERAGE_FORMATS`. */
export type CoverageFormat = (typeof COVERAGE_FORMATS)[number];

/** The least share of what can be walked that has to be, in hundredths. */
export interface Threshold {
	readonly measure: Measure;
	readonly least: number;
}

/** Reads some of several words, with commas between them. */
export function someOf<T extends string>(words: readonly T[]): (text: string) => readonly T[] {
	return (text) =>
		text.split(",").map((part) => {
			const word = words.find((candidate) => candidate === part.trim());
			if (word !== undefined) return word;
			throw new InvalidArgumentError(`Expected some of ${words.join(", ")} with commas between, found "${part}".`);
		});
}

/** Reads thresholds, as in `edge=100,primePath=95`. */
export function thresholds(text: string): readonly Threshold[] {
	return text.split(",").map((part) => {
		const [name = "", share = ""] = part.trim().split("=");
		const measure = MEASURES.find((candidate) => candidate === name);
		const least = /^\d{1,3}(\.\d{1,6})?$/.test(share) ? Number(share) : Number.NaN;
		if (measure !== undefined && least >= 0 && least <= 100) return { measure, least };
		throw new InvalidArgumentError(
			`Expected criteria and percentages, as in "edge=100,primePath=95", found "${part}"; criteria are ${MEASURES.join(", ")}.`,
		);
	});
}

/** The greatest length of the simple paths that coverage asks for, where --simple-length does not say otherwise. */
export const SIMPLE_LENGTH = 4;
