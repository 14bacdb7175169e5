import fc from "fast-check";
import { expect, it } from "vitest";
import { createSharedState } from "../../../explore/parallel/barrier.ts";
import { collect, deliver } from "../../../explore/parallel/mailbox.ts";

const SEED = 44;
const WORKERS = 3;

type Command =
	| { readonly kind: "write"; readonly sender: number; readonly receiver: number; readonly word: number }
	| { readonly kind: "deliver"; readonly sender: number }
	| { readonly kind: "collect"; readonly receiver: number };

const worker = fc.nat(WORKERS - 1);
const command: fc.Arbitrary<Command> = fc.oneof(
	fc.record({ kind: fc.constant("write" as const), sender: worker, receiver: worker, word: fc.integer() }),
	fc.record({ kind: fc.constant("deliver" as const), sender: worker }),
	fc.record({ kind: fc.constant("collect" as const), receiver: worker }),
);

/** Runs commands and then, until nothing is left, delivers and collects. @returns what was written, and what came */
function exchange(commands: readonly Command[]) {
	const shared = createSharedState(WORKERS, 0);
	const pairs = () => Array.from({ length: WORKERS ** 2 }, (): number[] => []);
	const [written, waiting, received] = [pairs(), pairs(), pairs()];
	const at = (sender: number, receiver: number): number => sender * WORKERS + receiver;
	const run = (one: Command): boolean => {
		if (one.kind === "write") {
			for (const list of [written, waiting]) list[at(one.sender, one.receiver)]?.push(one.word);
		} else if (one.kind === "collect") {
			collect(shared, one.receiver, (sender, words) => received[at(sender, one.receiver)]?.push(...words));
		} else {
			const outgoing = {
				messages: (receiver: number) => Int32Array.from(waiting[at(one.sender, receiver)] ?? []),
				clearMessages: (receiver: number) => void waiting[at(one.sender, receiver)]?.splice(0),
			};
			return deliver(outgoing, shared, one.sender);
		}
		return true;
	};
	for (const one of commands) run(one);
	const workers = Array.from({ length: WORKERS }, (_, index) => index);
	let isDone = false;
	for (let round = 0; round < 3 && !isDone; round++) {
		isDone = workers.map((sender) => run({ kind: "deliver", sender })).every((isDelivered) => isDelivered);
		for (const receiver of workers) run({ kind: "collect", receiver });
	}
	return { isDone, written, received };
}

it(`every word comes once to the worker that it is for, in the order of its sender (seed ${SEED})`, () => {
	const property = fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
		const { isDone, written, received } = exchange(commands);
		expect(isDone).toBe(true);
		expect(received).toEqual(written);
	});
	fc.assert(property, { seed: SEED, numRuns: 50 });
});
