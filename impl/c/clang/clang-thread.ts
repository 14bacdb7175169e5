import { parentPort } from "node:worker_threads";
import { type ClangCall, callClang } from "./clang.ts";

// The thread that clang runs in, in a process of its own: clang-process.ts.

// Clang asks for a variable of the environment at each piece of a few letters that it writes: an object answers fastest.
process.env = {};

parentPort?.on("message", async (call: ClangCall) => {
	parentPort?.postMessage(await callClang(call));
});
