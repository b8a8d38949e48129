/** Facts of an edited text are those of the text, whatever was parsed before it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { editedText } from "../../server/src/facts/editing";
import { extractFacts, type Wanted } from "../../server/src/facts/extract";
import { putter } from "../../server/src/facts/standing";
import { rememberingParser } from "../../server/src/host/remember";
import { folder, testParser } from "../support/analyse";

const WANTED: Wanted = {
  watch: new Set(["profile_handoff_task", "memory_notify", "x"]),
  structs: new Set(["struct objcache", "struct x"]),
  macros: new Map(),
  summaries: ["profile_offer_task", "oprofile_take_task", "memory_notify", "x"].map((name) => ({
    name,
    eventArgument: null,
  })),
};

test("facts of a text that is typed into are those of a parser without memory", async () => {
  const parser = await testParser();
  const texts = [...(await folder("examples/task-handoff"))].flatMap(([file, text]) =>
    file.endsWith(".c") ? [text] : [],
  );
  const key = fc.constantFrom("\n", "x", "}", "{", "/*", '"', ";", "#if A\n", "return NOTIFY_BAD;");
  const edit = fc.record({ at: fc.nat(), key });
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.array(edit, { maxLength: 6 }), (text, edits) => {
      const { extract, standing } = editedText(3, rememberingParser(parser).parse);
      const put = putter(standing);
      let now = text;
      for (const { at, key } of edits) {
        const place = at % (now.length + 1);
        now = now.slice(0, place) + key + now.slice(place);
        const fresh = extractFacts(now, parser.parse, WANTED);
        for (let i = 0; i < 2; i++) expect(put(extract(now, WANTED))).toEqual(fresh);
      }
    }),
    { numRuns: 60 },
  );
});

test("a block that comes or goes changes what is read of the functions that name it, and of no other", async () => {
  const parser = await testParser();
  const blocks = [
    "",
    "static struct notifier_block late = { .notifier_call = on_late };\n",
    "static struct notifier_block later = { .notifier_call = on_late };\n",
  ];
  const users = "void one(void)\n{\n\thook(&late);\n}\nvoid other(void)\n{\n\thook(&later, &late);\n}\n";
  const { extract, standing } = editedText(3, rememberingParser(parser).parse);
  const put = putter(standing);
  const calls = (text: string) => {
    const { calls: found } = put(extract(text, WANTED));
    expect(found).toEqual(extractFacts(text, parser.parse, WANTED).calls);
    return found.map((call) => call.function);
  };
  const [none = "", late = "", later = ""] = blocks;
  expect(calls(none + users)).toEqual([]);
  expect(calls(late + users)).toEqual(["one", "other"]);
  expect(calls(later + users)).toEqual(["other"]);
  expect(calls(late + later + users)).toEqual(["one", "other"]);
  expect(calls(none + users)).toEqual([]);
});

test("a text that was parsed before is not parsed again until others have taken its place", async () => {
  const parser = await testParser();
  let parsed = 0;
  const counting = {
    ...parser,
    parse: (text: string) => {
      parsed++;
      return parser.parse(text);
    },
  };
  const { parse } = rememberingParser(counting);
  const text = "int one(void)\n{\n\treturn 1;\n}\n";
  const tree = parse(text);
  tree.delete();
  expect(parse(text).items[0]?.node().type).toBe("function_definition");
  expect(parsed).toBe(1);
  const filler = (i: number): string => `/* ${i} ${"x".repeat(60_000)} */\n`;
  for (let i = 0; i < 20; i++) parse(filler(i));
  parse(text);
  expect(parsed).toBe(22);
});
