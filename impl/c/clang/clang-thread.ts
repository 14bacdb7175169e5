import { parentPort } from "node:worker_threads";
import { Clang, type ClangCall } from "./clang.ts";
import { StandardOutput } from "./standard-output.ts";

// The thread that clang runs in, in a process of its own: clang-process.ts.

const standardOutput = new StandardOutput();
standardOutput.connect();
const clang = new Clang(standardOutput);

parentPort?.on("message", async (call: ClangCall) => {
	parentPort?.postMessage(await clang.call(call));
});
