import type { CounterWords } from "../../target.ts";
import { LIST_ADDRESS, WATCH, WATCH_ADDRESS, WATCH_MAX_COUNTERS, WORD_COUNTER, WORD_STORED } from "../layout/watch.ts";
import { variablesOf } from "./access.ts";
import type { CMemory } from "./memory.ts";
import type { CompiledModule } from "./module.ts";

/** The most bytes of a variable that is no array and no struct. */
const MOST_SCALAR_BYTES = 8;

/** Words of a module that decide nothing, as bridge/watch.c watches them. */
export class CCounters implements CounterWords {
	readonly module: object;
	readonly #module: CompiledModule;
	readonly #memory: CMemory;
	/** All words of the module's memory. */
	readonly #all: Int32Array;
	/** Notes of each word of the state. */
	readonly #notes: Uint8Array;
	readonly #processes: number;
	readonly #slots: number;
	#assumed: readonly number[] = [];

	/** @param key the module @param slots entries of the list of subscribers */
	constructor(key: object, module: CompiledModule, memory: CMemory, processes: number, slots: number) {
		this.module = key;
		const { exports, region } = module;
		[this.#module, this.#memory, this.#processes, this.#slots] = [module, memory, processes, slots];
		const { buffer } = memory.bytes;
		this.#all = new Int32Array(buffer, 0, memory.bytes.length / 4);
		this.#notes = new Uint8Array(buffer, exports.__heap_base.value, (region.end - region.start) / 4);
	}

	get words(): readonly number[] {
		const { exports, region, rowSize } = this.#module;
		const rows = exports.mproc.value;
		const rowsEnd = rows + this.#processes * rowSize;
		return Array.from(this.#notes.keys(), (index) => region.start + 4 * index).filter(
			(word) => word < rows || word >= rowsEnd,
		);
	}

	candidates(run: () => void): readonly number[] {
		this.assume([]);
		const { words } = this;
		for (const word of words) this.#note(word, WORD_COUNTER);
		this.#set("has_counters", 1);
		run();
		const undecided = words.filter((word) => this.#has(word, WORD_COUNTER));
		const written = undecided.filter((word) => this.#has(word, WORD_STORED));
		const stored = new Set([...written.flatMap((word) => this.#column(word)), ...this.#inWrittenVariables(undecided)]);
		this.assume([]);
		const found = undecided.filter((word) => stored.has(word) && !this.#isShown(word));
		return found.length <= WATCH_MAX_COUNTERS ? found : [];
	}

	assume(words: readonly number[]): void {
		for (let index = 0; index < this.#notes.length; index++) {
			this.#notes[index] = (this.#notes[index] ?? 0) & ~(WORD_COUNTER | WORD_STORED);
		}
		for (const word of words) this.#note(word, WORD_COUNTER);
		this.#all.set(words, (WATCH_ADDRESS + WATCH.offsets.counter) / 4);
		this.#set("counter_count", words.length);
		this.#set("has_counters", words.length > 0 ? 1 : 0);
		this.#set("counters_refuted", 0);
		this.#assumed = words;
	}

	get isRefuted(): boolean {
		return this.#get("counters_refuted") !== 0;
	}

	refuted(): readonly number[] {
		return this.isRefuted ? this.#assumed.filter((word) => !this.#has(word, WORD_COUNTER)) : [];
	}

	valueOf(word: number): number {
		return this.#all[word / 4] ?? 0;
	}

	namesOf(words: readonly number[]): readonly string[] {
		const variables = variablesOf(this.#module.exports, this.#memory);
		const offsets = new Map<string, Set<number>>();
		for (const word of words) {
			const owner = variables
				.filter(({ at, size }) => at < word + 4 && word < at + (size || MOST_SCALAR_BYTES))
				.toSorted((one, other) => other.at - one.at)[0];
			const name = owner ? nameOf(owner.name) : `the word at address ${word}`;
			const known = offsets.get(name) ?? new Set();
			if (owner && owner.size > 0) known.add(this.#offsetIn(owner.at, word));
			offsets.set(name, known);
		}
		return [...offsets].flatMap(([name, of]) =>
			of.size === 0 ? [name] : rangesOf(of).map((range) => `${name}, ${range}`),
		);
	}

	/** Offset in a variable; in an entry, for a list of subscribers. */
	#offsetIn(start: number, word: number): number {
		const entrySize = 4 * this.#get("entry_words");
		return start === this.#get("entries") && entrySize > 0 ? (word - start) % entrySize : word - start;
	}

	/** The words of variables of which no word has decided anything and one was written: the rest of an array may be written later. */
	#inWrittenVariables(undecided: readonly number[]): readonly number[] {
		const isUndecided = new Set(undecided);
		return variablesOf(this.#module.exports, this.#memory).flatMap(({ at, size }) => {
			const words = Array.from({ length: Math.ceil(size / 4) }, (_, index) => (at & ~3) + 4 * index);
			const isWritten = words.some((word) => this.#has(word, WORD_STORED));
			return isWritten && words.every((word) => isUndecided.has(word)) ? words : [];
		});
	}

	/** The same word of every entry of the list; the word itself elsewhere. */
	#column(word: number): readonly number[] {
		const [start, size, entrySize] = [this.#get("entries"), this.#get("entries_size"), 4 * this.#get("entry_words")];
		if (word < start || word >= start + size) return [word];
		const first = start + ((word - start) % entrySize);
		return Array.from({ length: this.#get("entry_count") }, (_, entry) => first + entry * entrySize);
	}

	/** True if the view of the subscribers shows a word. A source's own view is watched like all else. */
	#isShown(word: number): boolean {
		if (this.#module.hasPlaces) return false;
		const kept = this.valueOf(word);
		const shownWith = (value: number): string => {
			this.#all[word / 4] = value;
			return this.#shown();
		};
		const isShown = shownWith(0) !== shownWith(-1);
		this.#all[word / 4] = kept;
		return isShown;
	}

	#shown(): string {
		const { exports, guarded } = this.#module;
		try {
			return guarded(() => {
				const words: number[] = [exports.view_nested(), exports.view_list(LIST_ADDRESS)];
				words.push(this.valueOf(LIST_ADDRESS));
				for (let place = 0; place < this.#slots; place++) {
					exports.view_entry(place, LIST_ADDRESS);
					words.push(...this.#all.subarray(LIST_ADDRESS / 4, LIST_ADDRESS / 4 + 3));
				}
				return words.join();
			});
		} catch {
			return String(this.valueOf(LIST_ADDRESS));
		}
	}

	#note(word: number, bit: number): void {
		const index = (word - this.#module.region.start) / 4;
		this.#notes[index] = (this.#notes[index] ?? 0) | bit;
	}

	#has(word: number, bit: number): boolean {
		return ((this.#notes[(word - this.#module.region.start) / 4] ?? 0) & bit) !== 0;
	}

	#get(member: keyof typeof WATCH.offsets): number {
		return this.#all[(WATCH_ADDRESS + WATCH.offsets[member]) / 4] ?? 0;
	}

	#set(member: keyof typeof WATCH.offsets, value: number): void {
		this.#all[(WATCH_ADDRESS + WATCH.offsets[member]) / 4] = value;
	}
}

/** Name of a variable in words. @param symbol LLVM's name for it */
function nameOf(symbol: string): string {
	const [name = "", local] = symbol.split(".").reverse();
	if (local === undefined) return name;
	// LLVM takes a struct apart that is used by its members only.
	return /^\d+$/.test(name) ? `a part of ${local}` : `${name} of ${local}()`;
}

/** Ranges of bytes that some words make. @param offsets of the words */
function rangesOf(offsets: ReadonlySet<number>): readonly string[] {
	const starts = [...offsets].filter((offset) => !offsets.has(offset - 4)).toSorted((one, other) => one - other);
	return starts.map((start) => {
		let end = start;
		while (offsets.has(end)) end += 4;
		// A word may begin before the variable.
		return `bytes ${Math.max(0, start)} to ${end - 1}`;
	});
}
