/** From a text to its facts with a parser: what the main thread and every worker do alike. Must not read sources. */
import { extractFacts, type Wanted } from "../facts/extract";
import type { FileFacts } from "../facts/facts";
import type { KernelParser } from "../syntax/tree";

import { cacheKey, readCache, writeCache } from "./cache";

/**
 * Extracts facts, or takes them from the cache. Throws where the analysis itself fails.
 * @param cacheFolder where facts are kept between runs, or null for nowhere
 */
export function extractWith(
  parser: KernelParser,
  cacheFolder: string | null,
  text: string,
  wanted: Wanted,
): FileFacts {
  const key = cacheFolder === null ? "" : cacheKey(text, wanted);
  const known = cacheFolder === null ? null : readCache(cacheFolder, key);
  if (known) return known;
  const facts = extractFacts(text, parser.parse, wanted);
  if (cacheFolder !== null) writeCache(cacheFolder, key, facts);
  return facts;
}
