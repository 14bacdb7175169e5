import type { CertificateReport } from "../../report/text/proof/certificate.ts";
import { readCertificate } from "./certificate.ts";
import { checkCertificate, isMet } from "./check-certificate.ts";

/** Checks a certificate. @throws UsageError where it is damaged, or about something else */
export function runCheckCertificate(file: string): CertificateReport {
	const certificate = readCertificate(file);
	const obligations = checkCertificate(certificate);
	return { file, isValid: obligations.every(isMet), claims: certificate.claims.map(({ id }) => id), obligations };
}
