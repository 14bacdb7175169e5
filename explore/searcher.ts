import { parentPort, workerData } from "node:worker_threads";
import { openRecipe, type Recipe } from "../impl/recipe.ts";
import { System } from "../model/system.ts";
import { CLAIMS } from "../properties/claims.ts";
import { announce, CONTROL, type Crew, meet, mostWords, OWN, own, waitUntil } from "./crew.ts";
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

/** By sender: the letters that came, and what they take. They are kept when the level is finished, so it never matters when they came. */
const received: Int32Array[][] = Array.from({ length: count }, () => []);
let receivedBytes = 0;

/** Hands letters over, wherever the receiver has taken the last ones. @returns whether none are left */
function deliver(): boolean {
	let isDelivered = true;
	for (let to = 0; to < count; to++) {
		const [box, letters] = [mail[me * count + to], engine.outbox(to)];
		if (!box || letters.length === 0) continue;
		if (Atomics.load(box, 0) !== 0) {
			isDelivered = false;
			continue;
		}
		box.set(letters, 1);
		Atomics.store(box, 0, letters.length);
		engine.emptyOutbox(to);
		announce(crew);
	}
	return isDelivered;
}

/** Takes the letters that have come. */
function collect(): void {
	for (let from = 0; from < count; from++) {
		const box = mail[from * count + me];
		const length = box ? Atomics.load(box, 0) : 0;
		if (!box || length === 0) continue;
		received[from]?.push(box.slice(1, 1 + length));
		receivedBytes += 4 * length;
		Atomics.store(box, 0, 0);
		announce(crew);
	}
}

/** Keeps what the letters are about. */
function keep(): void {
	for (const letters of received) for (const some of letters.splice(0)) engine.receive(some);
	receivedBytes = 0;
}

function tell(): void {
	const { stored, frontier, depth, bytes } = search.progress();
	control[own(me, OWN.stored)] = stored;
	control[own(me, OWN.frontier)] = frontier;
	control[own(me, OWN.depth)] = depth;
	control[own(me, OWN.kibibytes)] = (bytes + receivedBytes) / 1024;
	control[own(me, OWN.hasMore)] = search.hasMore ? 1 : 0;
	Atomics.or(control, CONTROL.read, target.leftovers?.read ?? 0);
	if (search.isFull) Atomics.store(control, CONTROL.full, 1);
	if (Atomics.load(control, CONTROL.stop) !== 0) Atomics.store(control, CONTROL.isStopping, 1);
}

/** Whether one of the searchers has seen why the search ends before it is complete. */
function isOver(): boolean {
	const { isStopping, read, full } = CONTROL;
	return [isStopping, read, full].some((word) => Atomics.load(control, word) !== 0);
}

/** Expands this searcher's share of the level. */
function expandLevel(): void {
	while (search.hasMoreOfLevel && !isOver()) {
		search.expandLevel(PAIRS_PER_TURN, mostWords(count));
		tell();
		waitUntil(crew, () => {
			collect();
			return deliver() || engine.outboxLength <= mostWords(count);
		});
	}
}

/** Waits until the level is finished by all, and all letters about it have come. @param levels how many there are with this one */
function finishLevel(levels: number): void {
	waitUntil(crew, () => {
		collect();
		return deliver();
	});
	Atomics.add(control, CONTROL.finished, 1);
	announce(crew);
	waitUntil(crew, () => {
		const isFinished = Atomics.load(control, CONTROL.finished) === levels * count;
		collect();
		return isFinished;
	});
	keep();
	tell();
	meet(crew);
}

function hasAnybodyMore(): boolean {
	return Array.from({ length: count }, (_, searcher) => control[own(searcher, OWN.hasMore)]).includes(1);
}

for (let levels = 1; ; levels++) {
	expandLevel();
	finishLevel(levels);
	const goesOn = !isOver() && hasAnybodyMore();
	// What goesOn was worked out from changes only when everybody knows it.
	meet(crew);
	if (!goesOn) break;
	search.beginLevel();
}
parentPort?.on("message", (number: number) => parentPort?.postMessage(engine.origin(number)));
parentPort?.postMessage(search.counts());
