/**
 * Texts of the kernel that are typed in: after every edit the facts of an edited text, put where they stand, have to be
 * those of the same text read alone. Edits are random and tear the text apart; the same ones for the same seed.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { randomFrom } from "./random.mjs";

const SEED = 20261123;
/** Files, evenly spread over those that were looked at, and the one with most walks. */
const FILES = 60;
const LARGEST = "net/core/dev.c";
const EDITS = 24;
/** So often the text is as it was: what has gone comes back. */
const BACK = 6;

const TYPED = [
  ...["\n", "\n\n", " ", "x", "}", "{", "}\n", "{\n", "/* ", "*/", ";", '"', "(", ")", "=", "\\"],
  ...["#ifdef A\n", "#else\n", "#endif\n", "int x;\n", "EXPORT_SYMBOL(q);\n", "#define Z(x) \\\n\tf(x)\n"],
  ...["static int q(void)\n{\n\tkfree(a);\n}\n", "\treturn -EBUSY;\n", "int unregister_q(struct q *q);\n"],
  ...["notifier_call", "extern ", "static ", "call_netdevice_notifiers(1, dev);"],
];

/** Functions that are followed, and asked for, as if the tree had wanted it. */
const WANTED = {
  watch: new Set(["call_netdevice_notifiers", "register_netdevice_notifier", "cpu_pm_notify"]),
  structs: new Set(["struct net"]),
  macros: new Map(),
  summaries: [
    { name: "dev_get_valid_name", eventArgument: null },
    { name: "cpu_pm_notify", eventArgument: 0 },
  ],
};

/** @param {string[]} files those that were looked at */
export async function checkTyping(suite, project, parser, root, files) {
  const host = project.createNodeHost({
    ...{ parser: async () => parser, ripgrep: null, cacheFolder: null, threads: null },
  });
  const texts = project.createEditedTexts(host.editedText, () => undefined);
  const random = randomFrom(SEED);
  const step = Math.max(1, Math.floor(files.length / FILES));
  const sample = new Set([LARGEST, ...files.filter((_, index) => index % step === 0)]);
  let same = 0;
  const differing = [];
  for (const file of sample) {
    const written = readFileSync(path.join(root, file), "latin1");
    let text = written;
    for (let edit = 0; edit < EDITS; edit++) {
      const kept = texts.put(await texts.extract(file, text, WANTED));
      const alone = await host.extract(text, WANTED);
      if (isDeepStrictEqual(plain(kept), plain(alone))) same++;
      else differing.push(`${file}, edit ${edit}: ${differences(kept, alone)}`);
      text = edit % BACK === BACK - 1 ? written : edited(text, random);
    }
  }
  suite.checkAll("texts with the same facts typed as read alone", same, differing.length);
  for (const line of differing.slice(0, 5)) console.log(`  ${line}`);
}

const plain = (facts) => JSON.parse(JSON.stringify(facts));

function differences(kept, alone) {
  return Object.keys(alone).filter((key) => !isDeepStrictEqual(plain(kept[key]), plain(alone[key])));
}

/** Types something, deletes a little, or moves whole lines. */
function edited(text, random) {
  const below = (most) => Math.floor(random() * most);
  const kind = random();
  if (kind < 0.7) {
    const lineStart = text.indexOf("\n", below(text.length)) + 1;
    const at = kind < 0.4 ? below(text.length) : lineStart;
    return text.slice(0, at) + TYPED[below(TYPED.length)] + text.slice(at);
  }
  if (kind < 0.85) {
    const at = below(text.length);
    return text.slice(0, at) + text.slice(at + below(40));
  }
  const lines = text.split("\n");
  const moved = lines.splice(below(lines.length), below(15));
  lines.splice(below(lines.length), 0, ...moved);
  return lines.join("\n");
}
