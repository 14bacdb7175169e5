import { packageFile } from "../package-files.ts";

/**
 * Joins the modules of a page's program into one, so that the page needs no other file.
 *
 * @param folder of the compiled modules, from the package's folder
 * @param modules in an order in which each comes after those that it imports; their top-level names differ
 */
export function pageScript(folder: string, modules: readonly string[]): string {
	return modules
		.map((name) => packageFile(`${folder}/${name}.js`))
		.join("\n")
		.replace(/^(?:import [^;]*;|export \{\};|\/\/# sourceMappingURL=.*)$/gm, "")
		.replace(/^export (?=const |function |class )/gm, "");
}
