import { EXIT_ERROR, run } from "./commands.ts";
import { watchOutput } from "./output.ts";

watchOutput();
await run(process.argv.slice(2));
// An error may leave threads and a compiler running: they must not keep the program from ending.
if (process.exitCode === EXIT_ERROR) process.stdout.write("", () => process.stderr.write("", () => process.exit()));
