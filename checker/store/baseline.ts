import { z } from "zod";
import type { ReportedFinding } from "../../report/text/finding.ts";
import { UsageError } from "../errors.ts";
import { writeWhole } from "./files.ts";
import { readNamed } from "./reading.ts";

const FAILURE = z.object({ claim: z.string(), cause: z.string() });

const KNOWN = z.object({ format: z.literal("rollcall-known"), version: z.literal(1), known: z.array(FAILURE) });

/** Identity of a failure: the claim's id and the cause. */
export type KnownFailure = Readonly<z.infer<typeof FAILURE>>;

/** Reads a baseline: failures that do not count as new. @throws UsageError where it is none */
export function readKnown(path: string): readonly KnownFailure[] {
	const text = readNamed(path, "a list of known findings");
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		throw new UsageError(
			`${path}: expected a list of known findings as written by --write-known, found text that is not JSON`,
		);
	}
	const known = KNOWN.safeParse(json);
	if (known.success) return known.data.known;
	const [issue] = known.error.issues;
	throw new UsageError(
		`${path}: expected a list of known findings as written by --write-known, found an error at ${issue?.path.join(".") || "the top level"}`,
	);
}

/** Writes the findings and the lassos of a run as a baseline. */
export function writeKnown(path: string, findings: readonly Pick<ReportedFinding, "claim" | "cause">[]): void {
	const known = findings
		.map(({ claim, cause }) => ({ claim: claim.id, cause }))
		.sort((a, b) => (a.claim + a.cause < b.claim + b.cause ? -1 : 1));
	writeWhole(path, `${JSON.stringify({ format: "rollcall-known", version: 1, known }, null, 2)}\n`);
}
