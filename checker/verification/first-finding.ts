import { reproducedAlone } from "../findings/findings.ts";
import type { RawFinding } from "../findings/raw-finding.ts";
import type { OpenedTarget } from "../open-target.ts";
import type { FindingsStore } from "../store/findings-store.ts";
import type { VerifyOptions } from "./plan.ts";

/** Announces the first finding that is new, once. */
export class FirstFinding {
	readonly #opened: OpenedTarget;
	readonly #findingsStore: FindingsStore;
	#onFirst: VerifyOptions["onFirstFinding"];

	constructor(opened: OpenedTarget, findingsStore: FindingsStore, onFirst: VerifyOptions["onFirstFinding"]) {
		this.#opened = opened;
		this.#findingsStore = findingsStore;
		this.#onFirst = onFirst;
	}

	/** Announces the shortest of some findings, unless one was announced before. */
	async announce(raws: readonly RawFinding[]): Promise<void> {
		const onFirst = this.#onFirst;
		const fresh = raws.filter((raw) => !this.#findingsStore.isKnown(raw));
		if (!onFirst || fresh.length === 0) return;
		this.#onFirst = undefined;
		await onFirst(await this.#findingsStore.write(await reproducedAlone(this.#opened, fresh)), this.#opened);
	}
}
