import type { ProcessTable } from "../process-table.ts";
import type { ProcessNames } from "../target.ts";
import type { Subs } from "./subs.ts";

/** Names of processes in the mirror's memory: the rows of the process table, and the endpoints in `subs[]`. Each row has one life. */
export class MirrorNames implements ProcessNames {
	readonly #table: ProcessTable;
	readonly #subs: Subs;

	constructor(table: ProcessTable, subs: Subs) {
		[this.#table, this.#subs] = [table, subs];
	}

	swap(one: number, other: number): void {
		const table = this.#table;
		const [flags, sigpending, eventsub] = [table.flags(one), table.sigpending(one), table.eventsub(one)];
		table.setFlags(one, table.flags(other));
		table.setSigpending(one, table.sigpending(other));
		table.setEventsub(one, table.eventsub(other));
		table.setFlags(other, flags);
		table.setSigpending(other, sigpending);
		table.setEventsub(other, eventsub);
		this.#subs.swapEndpoints(table.endpoint(one), table.endpoint(other));
	}

	compare(one: number, other: number): number {
		const table = this.#table;
		return (
			table.flags(one) - table.flags(other) ||
			table.eventsub(one) - table.eventsub(other) ||
			table.sigpending(one) - table.sigpending(other) ||
			this.#subs.placeOf(table.endpoint(one)) - this.#subs.placeOf(table.endpoint(other))
		);
	}
}
