import { createHash } from "node:crypto";
import { z } from "zod";
import { PROCESS_EVENTS } from "../../model/charts/process.ts";
import { SLOT_EVENTS } from "../../model/charts/slot.ts";
import { type Chart, type Charts, tabulatedCharts } from "../../model/charts/table.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { packageVersion } from "../../report/package-files.ts";
import { UsageError } from "../errors.ts";
import { readNamed } from "../store/reading.ts";
import { CLAUSES } from "./clauses.ts";

const schema = z.strictObject({
	format: z.literal("rollcall-certificate"),
	version: z.literal(1),
	/** The version of Rollcall that wrote it. */
	rollcall: z.string(),
	/** SHA-256 of the tabulated charts. */
	specification: z.string(),
	/** The claims that the invariant implies, each with the SHA-256 of its sentence. */
	claims: z.array(z.strictObject({ id: z.string(), sentence: z.string() })).min(1),
	/** Clauses: values that an observation may have. */
	invariant: z.array(z.strictObject({ id: z.string(), sentence: z.string(), allows: z.array(z.string()) })),
});

/** An invariant of the specification with any number of processes and slots, and what it is about. */
export type Certificate = z.infer<typeof schema>;

/** Charts of the processes and slots that a certificate is about. */
export function certifiedCharts(): Charts {
	return tabulatedCharts(12);
}

/** A certificate of an invariant. @param claims ids of the claims that it implies */
export function certificateOf(invariant: Certificate["invariant"], claims: readonly string[]): Certificate {
	return {
		...{ format: "rollcall-certificate", version: 1, rollcall: packageVersion(), specification: chartsHash() },
		claims: CLAIMS.filter(({ id }) => claims.includes(id)).map(({ id, sentence }) => ({
			id,
			sentence: sha256(sentence),
		})),
		invariant,
	};
}

/** Reads a certificate. @throws UsageError where it is damaged, or about another specification, other claims or another version */
export function readCertificate(path: string): Certificate {
	const read = schema.safeParse(parsed(readNamed(path, "a certificate")));
	if (!read.success)
		throw new UsageError(
			`${path}: expected a certificate of rollcall prove --certificate, found none or a damaged one`,
		);
	const reason = foreignPart(read.data);
	if (reason === undefined) return read.data;
	throw new UsageError(`${path}: ${reason}; write it again with rollcall prove --certificate`);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Part of a certificate that is about something else than this version of Rollcall. */
function foreignPart({ rollcall, specification, claims, invariant }: Certificate): string | undefined {
	if (rollcall !== packageVersion()) return `expected a certificate of rollcall ${packageVersion()}, found ${rollcall}`;
	if (specification !== chartsHash()) return "it is about another specification";
	const isOther = ({ id, sentence }: Certificate["claims"][number]): boolean =>
		!CLAIMS.some((claim) => claim.id === id && sha256(claim.sentence) === sentence);
	if (claims.some(isOther)) return `it is about another claim: ${claims.find(isOther)?.id}`;
	if (hasTwice(claims.map(({ id }) => id))) return "it has a claim twice";
	if (hasTwice(invariant.map(({ id }) => id))) return "it has a clause twice";
	return invariant.map(damageOf).find((damage) => damage !== undefined);
}

function hasTwice(items: readonly string[]): boolean {
	return new Set(items).size < items.length;
}

/** Damage of a clause, in words. A clause that allows too much or too little is none: that is for the obligations to tell. */
function damageOf({ id, sentence, allows }: Certificate["invariant"][number]): string | undefined {
	const clause = CLAUSES.get(id);
	if (!clause) return `it has a clause of no meaning: ${JSON.stringify(id.slice(0, 40))}`;
	if (clause.sentence !== sentence) return `its clause ${id} says something else than Rollcall's`;
	const other = allows.find((value) => !clause.values.includes(value));
	if (other !== undefined)
		return `its clause ${id} allows a value of no meaning: ${JSON.stringify(other.slice(0, 40))}`;
	return hasTwice(allows) ? `its clause ${id} allows a value twice` : undefined;
}

/** SHA-256 of the tabulated charts: every state, event, next state and effect. */
function chartsHash(): string {
	const table = ({ codes, take }: Chart, events: readonly unknown[]): unknown =>
		codes.map((code) => [code, events.map((_, event) => take(code, event) ?? null)]);
	const { user, service, slot } = certifiedCharts();
	const tables = [table(user, PROCESS_EVENTS), table(service, PROCESS_EVENTS), table(slot, SLOT_EVENTS)];
	return sha256(JSON.stringify(tables));
}

function sha256(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}
