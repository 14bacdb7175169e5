import { parentPort } from "node:worker_threads";
import { type ClangCall, callClang } from "./clang.ts";
import { StandardOutput } from "./standard-output.ts";

// The thread that clang runs in, in a process of its own: clang-process.ts.

const standardOutput = new StandardOutput();
standardOutput.connect();

parentPort?.on("message", async (call: ClangCall) => {
	parentPort?.postMessage(await callClang(call, standardOutput));
});
