/** One exploration in a process of its own, where nothing is compiled yet: prints its milliseconds. */
import { pathToFileURL } from "node:url";
import { everything, taskFree } from "./scenarios.mjs";

const [bundle, name, callbacks] = process.argv.slice(2);
const { explore } = await import(pathToFileURL(bundle).href);
const scenario = { everything, taskFree }[name](Number(callbacks));
const begun = performance.now();
explore(scenario);
console.log(performance.now() - begun);
