import { InvalidArgumentError } from "commander";
import type { Threshold } from "../../checker/coverage.ts";
import { SEARCHED_USERS } from "../../checker/options.ts";
import { MEASURES } from "../../coverage/criteria.ts";
import { SCOPE_LIMITS, type Scope } from "../../model/scope.ts";

/** Data as the one JSON object that a command prints. */
export function jsonText(data: unknown): string {
	return `${JSON.stringify(data, null, 2)}\n`;
}

/** Reads a whole number between two bounds, both included; commander puts the option's name before the message. */
export function wholeNumber([least, greatest]: readonly [least: number, greatest: number]): (text: string) => number {
	return (text) => {
		const number = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
		if (number >= least && number <= greatest) return number;
		throw new InvalidArgumentError(`Expected a whole number from ${least} to ${greatest}, found "${text}".`);
	};
}

/** Reads a range of whole numbers between two bounds, as in 1..3, or a single one. */
export function range(bounds: readonly [least: number, greatest: number]): (text: string) => readonly [number, number] {
	return (text) => {
		const [first = "", last = first, ...others] = text.split("..");
		const [least, greatest] = [wholeNumber(bounds)(first), wholeNumber(bounds)(last)];
		if (least <= greatest && others.length === 0) return [least, greatest];
		throw new InvalidArgumentError(`Expected a number or a range, as in 1..3, found "${text}".`);
	};
}

/** Scope to search; slots are the target's own where they are left out. */
export interface NamedScope {
	readonly users: number;
	readonly services: number;
	readonly slots: number | undefined;
	readonly rows?: NonNullable<Scope["rows"]>;
}

/** @throws InvalidArgumentError where a scope has users alone or services alone */
function expectBoth(name: string): void {
	const [, part, slots] = /^(\d{1,3}[us])( ?\d{1,3}k)?$/.exec(name) ?? [];
	if (part === undefined) return;
	const [other, whole] = part.endsWith("u") ? ["services", `${part} 1s`] : ["users", `1u ${part}`];
	throw new InvalidArgumentError(
		`Expected the number of ${other} too, as in "${whole}${slots ?? ""}", found "${name}".`,
	);
}

/** Reads scopes with commas between them, as in "2u 2s, 1u 3s 4k"; "2s 1u" has services in the first rows, "2u+1s" in those of users, "2u 1s spread" between them. */
export function scopeList(text: string): readonly NamedScope[] {
	return text.split(",").map((name) => {
		const [, first, kind, between, second, other, slots, spread] =
			/^(\d{1,3})([us])( ?|\+(?=\d+s))(\d{1,3})([us])(?: ?(\d{1,3})k)?(?: (spread))?$/.exec(name.trim()) ?? [];
		const isServicesFirst = kind === "s";
		const rows =
			between === "+" ? "shared" : isServicesFirst ? "services first" : spread ? "services spread" : undefined;
		const isOneOrder = spread === undefined || rows === "services spread";
		const [users, services] = isServicesFirst ? [second, first] : [first, second];
		const scope: NamedScope = {
			...{ users: kind === other ? Number.NaN : Number(users), services: Number(services) },
			slots: slots === undefined ? undefined : Number(slots),
			...(rows === undefined ? {} : { rows }),
		};
		const isWithin = (number: number, [least, most]: readonly [number, number]): boolean =>
			number >= least && number <= most;
		const isScope =
			isWithin(scope.users, SEARCHED_USERS) &&
			isWithin(scope.services, SCOPE_LIMITS.services) &&
			isWithin(scope.slots ?? SCOPE_LIMITS.slots[0], SCOPE_LIMITS.slots);
		if (isScope && isOneOrder && scope.users + scope.services > 0) return scope;
		expectBoth(name.trim());
		throw new InvalidArgumentError(
			`Expected scopes of at most ${SEARCHED_USERS[1]} users, ${SCOPE_LIMITS.services[1]} services and ${SCOPE_LIMITS.slots[1]} slots, as in "2u 2s, 1u 3s 4k", "2u+1s" or "2u 2s spread", found "${name.trim()}".`,
		);
	});
}

/** Reads one of several shards, as in 2/8. */
export function shard(text: string): { readonly index: number; readonly of: number } {
	const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
	if (index !== undefined && of !== undefined) return { index: Number(index), of: Number(of) };
	throw new InvalidArgumentError(`Expected a shard and their number, as in 2/8, found "${text}".`);
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

/** The formats of a coverage report. */
export const COVERAGE_FORMATS = ["text", "html", "json", "lcov"] as const;
/** One of `COVERAGE_FORMATS`. */
export type CoverageFormat = (typeof COVERAGE_FORMATS)[number];

/**
 * Reads some of several words, with commas between them; what an option says that is given again is added.
 *
 * @param preset what the option is where it is not given
 */
export function someOf<T extends string>(
	words: readonly T[],
	preset?: readonly T[],
): (text: string, previous: readonly T[] | undefined) => readonly T[] {
	return (text, previous) => {
		const found = text.split(",").map((part) => {
			const word = words.find((candidate) => candidate === part.trim());
			if (word !== undefined) return word;
			throw new InvalidArgumentError(`Expected some of ${words.join(", ")} with commas between, found "${part}".`);
		});
		const all = [...(previous === preset ? [] : (previous ?? [])), ...found];
		expectOnce(all);
		return all;
	};
}

/** Reads thresholds, as in `edge=100,primePath=95`; those of an option that is given again are added. */
export function thresholds(text: string, previous: readonly Threshold[] = []): readonly Threshold[] {
	const found = text.split(",").map((part) => {
		const [name = "", share = ""] = part.trim().split("=");
		const measure = MEASURES.find((candidate) => candidate === name);
		const least = /^\d{1,3}(\.\d{1,6})?$/.test(share) ? Number(share) : Number.NaN;
		if (measure !== undefined && least >= 0 && least <= 100) return { measure, least };
		throw new InvalidArgumentError(
			`Expected criteria and percentages, as in "edge=100,primePath=95", found "${part}"; criteria are ${MEASURES.join(", ")}.`,
		);
	});
	const all = [...previous, ...found];
	expectOnce(all.map(({ measure }) => measure));
	return all;
}

/** @throws InvalidArgumentError where a word is there twice */
function expectOnce(words: readonly string[]): void {
	const twice = words.find((word, index) => words.indexOf(word) !== index);
	if (twice !== undefined) throw new InvalidArgumentError(`Expected each once, found ${twice} twice.`);
}
