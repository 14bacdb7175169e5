import { notify, type SharedState } from "./barrier.ts";

/** A worker's messages for others, before they are delivered. */
interface Outgoing {
	messages(worker: number): Int32Array;
	clearMessages(worker: number): void;
}

/** Delivers messages wherever the receiver has taken the last ones. @returns whether none are left */
export function deliver(outgoing: Outgoing, shared: SharedState, sender: number): boolean {
	let isDelivered = true;
	for (let receiver = 0; receiver < shared.count; receiver++) {
		const [box, messages] = [shared.mailboxes[sender * shared.count + receiver], outgoing.messages(receiver)];
		if (!box || messages.length === 0) continue;
		if (Atomics.load(box, 0) !== 0) {
			isDelivered = false;
			continue;
		}
		box.set(messages, 1);
		Atomics.store(box, 0, messages.length);
		outgoing.clearMessages(receiver);
		notify(shared);
	}
	return isDelivered;
}

/** Takes the messages that have been delivered. */
export function collect(
	shared: SharedState,
	receiver: number,
	take: (sender: number, messages: Int32Array) => void,
): void {
	for (let sender = 0; sender < shared.count; sender++) {
		const box = shared.mailboxes[sender * shared.count + receiver];
		const length = box ? Atomics.load(box, 0) : 0;
		if (!box || length === 0) continue;
		take(sender, box.slice(1, 1 + length));
		Atomics.store(box, 0, 0);
		notify(shared);
	}
}
