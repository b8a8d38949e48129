/** The command that the figures are about: the built command line over a whole tree. */
import path from "node:path";
import { fileURLToPath } from "node:url";

const CLI = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../server/out/cli.js");

/** An index without any cache of ours. */
export const coldIndex = (root) => [process.execPath, CLI, ...WORDS, "--no-cache", root];
/** An index with the cache in $XDG_CACHE_HOME. */
export const cachedIndex = (root) => [process.execPath, CLI, ...WORDS, root];

const WORDS = ["chains", "--format", "json", "--quiet"];
