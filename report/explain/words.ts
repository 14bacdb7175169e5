import { rowOfEndpoint } from "../../impl/lives.ts";
import { maskName } from "../../model/action.ts";
import { nrProcs, processName, processOfRow, type RowOrder, type Scope } from "../../model/scope.ts";
import { flagNames } from "./flags.ts";

/** Names of what the list of subscribers has: those of event.c, or those of slots where a source has a list of another kind. */
export type ListNames = "subs[]" | "slots";

const OF_SLOTS: Readonly<Record<string, string>> = { endpt: "service", mask: "mask", waiting: "wait count" };

/** A word as explanations name it, code between backticks: `subs[1].waiting`, or the wait count of slot 1. */
export function wordText(names: ListNames, word: string): string {
	const name = wordName(names, word);
	return name === word ? `\`${word}\`` : name;
}

/** A word as `wordText` names it, without backticks. */
export function wordName(names: ListNames, word: string): string {
	if (names === "subs[]") return word;
	const entry = entryOf(word);
	if (entry !== undefined) return `the ${fieldName(names, fieldOf(word))} of slot ${entry}`;
	return word === "nsubs" ? "the number of slots in use" : word;
}

/** Orders of the rows of the process table in words, where users do not have the first ones. */
export const ROW_ORDERS: Readonly<Record<Exclude<RowOrder, "users first">, string>> = {
	"services first": "services have the first rows of the process table",
	"services spread": "services have rows at even distances, with users between them",
	shared: "a user and a service use a row of the process table in turn",
};

/** An entry of the list as explanations name it. */
export function entryText(names: ListNames, entry: number): string {
	return names === "subs[]" ? `\`subs[${entry}]\`` : `slot ${entry}`;
}

/** A field of an entry, in words or as code. */
export function fieldText(names: ListNames, field: string): string {
	return names === "subs[]" ? `\`${field}\`` : fieldName(names, field);
}

/** A field of an entry, without backticks. */
export function fieldName(names: ListNames, field: string): string {
	return names === "subs[]" ? field : (OF_SLOTS[field] ?? field);
}

/** A word's value as text: a process by its name, flags and masks by theirs. */
export function valueText(scope: Scope, word: string, value: number): string {
	if (isEndpoint(word)) {
		const process = processOfRow(scope, rowOfEndpoint(value));
		return process < nrProcs(scope) ? processName(scope, process) : String(value);
	}
	if (fieldOf(word) === "mask") return maskName(value);
	if (fieldOf(word) === "mp_flags") return flagNames(value);
	return fieldOf(word) === "mp_eventsub" && value === -1 ? "NO_EVENTSUB" : String(value);
}

function isEndpoint(word: string): boolean {
	return fieldOf(word) === "endpt";
}

/** Field of a word: `waiting` of `subs[1].waiting`, `mp_flags` of `mp_flags of u0`. */
export function fieldOf(word: string): string {
	return word.replace(/^subs\[\d+\]\./, "").replace(/ of .*$/, "");
}

/** The entry of the list that a word is in; undefined where it is in none. */
export function entryOf(word: string): number | undefined {
	const [, entry] = /^subs\[(\d+)\]/.exec(word) ?? [];
	return entry === undefined ? undefined : Number(entry);
}
