/** Values that callbacks hand on from functions of other files. */
import { describe, expect, it } from "vitest";
import { checkModel, modelOf } from "./checkModel";

/** A callback in drivers/x.c with this body, on a chain; and other files. */
const tree = (body: string, others: string): string => `//- /drivers/x.c
static RAW_NOTIFIER_HEAD(x_head);
static int on_event(struct notifier_block *nb, unsigned long event, void *data)
{
${body}
}
static struct notifier_block nb = { .notifier_call = on_event };
int x_probe(void)
{
	return raw_notifier_chain_register(&x_head, &nb);
}
${others}
`;

const FAR = (body: string, head = "int far(void *p)"): string => `//- /lib/far.c\n${head}\n{\n${body}\n}`;

function check(expected: string, body: string, others: string): Promise<void> {
  return checkModel("returns", tree(body, others), [`on_event: ${expected}`]);
}

describe("values of functions of other files", () => {
  const MAYBE = FAR("	if (!p)\n		return -EINVAL;\n	return 0;");

  it.each<[string, string, string]>([
    ["directly", "default: -EINVAL, 0", "	return far(data);"],
    ["through a variable", "default: -EINVAL, 0", "	int err = far(data);\n\n	return err;"],
    [
      "through notifier_from_errno()",
      "default: notifier_from_errno(-EINVAL), NOTIFY_OK",
      "	return notifier_from_errno(far(data));",
    ],
    [
      "where a branch tells them apart",
      "default: notifier_from_errno(-EINVAL), NOTIFY_DONE",
      "	int err = far(data);\n\n	if (err)\n		return notifier_from_errno(err);\n	return NOTIFY_DONE;",
    ],
    [
      "where a condition decides",
      "default: NOTIFY_BAD, NOTIFY_OK",
      "	return far(data) < 0 ? NOTIFY_BAD : NOTIFY_OK;",
    ],
  ])("%s", (_, expected, body) => check(expected, body, MAYBE));

  it("that cannot fail: what a branch on a failure returns is not returned", () =>
    check(
      "default: NOTIFY_OK",
      "	int err = far(data);\n\n	if (err)\n		return notifier_from_errno(err);\n	return NOTIFY_OK;",
      FAR("	poke(p);\n	return 0;"),
    ));

  it("that a header makes inline, or a macro stands for", () =>
    check(
      "default: -EIO, -ENODEV",
      "	return data ? far(data) : away(data);",
      `//- /include/far.h
#define away(p) really_away(p, 0)
static inline int far(void *p)
{
	return -EIO;
}
//- /lib/away.c
int really_away(void *p, int n)
{
	return -ENODEV;
}`,
    ));

  it("through several files, three at most", () =>
    check(
      "A: -EIO | default: ?",
      "	return event == A ? two(data) : one(data);",
      ["one", "two", "three", "four"]
        .map(
          (name, i, all) =>
            `//- /lib/${name}.c\nint ${name}(void *p)\n{\n	return ${all[i + 1] ?? "last"}(p);\n}`,
        )
        .join("\n")
        .replace("last(p)", "-EIO"),
    ));

  it("that come round to themselves", () =>
    check(
      "default: 0, -EIO",
      "	return far(data);",
      `${FAR("	if (!p)\n		return 0;\n	return away(p);")}\n//- /lib/away.c\nint away(void *p)\n{\n	return p ? far(p) : -EIO;\n}`,
    ));
});

describe("of several definitions", () => {
  const START = (file: string, value: string, head = "int far(void *p)"): string =>
    `//- /${file}\n${head}\n{\n	return ${value};\n}`;
  const STATIC = "static int far(void *p)";

  it.each<[string, string, readonly string[]]>([
    ["architectures all count", "1, 2", [START("arch/arm/a.c", "1"), START("arch/x86/a.c", "2")]],
    ["a stub counts", "0, 1", [START("include/far.h", "0", `${STATIC}`), START("lib/far.c", "1")]],
    ["another file's static does not", "1", [START("lib/far.c", "1"), START("lib/other.c", "2", STATIC)]],
    ["another program's does not", "1", [START("lib/far.c", "1"), START("tools/lib/far.c", "2")]],
    [
      "of private headers the nearest counts",
      "1",
      [START("drivers/far.h", "1", STATIC), START("net/far.h", "2", STATIC)],
    ],
  ])("%s", (_, expected, others) => check(`default: ${expected}`, "	return far(data);", others.join("\n")));

  it("another architecture's does not count", () =>
    checkModel(
      "returns",
      tree(
        "	return far(data);",
        [START("arch/arm/a.c", "1"), START("arch/x86/a.c", "2")].join("\n"),
      ).replace("/drivers/x.c", "/arch/x86/x.c"),
      ["on_event: default: 2"],
    ));
});

describe("events that are handed on", () => {
  const SWITCH = FAR(
    "	switch (what) {\n	case UP:\n		return NOTIFY_BAD;\n	case DOWN:\n		return NOTIFY_STOP;\n	}\n	return NOTIFY_OK;",
    "int far(unsigned long what)",
  );

  it("are told apart where only the other file does so", () =>
    check("DOWN: NOTIFY_STOP | UP: NOTIFY_BAD | default: NOTIFY_OK", "	return far(event);", SWITCH));

  it("are told apart by both", () =>
    check(
      "UP: NOTIFY_DONE | DOWN: NOTIFY_STOP | default: NOTIFY_OK",
      "	if (event == UP)\n		return NOTIFY_DONE;\n	return far(event);",
      SWITCH,
    ));

  it("two files away", () =>
    check(
      "DOWN: NOTIFY_STOP | UP: NOTIFY_BAD | default: NOTIFY_OK",
      "	return near(data, event);",
      `${SWITCH}\n//- /lib/near.c\nint near(void *p, unsigned long how)\n{\n	return far(how);\n}`,
    ));
});

describe("what stays unknown", () => {
  it.each<[string, string, string, string]>([
    [
      "keeps what is known beside it",
      "default: -EINVAL, ?",
      "	return far(data);",
      "	return p ? p->ops->go(p) : -EINVAL;",
    ],
    [
      "is one errno that is not known",
      "default: notifier_from_errno(...), NOTIFY_OK",
      "	return notifier_from_errno(far(data));",
      "	return p ? p->ops->go(p) : -EINVAL;",
    ],
  ])("%s", (_, expected, body, far) => check(expected, body, FAR(far)));

  it.each<[string, string, string]>([
    ["no definition", "the result of far(), whose definition was not found", ""],
    ["a pointer", "the result of far(): a call through a pointer", FAR("	return p->ops->go(p);")],
    [
      "no definition farther away",
      "the result of far(): the result of away(), whose definition was not found",
      FAR("	return away(p);"),
    ],
  ])("has its reason: %s", async (_, why, others) => {
    const { chains } = await modelOf(tree("	return far(data);", others));
    expect(chains[0]?.callbacks[0]?.paths.map((p) => p.why)).toEqual([why]);
  });
});
