import { flagsOf } from "../../impl/image.ts";
import { onlyEndpoint, rowOfEndpoint } from "../../impl/lives.ts";
import { NO_EVENTSUB, SIGKILL_PENDING } from "../../impl/minix.ts";
import { decodeProcess } from "../../model/charts/table.ts";
import { isService, nrProcs, processOfRow, type Scope } from "../../model/scope.ts";
import { processOf } from "../../model/state.ts";
import type { Registers } from "./system-encoding.ts";

/** Flags and pending signals by process code, and the codes that they stand for. */
interface Rows {
	readonly flags: Int32Array;
	readonly signals: Int32Array;
	readonly codes: ReadonlyMap<number, number>;
}

/** Images of states of the specification, as `Target.image` gives them where each row has one life. */
export class ProductImage {
	/** Rows by process: those of users, or those of services. */
	readonly #rows: readonly Rows[];
	readonly #scope: Scope;

	/** @param codes the codes of processes, as the charts' tables number them */
	constructor(scope: Scope, codes: readonly number[]) {
		this.#scope = scope;
		const [ofUser, ofService] = [rowsOf(codes, false), rowsOf(codes, true)];
		this.#rows = Array.from({ length: nrProcs(scope) }, (_, process) =>
			isService(scope, process) ? ofService : ofUser,
		);
	}

	/** Writes the image of a state. @returns its length */
	write({ codes, waits, services, masks, waiting, count }: Registers, to: Int32Array): number {
		let at = 0;
		for (let process = 0; process < codes.length; process++) {
			const rows = this.#rows[process];
			const code = codes[process] ?? 0;
			to[at++] = rows?.flags[code] ?? 0;
			to[at++] = rows?.signals[code] ?? 0;
			to[at++] = placeOf(waits[process] ?? -1, services, count);
		}
		to[at++] = 0;
		to[at++] = count;
		for (let place = 0; place < count; place++) {
			to[at++] = onlyEndpoint(this.#scope, services[place] ?? 0);
			to[at++] = masks[place] ?? 0;
			to[at++] = waiting[place] ?? 0;
		}
		return at;
	}

	/** Reads the state that has an image: its wait counts are those that the waiting processes make. @returns whether there is one */
	read(image: Int32Array, length: number, to: Registers): boolean {
		const slots = 3 * to.codes.length + 2;
		to.count = (length - slots) / 3;
		if (to.count > to.services.length) return false;
		for (let place = 0; place < to.count; place++) {
			to.services[place] = processOfRow(this.#scope, rowOfEndpoint(image[slots + 3 * place] ?? 0));
			to.masks[place] = image[slots + 3 * place + 1] ?? 0;
			to.waiting[place] = 0;
		}
		for (let process = 0; process < to.codes.length; process++) {
			if (!this.#readRow(image, process, to)) return false;
		}
		return true;
	}

	#readRow(image: Int32Array, process: number, to: Registers): boolean {
		const code = this.#rows[process]?.codes.get(keyOf(image[3 * process] ?? 0, image[3 * process + 1] ?? 0));
		const place = image[3 * process + 2] ?? NO_EVENTSUB;
		if (code === undefined || place >= to.count) return false;
		to.codes[process] = code;
		to.waits[process] = place === NO_EVENTSUB ? -1 : (to.services[place] ?? -1);
		if (place !== NO_EVENTSUB) to.waiting[place] = (to.waiting[place] ?? 0) + 1;
		return true;
	}
}

function rowsOf(codes: readonly number[], isService: boolean): Rows {
	const length = Math.max(...codes) + 1;
	const [flags, signals] = [new Int32Array(length), new Int32Array(length)];
	for (const code of codes) {
		const { lifecycle, killed, told } = decodeProcess(code);
		const process = processOf(lifecycle, killed, told, undefined);
		flags[code] = flagsOf(process, isService);
		signals[code] = process.killed ? SIGKILL_PENDING : 0;
	}
	return { flags, signals, codes: new Map(codes.map((code) => [keyOf(flags[code] ?? 0, signals[code] ?? 0), code])) };
}

function keyOf(flags: number, signals: number): number {
	return flags * 2 + (signals === 0 ? 0 : 1);
}

function placeOf(service: number, services: Uint8Array, count: number): number {
	for (let place = 0; place < count; place++) if (services[place] === service) return place;
	return NO_EVENTSUB;
}
