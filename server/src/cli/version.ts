/** The version of this program. */
import { readFileSync } from "node:fs";

/** The version in the manifest, which lies two folders above the bundle. */
export function version(): string {
  try {
    const manifest = JSON.parse(
      readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
    ) as unknown;
    return (manifest as { version?: unknown }).version?.toString() ?? "unknown";
  } catch {
    return "unknown";
  }
}
