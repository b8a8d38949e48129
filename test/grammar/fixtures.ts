/**
 * Grammar fixtures: text with carets below it that name the scopes above them, in the format of vscode-tmgrammar-test,
 * whose engine is VS Code's own. The grammars are those that the extension's manifest contributes, where it does.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, test } from "vitest";
import { createRegistryFromGrammars } from "vscode-tmgrammar-test/dist/common/index";
import { parseGrammarTestCase, runGrammarTestCase } from "vscode-tmgrammar-test/dist/unit/index";

const require = createRequire(import.meta.url);
const ROOT = path.join(import.meta.dirname, "../..");

interface Contributed {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo?: string[];
}

function manifestGrammars(): Contributed[] {
  const manifest: unknown = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
  const { contributes } = manifest as { contributes: { grammars: Contributed[] } };
  return contributes.grammars.map((one) => ({ ...one, path: path.join(ROOT, one.path) }));
}

/** The editor's grammars that ours is laid over, and what the first of them includes of the others. */
const EDITORS: readonly Contributed[] = [
  { scopeName: "source.c", path: require.resolve("tm-grammars/grammars/c.json") },
  { scopeName: "source.cpp", path: require.resolve("tm-grammars/grammars/cpp.json") },
  { scopeName: "source.cpp.embedded.macro", path: require.resolve("tm-grammars/grammars/cpp-macro.json") },
];

/** Languages inside those, which no fixture has. */
const EMBEDDED = ["asm", "x86", "x86_64", "arm", "regexp.python", "glsl"].map((name) => `source.${name}`);

/** Every grammar of a test: the editor's, and ours as the manifest says where they belong. */
export function grammars(): ReturnType<typeof createRegistryFromGrammars> {
  const all = [...EDITORS, ...manifestGrammars()];
  return createRegistryFromGrammars([
    ...all.map((grammar) => ({ grammar, content: readFileSync(grammar.path, "utf8") })),
    ...EMBEDDED.map((scopeName) => ({
      grammar: { scopeName, path: "absent.json" },
      content: JSON.stringify({ scopeName, patterns: [] }),
    })),
  ]);
}

export interface Fixture {
  readonly name: string;
  /** What its first line says it is. */
  readonly description: string;
  /** Its text without carets. */
  readonly text: string;
  readonly parsed: ReturnType<typeof parseGrammarTestCase>;
}

export function fixturesOf(folder: string): Fixture[] {
  const full = path.join(import.meta.dirname, folder);
  return readdirSync(full).map((name) => {
    const parsed = parseGrammarTestCase(readFileSync(path.join(full, name), "utf8"));
    return { name, description: parsed.metadata.description, text: parsed.source.join("\n"), parsed };
  });
}

/** One test for each fixture of a folder. */
export function checkFixtures(folder: string): void {
  const registry = grammars();
  test.each(fixturesOf(folder))("$name: $description", async ({ parsed }) => {
    expect(parsed.assertions.length).toBeGreaterThan(0);
    const failures = await runGrammarTestCase(registry, parsed);
    const told = failures.map(({ srcLine, start, end, ...scopes }) => {
      const text = parsed.source[srcLine] ?? "";
      return { at: text.slice(start, end), in: text, ...scopes };
    });
    expect(told).toEqual([]);
  });
}
