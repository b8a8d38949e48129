/** Returned values on their way: through variables, errnos, helpers, and several definitions of one name. */
import { describe, it } from "vitest";
import { checkFacts } from "./checkFacts";
import { checkReturns } from "./checkReturns";

describe("values through variables", () => {
  it.each<[string, string, string]>([
    ["one local", "default: NOTIFY_OK", "	int ret = NOTIFY_OK;\n\n	return ret;"],
    [
      "set anew on one way",
      "default: NOTIFY_BAD, NOTIFY_OK",
      "	int ret = NOTIFY_OK;\n\n	if (busy(nb))\n		ret = NOTIFY_BAD;\n	return ret;",
    ],
    [
      "set anew on every way",
      "default: NOTIFY_BAD",
      "	int ret = NOTIFY_OK;\n\n	log(data);\n	ret = NOTIFY_BAD;\n	return ret;",
    ],
    [
      "through another local",
      "A: NOTIFY_BAD | default: NOTIFY_OK",
      "	int a = NOTIFY_OK, b;\n\n	if (event == A)\n		a = NOTIFY_BAD;\n	b = a;\n	return b;",
    ],
    [
      "a test of the local before it is returned",
      "default: -ENODEV, NOTIFY_OK",
      "	int err = 0;\n\n	if (!data)\n		err = -ENODEV;\n	if (err)\n		return err;\n	return NOTIFY_OK;",
    ],
    [
      "goto out",
      "default: NOTIFY_BAD, NOTIFY_OK",
      "	int ret = NOTIFY_BAD;\n\n	if (!data)\n		goto out;\n	ret = NOTIFY_OK;\nout:\n	return ret;",
    ],
    [
      "a loop",
      "default: NOTIFY_DONE, NOTIFY_BAD",
      "	int i, ret = NOTIFY_DONE;\n\n	for (i = 0; i < 4; i++)\n		if (bad(i))\n			ret = NOTIFY_BAD;\n	return ret;",
    ],
    [
      "a loop left early",
      "default: NOTIFY_OK, NOTIFY_STOP",
      "	struct board *b;\n\n	list_for_each_entry(b, &boards, node) {\n		if (b == data)\n			return NOTIFY_STOP;\n	}\n	return NOTIFY_OK;",
    ],
    [
      "a macro that goes through a list ends, whatever it is handed last, and sets what it is handed",
      "default: NOTIFY_STOP, NOTIFY_OK",
      "	struct board *b = NULL;\n\n	for_each_board(b, &boards) {\n		if (b)\n			return NOTIFY_STOP;\n	}\n	return NOTIFY_OK;",
    ],
    [
      "a macro that goes through numbers ends",
      "default: NOTIFY_OK",
      "	int bit;\n\n	for_each_set_bit(bit, mask, 32)\n		poke(bit);\n	return NOTIFY_OK;",
    ],
    [
      "do and while",
      "default: NOTIFY_STOP, NOTIFY_OK",
      "	do {\n		if (busy(nb))\n			return NOTIFY_STOP;\n	} while (again(nb));\n	while (more(nb))\n		step(nb);\n	return NOTIFY_OK;",
    ],
    [
      "or-ed on",
      "default: NOTIFY_STOP_MASK|NOTIFY_OK",
      "	int ret = NOTIFY_STOP_MASK;\n\n	ret |= NOTIFY_OK;\n	return ret;",
    ],
    [
      "its address handed on",
      "default: ? (the value of ret, whose address is passed on)",
      "	int ret = NOTIFY_OK;\n\n	fill(&ret);\n	return ret;",
    ],
    ["never set", "default: ? (the value of ret)", "	int ret;\n\n	return ret;"],
    ["a comma", "default: NOTIFY_BAD", "	int ret;\n\n	ret = NOTIFY_OK, ret = NOTIFY_BAD;\n	return ret;"],
    [
      "assigned in a condition",
      "default: nonzero start(), NOTIFY_OK",
      "	int ret;\n\n	if ((ret = start(data)))\n		return ret;\n	return NOTIFY_OK;",
    ],
    ["counted", "default: ? (arithmetic)", "	int n = 0;\n\n	n++;\n	return n;"],
  ])("%s", (_, expected, body) => checkReturns(expected, body));
});

describe("values that nobody reads again", () => {
  const STEPS = Array.from({ length: 16 }, (_, i) => i);
  const each = (step: (i: number) => string): string => STEPS.map(step).join("\n");

  it.each<[string, string, string]>([
    [
      "a local for each step",
      "default: -EIO, NOTIFY_OK",
      `${each((i) => `	int e${i};`)}\n${each((i) => `	e${i} = step(${i});\n	if (e${i} == 3)\n		log(e${i});`)}\n	return data ? -EIO : NOTIFY_OK;`,
    ],
    [
      "one local set anew in each step",
      "default: NOTIFY_OK",
      `	int e;\n\n${each((i) => `	e = step(${i});\n	if (e == ${i})\n		log(data);`)}\n	return NOTIFY_OK;`,
    ],
    [
      "locals declared where they are needed",
      "default: NOTIFY_OK",
      `${each((i) => `	int e${i} = step(${i});\n\n	if (e${i} == 3)\n		log(e${i});`)}\n	return NOTIFY_OK;`,
    ],
  ])("do not keep paths apart: %s", (_, expected, body) => checkReturns(expected, body));

  it.each<[string, string, string]>([
    [
      "in a later turn of a loop",
      "default: NOTIFY_BAD, NOTIFY_OK",
      "	int last = 0, i;\n\n	for (i = 0; i < 4; i++) {\n		if (last)\n			return NOTIFY_BAD;\n		last = 1;\n	}\n	return NOTIFY_OK;",
    ],
    [
      "behind a list",
      "default: -EIO, 0",
      "	struct board *b;\n	int err = 0;\n\n	list_for_each_entry(b, &boards, node) {\n		if (stop(b)) {\n			err = -EIO;\n			continue;\n		}\n		log(b);\n	}\n	return err;",
    ],
    [
      "behind a goto",
      "default: -EIO, 0",
      "	int err = 0;\n\n	if (data)\n		goto out;\n	err = -EIO;\n	log(nb);\nout:\n	return err;",
    ],
    [
      "by what sets it",
      "default: NOTIFY_OK|NOTIFY_STOP_MASK",
      "	int ret = NOTIFY_OK;\n\n	log(nb);\n	ret = ret | NOTIFY_STOP_MASK;\n	return ret;",
    ],
    [
      "in a case",
      "default: NOTIFY_OK, NOTIFY_DONE",
      "	int ret = NOTIFY_DONE;\n\n	switch (nb->priority) {\n	case 1:\n		ret = NOTIFY_OK;\n		fallthrough;\n	case 2:\n		return ret;\n	}\n	return ret;",
    ],
  ])("and those that somebody reads are kept: %s", (_, expected, body) => checkReturns(expected, body));
});

describe("errnos", () => {
  it.each<[string, string, string]>([
    ["a constant", "default: notifier_from_errno(-EIO)", "	return notifier_from_errno(-EIO);"],
    ["zero is NOTIFY_OK", "default: NOTIFY_OK", "	return notifier_from_errno(0);"],
    [
      "what may be zero is both",
      "default: notifier_from_errno(nonzero start()), NOTIFY_OK",
      "	return notifier_from_errno(start(data));",
    ],
    [
      "through a local",
      "default: notifier_from_errno(nonzero start()), NOTIFY_OK",
      "	int err = start(data);\n\n	return notifier_from_errno(err);",
    ],
    [
      "if (err)",
      "default: notifier_from_errno(nonzero start()), NOTIFY_DONE",
      "	int err = start(data);\n\n	if (err)\n		return notifier_from_errno(err);\n	return NOTIFY_DONE;",
    ],
    [
      "if (err < 0)",
      "default: notifier_from_errno(negative start()), NOTIFY_DONE",
      "	int err = start(data);\n\n	if (err < 0)\n		return notifier_from_errno(err);\n	return NOTIFY_DONE;",
    ],
    [
      "the other side of if (err < 0)",
      "default: NOTIFY_DONE, notifier_from_errno(positive start()), NOTIFY_OK",
      "	int err = start(data);\n\n	if (err < 0)\n		return NOTIFY_DONE;\n	return notifier_from_errno(err);",
    ],
    [
      "if (!err)",
      "default: NOTIFY_OK, nonzero start()",
      "	int err = start(data);\n\n	if (!err)\n		return NOTIFY_OK;\n	return err;",
    ],
    [
      "the tested result itself",
      "default: nonzero start(), NOTIFY_OK",
      "	int err = start(data);\n\n	return err ? err : NOTIFY_OK;",
    ],
    [
      "err ?: value",
      "default: nonzero start(), NOTIFY_OK",
      "	int err = start(data);\n\n	return err ?: NOTIFY_OK;",
    ],
    [
      "PTR_ERR() is negative",
      "default: notifier_from_errno(? negative (an errno from PTR_ERR()))",
      "	return notifier_from_errno(PTR_ERR(data));",
    ],
    [
      "IS_ERR() leaves the errno of an error pointer",
      "default: notifier_from_errno(negative find()), NOTIFY_OK",
      "	struct board *b = find(data);\n\n	if (IS_ERR(b))\n		return notifier_from_errno(PTR_ERR(b));\n	return NOTIFY_OK;",
    ],
    [
      "IS_ERR_OR_NULL() leaves NULL too",
      "default: -ENODEV, NOTIFY_BAD, NOTIFY_OK",
      "	struct board *b = data ? ERR_PTR(-ENODEV) : NULL;\n\n	if (known(data))\n		b = &board;\n	if (IS_ERR_OR_NULL(b))\n		return b ? PTR_ERR(b) : NOTIFY_BAD;\n	return NOTIFY_OK;",
    ],
    [
      "PTR_ERR_OR_ZERO()",
      "default: negative find(), 0",
      "	struct board *b = find(data);\n\n	return PTR_ERR_OR_ZERO(b);",
    ],
    [
      "what is allocated is no error pointer",
      "default: NOTIFY_BAD, NOTIFY_OK",
      "	struct board *b = kzalloc(sizeof(*b), GFP_KERNEL);\n\n	if (IS_ERR(b))\n		return NOTIFY_STOP;\n	if (!b)\n		return NOTIFY_BAD;\n	return NOTIFY_OK;",
    ],
    [
      "notifier_to_errno() of what is known",
      "default: -EIO",
      "	return notifier_to_errno(notifier_from_errno(-EIO));",
    ],
    ["notifier_to_errno() of NOTIFY_OK", "default: 0", "	return notifier_to_errno(NOTIFY_OK);"],
    [
      "notifier_to_errno() is never positive",
      "default: ? not positive (an errno from notifier_to_errno())",
      "	int err = notifier_to_errno(walk(data));\n\n	return err > 0 ? NOTIFY_BAD : err;",
    ],
    [
      "unlikely() around what is tested",
      "default: nonzero start(), NOTIFY_OK",
      "	int err = start(data);\n\n	if (unlikely(err))\n		return err;\n	return NOTIFY_OK;",
    ],
    [
      "WARN_ON() around what is tested",
      "default: negative start(), NOTIFY_OK",
      "	int err = start(data);\n\n	if (WARN_ON(err < 0))\n		return err;\n	return NOTIFY_OK;",
    ],
    ["what WARN_ON() answers", "default: 1, 0", "	return WARN_ON_ONCE(busy(data));"],
    [
      "wrapped twice",
      "default: notifier_from_errno(notifier_from_errno(-EIO))",
      "	return notifier_from_errno(notifier_from_errno(-EIO));",
    ],
    [
      "a case of a switch on it",
      "default: -ENODEV, NOTIFY_OK",
      "	int err = start(data);\n\n	switch (err) {\n	case -ENODEV:\n		return err;\n	}\n	return NOTIFY_OK;",
    ],
    [
      "compared with an errno",
      "default: -ENODEV, NOTIFY_OK",
      "	int err = start(data);\n\n	if (err == -ENODEV)\n		return err;\n	return NOTIFY_OK;",
    ],
  ])("%s", (_, expected, body) => checkReturns(expected, body));
});

describe("helpers", () => {
  it("of the same file, without the event", () =>
    checkReturns(
      "A: -ENOMEM, 0 | default: NOTIFY_DONE",
      "	if (event == A)\n		return start(data);\n	return NOTIFY_DONE;",
      "static int start(void *data)\n{\n	if (!data)\n		return -ENOMEM;\n	return 0;\n}",
    ));

  it("of the same file, with the event: its events are the callback's", () =>
    checkReturns(
      "A: NOTIFY_OK | B: NOTIFY_BAD | default: NOTIFY_DONE",
      "	return handle(data, event);",
      `static int handle(void *data, unsigned long what)
{
	switch (what) {
	case A:
		return NOTIFY_OK;
	case B:
		return NOTIFY_BAD;
	}
	return NOTIFY_DONE;
}`,
    ));

  it("that pass a value through", () =>
    checkReturns(
      "default: notifier_from_errno(-ENOMEM), NOTIFY_OK",
      "	return notifier_from_errno(start(data));",
      "static int start(void *data)\n{\n	int err = 0;\n\n	if (!data)\n		err = -ENOMEM;\n	return err;\n}",
    ));

  const UPDATE = `static int update(void *data, bool again)
{
	if (again)
		return busy(data) ? -EBUSY : 0;
	return NOTIFY_OK;
}
static int forward(void *data, int times, bool again)
{
	log(times);
	return update(data, again);
}
static int either(void *data, int mode)
{
	switch (mode) {
	case FAST:
		return NOTIFY_OK;
	case SLOW:
		return NOTIFY_BAD;
	}
	return NOTIFY_DONE;
}`;

  it.each<[string, string, string]>([
    ["false", "default: NOTIFY_OK", "	return update(data, false);"],
    ["true", "default: -EBUSY, 0", "	return update(data, true);"],
    ["a number", "default: -EBUSY, 0", "	return update(data, 1);"],
    ["what is not known", "default: -EBUSY, 0, NOTIFY_OK", "	return update(data, nb->priority);"],
    [
      "a local",
      "default: -EBUSY, 0",
      "	bool again;\n\n	again = true;\n	if (!again)\n		return 1;\n	return update(data, again);",
    ],
    [
      "a local with two values",
      "default: -EBUSY, 0, NOTIFY_OK",
      "	bool again = false;\n\n	if (data)\n		again = true;\n	if (update(data, again) == NOTIFY_OK && again)\n		return NOTIFY_BAD;\n	return update(data, again);",
    ],
    ["a test of the event", "A: -EBUSY, 0 | default: NOTIFY_OK", "	return update(data, event == A);"],
    ["the opposite of one", "A: NOTIFY_OK | default: -EBUSY, 0", "	return update(data, !(event == A));"],
    ["handed on", "default: NOTIFY_OK", "	return forward(data, 3, false);"],
    ["a name", "default: NOTIFY_OK", "	return either(data, FAST);"],
    [
      "another name may be the same number",
      "default: NOTIFY_OK, NOTIFY_BAD, NOTIFY_DONE",
      "	return either(data, OTHER);",
    ],
    ["what another call answers", "default: -EBUSY, 0, NOTIFY_OK", "	return update(data, ready(data));"],
  ])("handed a constant: %s", (_, expected, body) => checkReturns(expected, body, UPDATE));

  it("handed a constant that they change", () =>
    checkReturns(
      "default: NOTIFY_BAD, NOTIFY_OK",
      "	return update(data, true);",
      "static int update(void *data, bool first)\n{\n	first = busy(data);\n	if (first)\n		return NOTIFY_BAD;\n	return NOTIFY_OK;\n}",
    ));

  it("handed a constant whose address they pass on", () =>
    checkReturns(
      "default: NOTIFY_BAD, NOTIFY_OK",
      "	return update(data, true);",
      "static int update(void *data, bool first)\n{\n	ask(&first);\n	if (!first)\n		return NOTIFY_BAD;\n	return NOTIFY_OK;\n}",
    ));

  it("handed a constant that they copy", () =>
    checkReturns(
      "default: NOTIFY_OK",
      "	return update(data, 0);",
      "static int update(void *data, int first)\n{\n	int mode = first;\n\n	if (mode)\n		return NOTIFY_BAD;\n	return NOTIFY_OK;\n}",
    ));

  it("handed a constant that their parameter's type cuts", () =>
    checkReturns(
      "default: NOTIFY_BAD, NOTIFY_OK",
      "	return update(data, 256) ;",
      "static int update(void *data, u8 first)\n{\n	if (first)\n		return NOTIFY_BAD;\n	return NOTIFY_OK;\n}",
    ));

  it("that hand a constant round", () =>
    checkReturns(
      "default: NOTIFY_OK",
      "	return there(data, 0);",
      "static int back(void *data, int n);\nstatic int there(void *data, int n)\n{\n	return data ? back(data, n) : NOTIFY_OK;\n}\nstatic int back(void *data, int n)\n{\n	if (n)\n		return NOTIFY_BAD;\n	return there(data, n);\n}",
    ));

  it("of another file are named", () =>
    checkReturns(
      "default: handle(event at 1), far_away()",
      "	if (data)\n		return handle(data, event);\n	return far_away();",
    ));

  const CIRCLE = (down: string, up: string): string =>
    `static int up(void *data);\nstatic int down(void *data)\n{\n${down}\n}\nstatic int up(void *data)\n{\n${up}\n}`;

  it.each<[string, string, string]>([
    [
      "a circle adds nothing of its own",
      "default: NOTIFY_OK",
      CIRCLE("	if (data)\n		return up(data);\n	return NOTIFY_OK;", "	return down(data);"),
    ],
    [
      "both sides of a circle add what they have",
      "default: NOTIFY_OK, NOTIFY_BAD",
      CIRCLE(
        "	if (data)\n		return up(data);\n	return NOTIFY_OK;",
        "	if (busy(data))\n		return NOTIFY_BAD;\n	return down(data);",
      ),
    ],
    [
      "a result that decides what comes next",
      "default: -EBUSY, 0, NOTIFY_STOP",
      CIRCLE(
        "	int err;\n\n	if (last(data))\n		return busy(data) ? -EBUSY : 0;\n	err = down(data);\n	if (err < 0)\n		return err;\n	return NOTIFY_STOP;",
        "	return 0;",
      ),
    ],
    [
      "a circle within a circle",
      "default: -EIO, -ENOMEM, -EBUSY",
      CIRCLE(
        "	if (last(data))\n		return -EIO;\n	return up(data);",
        "	int err = up(data);\n\n	if (err == -EIO)\n		return -ENOMEM;\n	err = down(data);\n	return err == -ENOMEM ? -EBUSY : err;",
      ).replace("err = up(data)", "err = more(data) ? up(data) : down(data)"),
    ],
    [
      "a function that only calls itself never comes back",
      "default: NOTIFY_OK",
      CIRCLE("	if (data)\n		up(data);\n	return NOTIFY_OK;", "	return up(data);"),
    ],
  ])("that call each other: %s", (_, expected, before) =>
    checkReturns(expected, "	return down(data);", before),
  );

  it("that never return: what follows them counts", () =>
    checkReturns(
      "default: NOTIFY_DONE",
      "	reset(data);\n	return NOTIFY_DONE;",
      "static void reset(void *data)\n{\n	while (1)\n		poke(data);\n}",
    ));

  it("that call each other many calls deep", () => {
    const names = Array.from({ length: 9 }, (_, i) => `down${i}`);
    const bodies = names.map((name, i) => {
      const next = names[i + 1];
      return `static int ${name}(void *data)\n{\n	return ${next ? `${next}(data)` : "-ENODEV"};\n}`;
    });
    return checkReturns("default: -ENODEV", "	return down0(data);", bodies.reverse().join("\n"));
  });

  it.each<[string, string, string]>([
    ["of a struct", "	return priv->ops->event(event);", ""],
    ["of a local", "	int (*hook)(void *) = hooks[0];\n\n	return hook(data);", ""],
  ])("through pointers are not known: %s", (_, body, before) =>
    checkReturns("default: ? (a call through a pointer)", body, before),
  );

  it("through a parameter are those of the function that is handed in", () =>
    checkReturns(
      "default: start()",
      "	return each(data, start);",
      "static int each(void *data, int (*fn)(void *data))\n{\n	return fn(data);\n}",
    ));

  it("that the file declares and defines as a static stub are another file's too", () =>
    checkReturns(
      "default: react()",
      "	return react(data);",
      "#ifdef CONFIG_REACT\nint react(void *data);\n#else\nstatic inline int react(void *data)\n{\n	return 0;\n}\n#endif",
    ));

  it("in both branches of an #if: either may be compiled", () =>
    checkReturns(
      "default: NOTIFY_STOP, NOTIFY_DONE",
      "	return react(data);",
      `#ifdef CONFIG_REACT
static int react(void *data)
{
	do_something_long(data);
	return NOTIFY_STOP;
}
#else
static int react(void *data)
{
	return NOTIFY_DONE;
}
#endif`,
    ));

  it("in both branches of an #if: the one that is compiled together with the call", () =>
    checkReturns(
      "default: NOTIFY_STOP, NOTIFY_OK",
      "#ifdef CONFIG_REACT\n	return react(data);\n#endif\n	return NOTIFY_OK;",
      `#ifdef CONFIG_REACT
static int react(void *data)
{
	return NOTIFY_STOP;
}
#else
static int react(void *data)
{
	return NOTIFY_BAD;
}
#endif`,
    ));
});

describe("several definitions of a callback", () => {
  it("in both branches of an #if: each its own", () =>
    checkFacts(
      "returns",
      `
#ifdef CONFIG_A
static int on_event(struct notifier_block *nb, unsigned long event, void *data)
//         ^^^^^^^^ fact[returns]: default: NOTIFY_OK
{
	return NOTIFY_OK;
}
#else
static int on_event(struct notifier_block *nb, unsigned long event, void *data)
//         ^^^^^^^^ fact[returns]: default: NOTIFY_BAD
{
	return NOTIFY_BAD;
}
#endif
`,
    ));

  it("weak, and one per architecture", () =>
    checkFacts(
      "returns",
      `
//- /kernel/board.c
int __weak board_event(struct notifier_block *nb, unsigned long event, void *data)
//         ^^^^^^^^^^^ fact[returns]: default: NOTIFY_DONE
{
	return NOTIFY_DONE;
}
//- /arch/arm/board.c
int board_event(struct notifier_block *nb, unsigned long event, void *data)
//  ^^^^^^^^^^^ fact[returns]: default: NOTIFY_OK
{
	return NOTIFY_OK;
}
`,
    ));
});
