/** Values of functions that are handed to another function by name and called there. */
import { describe, expect, it } from "vitest";
import { checkModel, modelOf } from "./checkModel";

/** A callback that returns `value`, with functions of its own file before it; and other files. */
const tree = (value: string, before: string, others: string): string => `//- /drivers/x.c
static RAW_NOTIFIER_HEAD(x_head);
${before}
static int on_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return ${value};
}
static struct notifier_block nb = { .notifier_call = on_event };
int x_probe(void)
{
	return raw_notifier_chain_register(&x_head, &nb);
}
${others}
`;

function check(expected: string, value: string, before: string, others: string): Promise<void> {
  return checkModel("returns", tree(value, before, others), [`on_event: ${expected}`]);
}

const TRY = "static int try_it(void *p)\n{\n	return p ? -EBUSY : -EOPNOTSUPP;\n}";
const HEAD = "int each(void *p, int (*fn)(void *p))";
const EACH = (body: string, head = HEAD): string => `//- /lib/each.c\n${head}\n{\n${body}\n}`;
const FORGIVING = "	int err = fn(p);\n\n	if (err == -EOPNOTSUPP)\n		err = 0;\n	return err;";

describe("a function handed to a function of another file", () => {
  it.each<[string, string, string]>([
    ["is what that returns", "-EBUSY, -EOPNOTSUPP", "	return fn(p);"],
    ["through a dereference", "-EBUSY, -EOPNOTSUPP", "	return (*fn)(p);"],
    ["less what a comparison has replaced", "0, -EBUSY", FORGIVING],
    [
      "less what several comparisons have told",
      "1, 2",
      "	int err = fn(p);\n\n	if (err == -EOPNOTSUPP)\n		return 1;\n	if (err == -EBUSY)\n		return 2;\n	return err;",
    ],
    [
      "less what a comparison with zero has told",
      "-EINVAL, 0, -EBUSY, -EOPNOTSUPP",
      "	int err = 0;\n\n	if (!p)\n		return -EINVAL;\n	while (!err && more(p))\n		err = fn(p);\n	return err;",
    ],
  ])("%s", (_, expected, body) => check(`default: ${expected}`, "each(data, try_it)", TRY, EACH(body)));

  it("in a function that is called again with what it is handed", () =>
    check(
      "default: 0, -EBUSY",
      "each(data, wants, try_it)",
      `${TRY}\nstatic bool wants(void *p)\n{\n	return p;\n}`,
      `//- /lib/each.c
static int each_below(void *p, bool (*wants)(void *p), int (*fn)(void *p))
{
	int err = -EOPNOTSUPP;

	if (wants(p))
		return fn(p);
	for_below(p) {
		err = each_below(below(p), wants, fn);
		if (err && err != -EOPNOTSUPP)
			return err;
	}
	return err;
}
int each(void *p, bool (*wants)(void *p), int (*fn)(void *p))
{
	int err = each_below(p, wants, fn);

	if (err == -EOPNOTSUPP)
		err = 0;
	return err;
}`,
    ));

  it("by a wrapper in a third file", () =>
    check(
      "default: -EBUSY, -EOPNOTSUPP",
      "wrap(try_it, data)",
      TRY,
      `${EACH("	return fn(p);")}\n//- /lib/wrap.c\nint wrap(int (*use)(void *p), void *p)\n{\n	return each(p, use);\n}`,
    ));

  it("is the one of the file that hands it, not another file's of the same name", () =>
    check(
      "default: -EBUSY, -EOPNOTSUPP",
      "each(data, try_it)",
      TRY,
      `${EACH("	return fn(p);")}\nstatic int try_it(void *p)\n{\n	return -EIO;\n}`,
    ));

  it("may be in a third file", () =>
    check(
      "default: -ENODEV",
      "each(data, try_it)",
      "int try_it(void *p);",
      `${EACH("	return fn(p);")}\n//- /drivers/y.c\nint try_it(void *p)\n{\n	return -ENODEV;\n}`,
    ));

  it("is told per event where it is handed the event", () =>
    check(
      "DOWN: NOTIFY_BAD | default: NOTIFY_OK",
      "each(event, by_event)",
      "static int by_event(unsigned long what)\n{\n	return what == DOWN ? NOTIFY_BAD : NOTIFY_OK;\n}",
      EACH("	return fn(what);", "int each(unsigned long what, int (*fn)(unsigned long what))"),
    ));

  it("is an errno that is known", () =>
    check(
      "default: notifier_from_errno(-EBUSY), NOTIFY_OK",
      "notifier_from_errno(each(data, try_it))",
      TRY,
      EACH(FORGIVING),
    ));
});

describe("a function handed to a helper of the same file", () => {
  const each = (body: string): string => `${TRY}\nstatic ${HEAD}\n{\n${body}\n}`;

  it.each<[string, string, string]>([
    ["is run", "-EBUSY, -EOPNOTSUPP", "	return fn(p);"],
    ["less what a comparison has replaced", "0, -EBUSY", FORGIVING],
    ["is no null pointer", "-EBUSY, -EOPNOTSUPP", "	if (!fn)\n		return -EINVAL;\n	return fn(p);"],
    ["is handed on", "-EBUSY, -EOPNOTSUPP", "	return far(fn, p);"],
  ])("%s", (_, expected, body) =>
    check(
      `default: ${expected}`,
      "each(data, try_it)",
      each(body),
      "//- /lib/far.c\nint far(int (*use)(void *p), void *p)\n{\n	return use(p);\n}",
    ),
  );
});

describe("stays unknown", () => {
  const POINTER = "the result of each(): a call through a pointer";
  const FN = "	return fn(p);";

  it.each<[string, string, string, string]>([
    ["what a member holds", POINTER, "each(data, ops.try_it)", EACH(FN)],
    ["what the callee sets", POINTER, "each(data, try_it)", EACH(`	fn = pick(p);\n${FN}`)],
    [
      "what nobody defines",
      "the result of each(): the result of gone(), whose definition was not found",
      "each(data, gone)",
      EACH(FN),
    ],
  ])("%s", async (_, why, value, others) => {
    const { chains } = await modelOf(tree(value, TRY, others));
    const [path, ...more] = chains[0]?.callbacks[0]?.paths ?? [];
    expect(more).toEqual([]);
    expect(path?.value).toBe("?");
    if (!value.includes("({")) expect(path?.why).toBe(why);
  });
});
