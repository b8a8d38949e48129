/** Text that moves: facts and model stay the same objects, and what is told of them stands where the text stands. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../server/src/base/finding";
import { runRules } from "../../server/src/rules";
import type { Workspace } from "../../server/src/workspace/types";
import { createWorkspace } from "../../server/src/workspace/workspace";
import { editingHost, folder, memoryHost, testParser } from "../support/analyse";

function findingsIn({ anchored }: Workspace): Finding[] {
  return runRules({ model: anchored.model(), facts: anchored.facts }, { put: anchored.put });
}

async function open(files: ReadonlyMap<string, string>): Promise<Workspace> {
  const workspace = createWorkspace(editingHost(files, await testParser()), "");
  await workspace.index();
  return workspace;
}

async function fromScratch(files: ReadonlyMap<string, string>): Promise<Workspace> {
  const workspace = createWorkspace(memoryHost(files, await testParser()), "");
  await workspace.index();
  return workspace;
}

const KEYS = ["\n", "\n\n", " ", "x", "}", "{", "/* ", "*/", ";", "int x;\n", "\treturn -EBUSY;\n"] as const;

type Edit =
  | { readonly kind: "type"; readonly at: number; readonly key: string }
  | { readonly kind: "delete"; readonly at: number; readonly length: number }
  | { readonly kind: "move"; readonly from: number; readonly length: number; readonly to: number };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant("type" as const), at: fc.nat(), key: fc.constantFrom(...KEYS) }),
  fc.record({ kind: fc.constant("delete" as const), at: fc.nat(), length: fc.nat({ max: 30 }) }),
  fc.record({
    kind: fc.constant("move" as const),
    from: fc.nat(),
    length: fc.nat({ max: 12 }),
    to: fc.nat(),
  }),
);

/** Lines are moved whole, so that functions change their order. */
function edited(text: string, one: Edit): string {
  if (one.kind === "move") {
    const lines = text.split("\n");
    const moved = lines.splice(one.from % lines.length, one.length);
    lines.splice(one.to % (lines.length + 1), 0, ...moved);
    return lines.join("\n");
  }
  const at = one.at % (text.length + 1);
  if (one.kind === "delete") return text.slice(0, at) + text.slice(at + one.length);
  return text.slice(0, at) + one.key + text.slice(at);
}

describe("after edits", () => {
  it("model and findings are those of the text from scratch, places included", async () => {
    const files = await folder("examples/task-handoff");
    const names = [...files.keys()].filter((file) => file.endsWith(".c"));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.array(edit, { maxLength: 5 }), async (file, edits) => {
        const now = new Map(files);
        const workspace = await open(files);
        for (const one of edits) {
          now.set(file, edited(now.get(file) ?? "", one));
          await workspace.open(file, now.get(file) ?? "");
          await workspace.settle();
          const fresh = await fromScratch(now);
          expect(findingsIn(workspace)).toEqual(findingsIn(fresh));
          expect(workspace.model()).toEqual(fresh.model());
        }
      }),
      { numRuns: 15 },
    );
  });
});

const BLOCKS = Array.from(
  { length: 3 },
  (_, i) => `
static int event_${i}(struct notifier_block *nb, unsigned long event, void *data)
{
	return -EBUSY;
}

static struct notifier_block nb_${i} = { .notifier_call = event_${i} };
`,
);
const HEAD = `static RAW_NOTIFIER_HEAD(chain);

static void start(void)
{
	raw_notifier_chain_register(&chain, &nb_0);
	raw_notifier_chain_register(&chain, &nb_1);
	raw_notifier_chain_register(&chain, &nb_2);
}
`;
const TEXT = HEAD + BLOCKS.join("");

describe("text that only moves", () => {
  it("leaves the model that rules look at as it is", async () => {
    const workspace = await open(new Map([["a.c", TEXT]]));
    await workspace.open("a.c", TEXT);
    const { anchored } = workspace;
    const [before, facts, line] = [
      anchored.model(),
      anchored.facts.get("a.c"),
      findingsIn(workspace)[0]?.line,
    ];
    await workspace.open("a.c", `\n\n${TEXT}`);
    expect(anchored.model()).toBe(before);
    expect(anchored.facts.get("a.c")).toBe(facts);
    expect(findingsIn(workspace)[0]?.line).toBe((line ?? 0) + 2);
  });

  it("is put where it stands however often something is typed at one spot", async () => {
    const workspace = await open(new Map([["a.c", TEXT]]));
    let text = TEXT;
    for (let i = 0; i < 300; i++) {
      text = text.replace("\treturn -EBUSY", `\t/* ${i} */\n\treturn -EBUSY`);
      await workspace.open("a.c", text);
    }
    expect(workspace.model()).toEqual((await fromScratch(new Map([["a.c", text]]))).model());
  });

  it("is told of in more files than are remembered", async () => {
    const files = new Map(
      Array.from({ length: 40 }, (_, i) => [
        `f${i}.c`,
        TEXT.replaceAll("chain)", `c${i})`).replaceAll("&chain", `&c${i}`),
      ]),
    );
    const workspace = await open(files);
    const moved = new Map([...files].map(([file, text]) => [file, `\n${text}`]));
    for (const [file, text] of moved) await workspace.open(file, text);
    const fresh = await fromScratch(moved);
    expect(workspace.model()).toEqual(fresh.model());
    expect(findingsIn(workspace)).toEqual(findingsIn(fresh));
  });

  it("is put in the memory that a host keeps", async () => {
    const remembered: unknown[] = [];
    const files = new Map([["a.c", TEXT]]);
    const host = {
      ...editingHost(files, await testParser()),
      remember: (_: string, memory: unknown) => void remembered.push(memory),
    };
    const workspace = createWorkspace(host, "");
    await workspace.open("a.c", `\n${TEXT}`);
    await workspace.index();
    workspace.remember();
    const lines = [...JSON.stringify(remembered).matchAll(/"line":(\d+)/g)].map(([, line]) => Number(line));
    expect(Math.max(...lines)).toBeLessThan(100);
    expect(remembered).toHaveLength(1);
  });
});
