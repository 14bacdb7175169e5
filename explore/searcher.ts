import { parentPort, workerData } from "node:worker_threads";
import { openRecipe, type Recipe } from "../impl/recipe.ts";
import { System } from "../model/system.ts";
import { CLAIMS } from "../properties/claims.ts";
import { CONTROL, type Crew, meet, mostWords, OWN, own } from "./crew.ts";
import { PairSearch } from "./pair-search.ts";

// The thread of one of several searchers: parallel.ts starts it.

/** What a searcher is told when it starts. */
export interface SearcherData {
	readonly recipe: Recipe;
	readonly me: number;
	readonly crew: Crew;
	/** The ids of the claims that are checked. */
	readonly claims: readonly string[];
	/** The words behind the end of the list that are left out, a bit each. */
	readonly unread: number;
}

const PAIRS_PER_TURN = 1 << 15;

const { recipe, me, crew, claims, unread } = workerData as SearcherData;
const { control, mail, count } = crew;
const target = await openRecipe(recipe);
target.leftovers?.assume(unread);
const checked = CLAIMS.filter(({ id }) => claims.includes(id));
const search = new PairSearch(new System(recipe.scope), target, checked, { me, count });
const engine = search.post;

/** Puts the letters into the mail of their owners. */
function send(): void {
	for (let to = 0; to < count; to++) {
		const [box, letters] = [mail[me * count + to], engine.outbox(to)];
		if (!box) continue;
		box[0] = letters.length;
		box.set(letters, 1);
	}
	engine.emptyOutboxes();
}

function receive(): void {
	for (let from = 0; from < count; from++) {
		const box = mail[from * count + me];
		if (box?.[0]) engine.receive(box.subarray(1, 1 + box[0]));
	}
}

function tell(): void {
	const { stored, frontier, depth, bytes } = search.progress();
	control[own(me, OWN.stored)] = stored;
	control[own(me, OWN.frontier)] = frontier;
	control[own(me, OWN.depth)] = depth;
	control[own(me, OWN.kibibytes)] = bytes / 1024;
	control[own(me, OWN.hasMoreOfLevel)] = search.hasMoreOfLevel ? 1 : 0;
	Atomics.or(control, CONTROL.read, target.leftovers?.read ?? 0);
	if (search.isFull) Atomics.store(control, CONTROL.full, 1);
	if (me === 0) Atomics.store(control, CONTROL.isStopping, Atomics.load(control, CONTROL.stop));
}

function anybody(word: number): boolean {
	return Array.from({ length: count }, (_, searcher) => control[own(searcher, word)]).some((value) => value === 1);
}

for (;;) {
	search.expandLevel(PAIRS_PER_TURN, mostWords(count));
	send();
	tell();
	meet(crew);
	receive();
	const { isStopping, read, full } = CONTROL;
	const isOver = [isStopping, read, full].some((word) => Atomics.load(control, word) !== 0);
	const isLevelDone = !anybody(OWN.hasMoreOfLevel);
	control[own(me, OWN.hasMore)] = search.hasMore ? 1 : 0;
	meet(crew);
	if (isOver) break;
	if (!isLevelDone) continue;
	if (!anybody(OWN.hasMore)) break;
	search.beginLevel();
}
parentPort?.on("message", (number: number) => parentPort?.postMessage(engine.origin(number)));
parentPort?.postMessage(search.counts());
