import type { Facility, PmFunctions } from "../../facility.ts";
import { TargetFailure } from "../../failure.ts";
import { printable, textOfTarget } from "../../printable.ts";
import { ProcessTable } from "../../process-table.ts";
import type { CounterWords, DeadMemory, Subscriber } from "../../target.ts";
import type { CompiledSource } from "../compile/compile.ts";
import { shownPath } from "../compile/source-files.ts";
import type { SourceLine } from "../instrument/lines.ts";
import type { Range } from "../instrument/statics.ts";
import { LEAST_ADDRESS, LIST_ADDRESS, WATCH, WATCH_ADDRESS } from "../layout/watch.ts";
import { describeAccess } from "./access.ts";
import { CCounters } from "./counters.ts";
import { CDeadMemory } from "./dead-memory.ts";
import {
	endlessText,
	fail,
	failureOfView,
	messageFaults,
	nativeOverflow,
	STACK_OVERFLOW,
	topFunction,
	trap,
	undefinedText,
} from "./failures.ts";
import { type CInstance, type CompiledModule, instantiate } from "./module.ts";
import { Printf } from "./printf.ts";
import { describeUndefinedBehaviour } from "./undefined-behaviour.ts";

/** The most bytes of a text of the source that are read. */
const MOST_BYTES = 4000;

/**
 * Event facility in compiled C.
 *
 * The process table is the module's own `mproc`. Every failure of the C is thrown as a `TargetFailure`.
 */
export class CFacility implements Facility {
	readonly table: ProcessTable;
	readonly memory: Uint8Array;
	/** The module's memory as a whole: stack and constants too. */
	readonly wholeMemory: Uint8Array;
	/**
	 * The place in subscription order that a process waits at, -1 if none; undefined where `mp_eventsub` is that place.
	 * A source with ROLLCALL_VIEW says it in rollcall_eventsub.
	 */
	readonly eventsub?: (process: number) => number;
	readonly checkView?: () => void;
	readonly deadMemory: DeadMemory | undefined;
	readonly counters: CounterWords;
	readonly compiled: CompiledModule;
	readonly #instance: CInstance;
	readonly #words: Int32Array;
	readonly #printf: Printf;
	readonly #path: string;
	readonly #slots: number;
	readonly #statics: Range;
	readonly #start: Uint8Array;
	readonly #stackTop: number;
	readonly #onLine: (line: SourceLine) => void;
	readonly #hasNested: boolean;
	#pm: PmFunctions | undefined;

	/** @param bytes how much memory the module is given */
	constructor(
		{
			path,
			module: { module, statics },
			nrProcs,
			slots,
		}: Pick<CompiledSource, "path" | "module" | "nrProcs" | "slots">,
		bytes: number,
		onLine: (line: SourceLine) => void = () => {},
	) {
		this.#path = shownPath(printable(path));
		this.#slots = slots;
		this.#statics = statics;
		this.#onLine = onLine;
		this.#instance = this.#instantiate(module, bytes);
		const { exports, buffer, memory } = this.#instance;
		const rowSize = exports.view_row_size();
		this.table = new ProcessTable(buffer, exports.mproc.value, nrProcs, rowSize);
		exports.view_start_rows();
		this.wholeMemory = memory.bytes;
		// In whole words, so that it can be compared by words; nothing else lies in the same word.
		this.memory = memory.bytes.subarray(statics.start & ~3, (statics.end + 3) & ~3);
		const { byteOffset, byteLength } = this.memory;
		exports.watch_state(byteOffset, byteOffset + byteLength, 0);
		this.#words = new Int32Array(buffer);
		const deadParts = exports.dead_parts();
		this.deadMemory = deadParts === 0 ? undefined : new CDeadMemory(deadParts, this.#words);
		const hasPlaces = exports.view_has_places() !== 0;
		if (hasPlaces) this.eventsub = (process) => this.#guarded(() => exports.view_eventsub(process));
		// An array of event.c's kind is there whatever the source does with it.
		const isPlain = !hasPlaces && exports.view_is_plain() !== 0;
		if (!isPlain) this.checkView = () => this.#checkView(nrProcs);
		this.#hasNested = exports.view_has_nested() !== 0;
		this.compiled = {
			exports,
			memory: memory.bytes,
			region: { start: byteOffset, end: byteOffset + byteLength },
			...{ rowSize, hasPlaces },
			guarded: (call) => this.#guarded(call),
		};
		this.counters = new CCounters(module, this.compiled, memory, nrProcs, slots);
		this.#printf = new Printf(memory, statics.start);
		this.#start = this.memory.slice();
		this.#stackTop = exports.__stack_pointer.value;
	}

	/** Sets the PM that the C calls; to be done before the first call. */
	attach(pm: PmFunctions): this {
		this.#pm = pm;
		return this;
	}

	doProceventmask(caller: number, mask: number): number {
		return this.#guarded(() => this.#instance.exports.call_do_proceventmask(caller, mask));
	}

	doProcEventReply(caller: number, endpoint: number, event: number): number {
		return this.#guarded(() => this.#instance.exports.call_do_proc_event_reply(caller, endpoint, event));
	}

	publishEvent(process: number): void {
		this.#guarded(() => this.#instance.exports.call_publish_event(process));
	}

	reset(): void {
		this.memory.set(this.#start);
	}

	subscribers(): readonly Subscriber[] {
		const words = this.#guarded(() => this.#instance.exports.view_list(LIST_ADDRESS));
		const subscribers: Subscriber[] = [];
		const [first, end] = [LIST_ADDRESS / 4 + 1, LIST_ADDRESS / 4 + words];
		for (let at = first; at < end; at += 3) subscribers.push(this.#subscriberAt(at));
		return subscribers;
	}

	/** The subscriber whose three words lie at an address. No array is made of them: there is a view for each action. @param at in words */
	#subscriberAt(at: number): Subscriber {
		const words = this.#words;
		return { endpoint: words[at] ?? 0, mask: (words[at + 1] ?? 0) >>> 0, waiting: (words[at + 2] ?? 0) >>> 0 };
	}

	writeSubscribers(to: Int32Array, at: number): number {
		try {
			const length = this.#instance.exports.view_list(LIST_ADDRESS);
			for (let word = 0; word < length; word++) to[at + word] = this.#words[LIST_ADDRESS / 4 + word] ?? 0;
			return at + length;
		} catch (error) {
			throw this.#stopped(error);
		}
	}

	entries(): readonly Subscriber[] {
		// A source with its own view shows subscribers only, and no memory behind them.
		if (this.eventsub) return this.subscribers();
		return Array.from({ length: this.#slots }, (_, place) => {
			this.#guarded(() => this.#instance.exports.view_entry(place, LIST_ADDRESS));
			return this.#subscriberAt(LIST_ADDRESS / 4);
		});
	}

	#checkView(nrProcs: number): void {
		try {
			this.subscribers();
			for (let process = 0; process < nrProcs; process++) this.eventsub?.(process);
		} catch (error) {
			throw error instanceof TargetFailure ? failureOfView(error) : error;
		}
	}

	hasWidenedChars(): boolean {
		return this.#words[(WATCH_ADDRESS + WATCH.offsets.has_widened) / 4] !== 0;
	}

	nested(): number | undefined {
		return this.#hasNested ? this.#instance.exports.view_nested() : undefined;
	}

	/** Calls the C, and throws its failures as failures of the target. */
	#guarded<T>(call: () => T): T {
		try {
			return call();
		} catch (error) {
			throw this.#stopped(error);
		}
	}

	#instantiate(module: WebAssembly.Module, bytes: number): CInstance {
		const surroundings = (): PmFunctions => {
			if (!this.#pm) throw new Error("the facility calls PM before it was attached to it");
			return this.#pm;
		};
		const text = (address: number): string => this.#instance.memory.string(address, MOST_BYTES);
		const names = new Map<number, string>();
		const nameAt = (address: number): string => {
			const name = names.get(address) ?? text(address);
			names.set(address, name);
			return name;
		};
		const format = (pieces: number, list: number): string =>
			textOfTarget(withoutNewline(this.#printf.format(pieces, list)));
		return instantiate(
			module,
			{
				asynsend3: (to, about, event, type, flags, stray) =>
					surroundings().asynsend3(to, about, event, messageFaults(type, flags, stray)),
				pmIsokendpt: (endpoint) => surroundings().pmIsokendpt(endpoint) ?? -1,
				exitRestart: (process) => surroundings().exitRestart(process),
				restartSigs: (process) => surroundings().restartSigs(process),
				printf: (pieces, list) => surroundings().printf(() => format(pieces, list)),
				format: (to, size, pieces, list) => this.#instance.memory.write(to, size, this.#printf.format(pieces, list)),
				assertion: (line, where, condition) => fail("assertion", text(condition), text(where), line || undefined),
				panic: (line, where, pieces, list) => fail("panic", format(pieces, list), text(where), line || undefined),
				line: (name, defined, line) => this.#onLine({ name: nameAt(name), defined, line }),
				endless: (iterations, depth) =>
					fail("trap", endlessText(iterations, depth), topFunction(new Error()), undefined),
				outOfBounds: (at, size, isWrite, line) => {
					// The stack starts below the addresses that the source may use.
					if (this.#isWornOut()) return fail("trap", STACK_OVERFLOW, topFunction(new Error()), undefined);
					const access = { at, size, isWrite: isWrite !== 0 };
					const text = describeAccess(this.#instance.exports, this.#instance.memory, this.#statics, access);
					return fail("out of bounds", text, topFunction(new Error()), line || undefined);
				},
				undefinedBehaviour: (handler, operands) => {
					const found = describeUndefinedBehaviour(handler, this.#instance.memory, operands, this.#path);
					return fail(found.kind, found.text, topFunction(new Error()), found.line);
				},
				undefinedFunction: (name) => fail("trap", undefinedText(name), topFunction(new Error()), undefined),
			},
			bytes,
		);
	}

	/** True if the stack pointer is below the addresses that the source may use. */
	#isWornOut(): boolean {
		return this.#instance.exports.__stack_pointer.value < LEAST_ADDRESS;
	}

	/** Error to throw for a failure of the C. The C could not restore its stack pointer, so that is done here. */
	#stopped(error: unknown): unknown {
		const isWornOut = this.#isWornOut();
		this.#instance.exports.__stack_pointer.value = this.#stackTop;
		this.#words[(WATCH_ADDRESS + WATCH.offsets.on) / 4] = 0;
		this.#words[(WATCH_ADDRESS + WATCH.offsets.is_checked) / 4] = 0;
		this.#words[(WATCH_ADDRESS + WATCH.offsets.depth) / 4] = 0;
		if (error instanceof WebAssembly.RuntimeError) return trap(isWornOut ? STACK_OVERFLOW : error.message, error);
		// What else has a RangeError is the surroundings' own mistake, and no failure of the C.
		const isStackOverflow = error instanceof RangeError && error.message.includes("call stack");
		return isStackOverflow ? nativeOverflow() : error;
	}
}

/** A line that PM prints, without what ends it. */
function withoutNewline(line: string): string {
	return line.endsWith("\n") ? line.slice(0, -1) : line;
}
