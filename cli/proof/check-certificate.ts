import { Command } from "commander";
import { helpText } from "../options/help.ts";
import { jsonText } from "../options/values.ts";
import { print } from "../output.ts";

const HELP = helpText(
	[
		[
			"write a certificate, and check it",
			"npx rollcall prove --certificate proof.json",
			"npx rollcall check-certificate proof.json",
		],
	],
	[
		[0, "every obligation is met"],
		[1, "an obligation fails"],
		[2, "wrong use, a damaged certificate, or one about something else"],
	],
);

/** `rollcall check-certificate`: exit code 0 valid, 1 an obligation fails. */
export function checkCertificateCommand(): Command {
	return new Command("check-certificate")
		.description("check a certificate of rollcall prove, without the search that wrote it")
		.argument("<file>", "certificate, from rollcall prove --certificate")
		.option("--json", "print one JSON object and nothing else")
		.addHelpText("after", HELP)
		.action(async (file: string, { json = false }: { readonly json?: boolean }) => {
			process.exitCode = await run(file, json);
		});
}

async function run(file: string, json: boolean): Promise<number> {
	const { runCheckCertificate } = await import("../../checker/proof/run-check.ts");
	const { certificateJson, certificateText } = await import("../../report/text/proof/certificate.ts");
	const report = runCheckCertificate(file);
	print(json ? jsonText(certificateJson(report)) : certificateText(report));
	return report.isValid ? 0 : 1;
}
