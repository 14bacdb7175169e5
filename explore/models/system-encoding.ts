import { decodeProcess, processCode } from "../../model/charts/table.ts";
import { isService, nrProcs, numberInKind, type Scope, serviceAt } from "../../model/scope.ts";
import { processOf, type State } from "../../model/state.ts";

const PROCESSES_PER_WORD = 3;
const SLOTS_PER_WORD = 2;

/** Words of an encoded state of the specification: three processes a word, then two slots a word. */
export function encodedWidth(scope: Scope): number {
	return Math.ceil(nrProcs(scope) / PROCESSES_PER_WORD) + Math.ceil(scope.slots / SLOTS_PER_WORD);
}

/**
 * A state of the specification in small whole numbers, to be read and written in place.
 *
 * The codes are those of the charts' tables. A service that a process waits for is given as its process number.
 */
export class Registers {
	readonly scope: Scope;
	/** Code of each process's chart state. */
	readonly codes: Uint8Array;
	/** Process number of the service that each process waits for; -1 for none. */
	readonly waits: Int16Array;
	/** Slots in use. */
	count = 0;
	/** Process number of the subscriber at each place of the list. */
	readonly services: Uint8Array;
	readonly masks: Uint8Array;
	readonly waiting: Uint8Array;
	readonly #processWords: number;
	/** By process: the number of a service among the services, from 1; 0 for users. */
	readonly #numbers: Uint8Array;
	/** By such a number: the process; -1 for none. */
	readonly #services: Int16Array;

	constructor(scope: Scope) {
		const processes = nrProcs(scope);
		this.scope = scope;
		this.codes = new Uint8Array(processes);
		this.waits = new Int16Array(processes).fill(-1);
		this.services = new Uint8Array(scope.slots);
		this.masks = new Uint8Array(scope.slots);
		this.waiting = new Uint8Array(scope.slots);
		this.#processWords = Math.ceil(processes / PROCESSES_PER_WORD);
		this.#numbers = Uint8Array.from({ length: processes }, (_, process) =>
			isService(scope, process) ? numberInKind(scope, process) + 1 : 0,
		);
		this.#services = Int16Array.from({ length: scope.services + 1 }, (_, number) =>
			number === 0 ? -1 : serviceAt(scope, number - 1),
		);
	}

	/** Writes the state as words: 5 bits for a process's code, 5 for the service that it waits for; 4 for a slot's service, 2 for its mask, 6 for its wait count. */
	store(words: Int32Array): void {
		const { slots } = this.scope;
		const { codes, waits, services, masks, waiting, count } = this;
		const numbers = this.#numbers;
		let at = 0;
		for (let process = 0; process < codes.length; process += PROCESSES_PER_WORD) {
			let word = 0;
			const end = Math.min(process + PROCESSES_PER_WORD, codes.length);
			for (let one = process, shift = 0; one < end; one++, shift += 10) {
				const wait = waits[one] ?? -1;
				word |= ((codes[one] ?? 0) | ((wait < 0 ? 0 : (numbers[wait] ?? 0)) << 5)) << shift;
			}
			words[at++] = word;
		}
		for (let slot = 0; slot < slots; slot += SLOTS_PER_WORD) {
			let word = 0;
			for (let one = slot, shift = 0; one < count && one < slot + SLOTS_PER_WORD; one++, shift += 12) {
				const service = numbers[services[one] ?? 0] ?? 0;
				word |= (service | ((masks[one] ?? 0) << 4) | ((waiting[one] ?? 0) << 6)) << shift;
			}
			words[at++] = word;
		}
	}

	load(words: Int32Array): void {
		const { slots } = this.scope;
		const processes = this.#services;
		for (let process = 0; process < this.codes.length; process++) {
			const word = words[(process / PROCESSES_PER_WORD) | 0] ?? 0;
			const bits = word >>> ((process % PROCESSES_PER_WORD) * 10);
			const wait = (bits >>> 5) & 31;
			this.codes[process] = bits & 31;
			this.waits[process] = processes[wait] ?? -1;
		}
		this.count = 0;
		for (let slot = 0; slot < slots; slot++) {
			const bits = (words[this.#processWords + (slot >> 1)] ?? 0) >>> ((slot & 1) * 12);
			const service = bits & 15;
			if (service === 0) break;
			this.services[slot] = processes[service] ?? 0;
			this.masks[slot] = (bits >>> 4) & 3;
			this.waiting[slot] = (bits >>> 6) & 63;
			this.count++;
		}
	}

	take({ processes, slots }: State): void {
		for (const [index, process] of processes.entries()) {
			this.codes[index] = processCode(process);
			this.waits[index] = process.waitsFor ?? -1;
		}
		this.count = slots.length;
		for (const [place, { service, mask, waiting }] of slots.entries()) {
			this.services[place] = service;
			this.masks[place] = mask;
			this.waiting[place] = waiting;
		}
	}

	/** The same state in plain data. */
	state(): State {
		return {
			processes: Array.from(this.codes, (code, index) => {
				const { lifecycle, killed, told } = decodeProcess(code);
				const wait = this.waits[index] ?? -1;
				return processOf(lifecycle, killed, told, wait < 0 ? undefined : wait);
			}),
			slots: Array.from({ length: this.count }, (_, place) => ({
				service: this.services[place] ?? 0,
				mask: this.masks[place] ?? 0,
				waiting: this.waiting[place] ?? 0,
			})),
		};
	}

	/** Takes over another's state. Loops are quicker than `set` on lists as short as these. */
	copy(other: Registers): void {
		for (let process = 0; process < this.codes.length; process++) {
			this.codes[process] = other.codes[process] ?? 0;
			this.waits[process] = other.waits[process] ?? -1;
		}
		for (let place = 0; place < other.count; place++) {
			this.services[place] = other.services[place] ?? 0;
			this.masks[place] = other.masks[place] ?? 0;
			this.waiting[place] = other.waiting[place] ?? 0;
		}
		this.count = other.count;
	}
}
