import { UnstableTarget } from "../../impl/failure.ts";
import { UsageError } from "../errors.ts";
import type { OpenedTarget } from "../open-target.ts";

/**
 * Runs a check of a target that has to do the same twice.
 *
 * @throws UsageError where it is a source that does not, which is not the check's fault
 */
export async function onStable<T>({ source }: Pick<OpenedTarget, "source">, check: () => Promise<T>): Promise<T> {
	try {
		return await check();
	} catch (error) {
		if (!(error instanceof UnstableTarget) || !source) throw error;
		throw new UsageError(
			`${source.path} does not do the same twice: ${error.message}; it may read memory that is not its own, such as a variable of a function that has returned, or its ROLLCALL_VIEW may change what it shows`,
		);
	}
}
