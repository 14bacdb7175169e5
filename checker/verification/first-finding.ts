import { reproducedAlone } from "../findings/findings.ts";
import type { RawFinding } from "../findings/raw-finding.ts";
import type { OpenedTarget } from "../open-target.ts";
import type { FindingsStore } from "../store/findings-store.ts";
import type { Deadline } from "./deadline.ts";
import type { Plan, VerifyOptions } from "./plan.ts";

/** Share of the time left for minimising the first finding: the rest of the run needs time too. */
const SHARE = 1 / 4;

/** Announces the first finding that is new, once. */
export class FirstFinding {
	readonly #opened: OpenedTarget;
	readonly #findingsStore: FindingsStore;
	readonly #deadline: Deadline;
	#onFirst: VerifyOptions["onFirstFinding"];

	constructor(opened: OpenedTarget, findingsStore: FindingsStore, { deadline, isReplay, options }: Plan) {
		this.#deadline = deadline;
		this.#opened = opened;
		this.#findingsStore = findingsStore;
		this.#onFirst = isReplay ? undefined : options.onFirstFinding;
	}

	/** Announces the shortest of some findings, unless one was announced before. */
	async announce(raws: readonly RawFinding[]): Promise<void> {
		const onFirst = this.#onFirst;
		const fresh = raws.filter((raw) => !this.#findingsStore.isKnown(raw));
		if (!onFirst || fresh.length === 0) return;
		this.#onFirst = undefined;
		const share = this.#deadline.part(SHARE);
		const reported = await reproducedAlone(this.#opened, fresh, () => share.isOver());
		await onFirst(await this.#findingsStore.write(reported), this.#opened);
	}
}
