import type { Identity } from "../../explore/checkpoint.ts";
import type { SavedSearch } from "../../explore/search.ts";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";
import { packageVersion } from "../../report/package-files.ts";
import type { OpenedTarget } from "../open-target.ts";
import type { Checkpoints } from "./checkpoints.ts";

/** A search that is saved while it runs, or resumed, and what makes it another search. */
interface CheckpointOptions {
	readonly symmetry?: boolean | undefined;
	readonly allMemory?: boolean | undefined;
	readonly claims?: readonly Claim[] | undefined;
	/** The files to resume from and to write to. */
	readonly resume?: string | undefined;
	readonly checkpoint?: string | undefined;
}

/** Reads the checkpoint to resume from, and prepares to write others; loads what it needs only where there are some. */
export async function openCheckpoints(
	options: CheckpointOptions,
	opened: OpenedTarget,
): Promise<{ readonly resumed?: SavedSearch | undefined; readonly checkpoints?: Checkpoints | undefined }> {
	const { resume: from, checkpoint: to } = options;
	if (from === undefined && to === undefined) return {};
	const identity = identityOf(options, opened);
	const { Checkpoints, resume } = await import("./checkpoints.ts");
	return {
		resumed: from === undefined ? undefined : resume(from, identity),
		checkpoints: to === undefined ? undefined : new Checkpoints(to, identity),
	};
}

/** The identity of a search in its checkpoints. */
export function identityOf(
	{ symmetry = true, allMemory = false, claims = CLAIMS }: CheckpointOptions,
	{ target, words, source }: OpenedTarget,
): Identity {
	const { users, services, slots } = target.scope;
	const ids = claims.map(({ id }) => id).join();
	const made = { version: packageVersion(), claims: ids, target: source?.sha256 ?? `mirror${words}` };
	return { users, services, slots, symmetry, allMemory, ...made };
}
