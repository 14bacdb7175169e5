import type { SearchProgress } from "../limits.ts";
import { announce, CONTROL, type Crew, meet, mostWords, OWN, own, waitUntil } from "./barrier.ts";

/** What one of several threads has of a search that goes level by level. */
export interface Share {
	readonly hasMore: boolean;
	/** Whether the level is not done with. */
	readonly hasMoreOfLevel: boolean;
	/** Whether there is no room for more. */
	readonly isFull: boolean;
	/** A bit for each assumption of the search that has turned out wrong. */
	readonly refuted: number;
	/** Expands so many states of the level, or until there are so many words for one of the others. */
	expandLevel(most: number, mostWords: number): void;
	beginLevel(): void;
	progress(): SearchProgress;
	/** What there is to be handed over to another; empty if nothing. It is emptied then, and there may be more. */
	outbox(to: number): Int32Array;
	emptyOutbox(to: number): void;
	/** How many words the fullest outbox has. */
	readonly outboxLength: number;
	/** Takes what another has handed over, which is this one's from now on. */
	take(from: number, letters: Int32Array): void;
	/** All that there is to be taken about the level has been. */
	finishLevel(): void;
}

const STATES_PER_TURN = 1 << 15;

/** Searches together with the others of a crew: a level is expanded by all before the next is begun. */
export function searchTogether(share: Share, crew: Crew, me: number): void {
	tell(share, crew, me);
	for (let levels = 1; ; levels++) {
		expandLevel(share, crew, me);
		finishLevel(share, crew, me, levels);
		const goesOn = !isOver(crew) && hasAnybodyMore(crew);
		// What goesOn was worked out from changes only when everybody knows it.
		meet(crew);
		if (!goesOn) return;
		share.beginLevel();
	}
}

/** Expands this thread's share of the level. */
function expandLevel(share: Share, crew: Crew, me: number): void {
	while (share.hasMoreOfLevel && !isOver(crew)) {
		share.expandLevel(STATES_PER_TURN, mostWords(crew.count));
		tell(share, crew, me);
		waitUntil(crew, () => {
			collect(share, crew, me);
			return deliver(share, crew, me) || share.outboxLength <= mostWords(crew.count);
		});
	}
}

/** Waits until the level is finished by all, and all letters about it have come. @param levels how many there are with this one */
function finishLevel(share: Share, crew: Crew, me: number, levels: number): void {
	const { control, count } = crew;
	waitUntil(crew, () => {
		collect(share, crew, me);
		return deliver(share, crew, me);
	});
	Atomics.add(control, CONTROL.finished, 1);
	announce(crew);
	waitUntil(crew, () => {
		const isFinished = Atomics.load(control, CONTROL.finished) === levels * count;
		collect(share, crew, me);
		return isFinished;
	});
	share.finishLevel();
	tell(share, crew, me);
	meet(crew);
}

/** Hands letters over, wherever the receiver has taken the last ones. @returns whether none are left */
function deliver(share: Share, crew: Crew, me: number): boolean {
	const { mail, count } = crew;
	let isDelivered = true;
	for (let to = 0; to < count; to++) {
		const [box, letters] = [mail[me * count + to], share.outbox(to)];
		if (!box || letters.length === 0) continue;
		if (Atomics.load(box, 0) !== 0) {
			isDelivered = false;
			continue;
		}
		box.set(letters, 1);
		Atomics.store(box, 0, letters.length);
		share.emptyOutbox(to);
		if (share.outbox(to).length > 0) isDelivered = false;
		announce(crew);
	}
	return isDelivered;
}

/** Takes the letters that have come. */
function collect(share: Share, crew: Crew, me: number): void {
	const { mail, count } = crew;
	for (let from = 0; from < count; from++) {
		const box = mail[from * count + me];
		const length = box ? Atomics.load(box, 0) : 0;
		if (!box || length === 0) continue;
		share.take(from, box.slice(1, 1 + length));
		Atomics.store(box, 0, 0);
		announce(crew);
	}
}

function tell(share: Share, { control }: Crew, me: number): void {
	const { stored, frontier, depth, bytes } = share.progress();
	control[own(me, OWN.stored)] = stored;
	control[own(me, OWN.frontier)] = frontier;
	control[own(me, OWN.depth)] = depth;
	control[own(me, OWN.kibibytes)] = bytes / 1024;
	control[own(me, OWN.hasMore)] = share.hasMore ? 1 : 0;
	Atomics.or(control, CONTROL.refuted, share.refuted);
	if (share.isFull) Atomics.store(control, CONTROL.full, 1);
	if (Atomics.load(control, CONTROL.stop) !== 0) Atomics.store(control, CONTROL.isStopping, 1);
}

/** Whether one of the threads has seen why the search ends before it is complete. */
function isOver({ control }: Crew): boolean {
	const { isStopping, refuted, full } = CONTROL;
	return [isStopping, refuted, full].some((word) => Atomics.load(control, word) !== 0);
}

function hasAnybodyMore({ control, count }: Crew): boolean {
	return Array.from({ length: count }, (_, thread) => control[own(thread, OWN.hasMore)]).includes(1);
}
