/** A search that may decide some claims alone: other searches do not take the actions that they are about. */
interface DecidingSearch {
	/** Ids of those claims; left out where it decides like others. */
	readonly decides?: readonly string[];
}

/** Chooses the searches that decide a claim. @param claim its id */
export function searchesFor<Search extends DecidingSearch>(
	claim: string,
	searches: readonly Search[],
): readonly Search[] {
	const own = searches.filter(({ decides }) => decides?.includes(claim));
	return own.length > 0 ? own : searches.filter(({ decides }) => decides === undefined);
}
