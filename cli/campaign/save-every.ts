import { Option } from "commander";
import { SAVE_EVERY } from "../../checker/options.ts";
import { seconds } from "../options/values.ts";

/** Option of the commands that do jobs. */
export function saveEveryOption(): Option {
	return new Option("--save-every <seconds>", "time between two checkpoints of a search that is saved")
		.argParser(seconds)
		.default(SAVE_EVERY);
}
