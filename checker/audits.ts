import { type AuditOptions, audit, disagreements } from "../explore/audit.ts";
import type { ProductSearch } from "../explore/product/search-product.ts";
import type { SpecificationSearch } from "../explore/specification/search-specification.ts";
import { System } from "../model/system.ts";
import type { AuditReport } from "../report/text/explore.ts";
import type { OpenedTarget } from "./open-target.ts";

/**
 * Searches again by another algorithm and compares.
 *
 * @param how makes the options of an audit that starts now
 * @throws Error where an audit has other results, which is an internal error
 */
export async function auditSearches(
	opened: OpenedTarget,
	specification: SpecificationSearch,
	product: ProductSearch | undefined,
	how: () => AuditOptions,
): Promise<readonly AuditReport[]> {
	const { scope } = opened.target;
	const system = new System(scope);
	const reports: AuditReport[] = [];
	if (specification.stoppedBy === undefined) {
		const { states, transitions } = specification;
		const ofSpecification = await audit(system, undefined, how());
		const found = { states, transitions, findings: [] };
		const differences = disagreements(ofSpecification, found);
		reports.push({ of: "specification", audit: ofSpecification, disagreements: differences });
	}
	if (product && product.stoppedBy === undefined) {
		const ofTarget = await audit(system, await opened.forSearch(scope), how());
		const findings = product.findings.map(({ claim, cause }) => `${claim.id} ${cause}`);
		const found = { states: product.states, transitions: undefined, findings };
		reports.push({ of: "target", audit: ofTarget, disagreements: disagreements(ofTarget, found) });
	}
	const differences = reports.flatMap((report) => report.disagreements);
	if (differences.length > 0) throw new Error(`the audit found other results: ${differences.join("; ")}`);
	return reports;
}
