/** What callers make of a walk's result: every word of contract.md, and the evidence in the arms of their branches. */
import { describe, it } from "vitest";
import { checkFacts } from "./checkFacts";

const WALK = "raw_notifier_call_chain(&list, UP, data)";

/** A function around one walk, marked WALK in its body, and the use that is expected of it. */
function checkUse(expected: string, body: string, kind: "use" | "arms" = "use"): Promise<void> {
  const lines = body.split("\n").flatMap((line) => {
    const at = line.indexOf("WALK");
    if (at < 0) return [line];
    const before = line
      .slice(0, at)
      .replaceAll("\t", "        ")
      .replace(/^ {2}/, "//")
      .replace(/[^/\t ]/g, " ");
    return [line.replace("WALK", WALK), `${before}${"^".repeat(WALK.length)} fact[${kind}]: ${expected}`];
  });
  return checkFacts(
    kind,
    `
static RAW_NOTIFIER_HEAD(list);
static int walk_it(struct thing *data)
{
${lines.join("\n")}
}
`,
  );
}

describe("uses", () => {
  it.each<[string, string, string]>([
    ["ignored", "ignored", "	WALK;"],
    ["ignored by a cast", "ignored", "	(void)WALK;"],
    ["ignored in a local", "ignored", "	int ret = WALK;\n\n	return 0;"],
    ["printed only", "ignored", '	int ret = WALK;\n\n	pr_debug("%d", ret);\n	return 0;'],
    ["overwritten before it is read", "ignored", "	int ret = WALK;\n\n	ret = 0;\n	return ret;"],
    [
      "overwritten in one branch of an #if",
      "returned",
      "	int ret = WALK;\n\n#ifdef CONFIG_A\n	ret = 0;\n#endif\n	return ret;",
    ],
    [
      "one way or another, by an #if",
      "returned, stop_mask (& NOTIFY_STOP_MASK)",
      "	int ret = WALK;\n\n#ifdef CONFIG_A\n	return ret;\n#else\n	if (ret & NOTIFY_STOP_MASK)\n		undo();\n	return 0;\n#endif",
    ],
    ["returned", "returned", "	return WALK;"],
    ["returned in parentheses", "returned", "	return (WALK);"],
    ["returned through a local", "returned", "	int ret;\n\n	ret = WALK;\n	return ret;"],
    [
      "returned through two locals",
      "returned",
      "	int ret, err;\n\n	ret = WALK;\n	err = ret;\n	return err;",
    ],
    ["returned as an errno", "to_errno returned as errno", "	return notifier_to_errno(WALK);"],
    [
      "returned as an errno, step by step",
      "to_errno returned as errno",
      "	int ret = WALK;\n\n	ret = notifier_to_errno(ret);\n	return ret;",
    ],
    ["to_errno, then tested", "to_errno (!= 0)", "	if (notifier_to_errno(WALK))\n		undo();\n	return 0;"],
    [
      "to_errno, tested and returned",
      "to_errno (!= 0), to_errno returned as errno",
      "	int err = notifier_to_errno(WALK);\n\n	if (err)\n		undo();\n	return err;",
    ],
    [
      "stop_mask",
      "stop_mask (& NOTIFY_STOP_MASK)",
      "	if (WALK & NOTIFY_STOP_MASK)\n		undo();\n	return 0;",
    ],
    [
      "stop_mask, compared",
      "stop_mask (& NOTIFY_STOP_MASK) negated",
      "	int ret = WALK;\n\n	if ((ret & NOTIFY_STOP_MASK) == 0)\n		go();\n	return 0;",
    ],
    ["eq_BAD", "eq_BAD (== NOTIFY_BAD)", "	if (WALK == NOTIFY_BAD)\n		undo();\n	return 0;"],
    ["eq_BAD by !=", "eq_BAD (!= NOTIFY_BAD)", "	if (WALK != NOTIFY_BAD)\n		go();\n	return 0;"],
    ["eq_STOP", "eq_STOP (== NOTIFY_STOP)", "	if (NOTIFY_STOP == WALK)\n		undo();\n	return 0;"],
    ["eq_OK", "eq_OK (== NOTIFY_OK)", "	if (WALK == NOTIFY_OK)\n		go();\n	return 0;"],
    ["nonzero", "nonzero (!= 0)", "	if (WALK)\n		undo();\n	return 0;"],
    [
      "nonzero by a comparison",
      "nonzero (!= NOTIFY_DONE)",
      "	if (WALK != NOTIFY_DONE)\n		undo();\n	return 0;",
    ],
    ["nonzero negated", "nonzero (!= 0) negated", "	if (!WALK)\n		go();\n	return 0;"],
    ["nonzero twice negated", "nonzero (!= 0)", "	if (!!WALK)\n		go();\n	return 0;"],
    ["other: compared with a number", "other (== 5)", "	if (WALK == 5)\n		go();\n	return 0;"],
    ["other: less than", "other (< 0)", "	if (WALK < 0)\n		go();\n	return 0;"],
    ["other: another flag", "other (& NOTIFY_OK)", "	if (WALK & NOTIFY_OK)\n		go();\n	return 0;"],
    ["other: stored", "other", "	data->result = WALK;\n	return 0;"],
    ["other: stored in a global", "other", "	last_result = WALK;\n	return 0;"],
    ["other: handed on", "other", "	judge(WALK);\n	return 0;"],
    ["other: counted", "other", "	data->sum += WALK;\n	return 0;"],
  ])("%s", (_, expected, body) => checkUse(expected, body));
});

describe("tests that are handed on", () => {
  it.each<[string, string, string]>([
    ["returned as they are", "eq_OK (== NOTIFY_OK) returned as test", "	return WALK == NOTIFY_OK;"],
    ["returned as they are, negated", "nonzero (!= 0) returned as test negated", "	return !WALK;"],
    [
      "? 1 : 0",
      "eq_OK (== NOTIFY_OK) returned as test",
      "	int ret = WALK;\n\n	return ret == NOTIFY_OK ? 1 : 0;",
    ],
    [
      "? 0 : 1",
      "eq_OK (== NOTIFY_OK) returned as test negated",
      "	int ret = WALK;\n\n	return (ret == NOTIFY_OK) ? 0 : 1;",
    ],
    [
      "if … return 1; return 0;",
      "eq_OK (== NOTIFY_OK) returned as test",
      "	if (WALK == NOTIFY_OK)\n		return 1;\n	return 0;",
    ],
    [
      "if … return false; else return true;",
      "eq_STOP (== NOTIFY_STOP) returned as test negated",
      "	if (WALK == NOTIFY_STOP)\n		return false;\n	else\n		return true;",
    ],
    [
      "not as an errno of its own: that is giving up here",
      "eq_BAD (== NOTIFY_BAD)",
      "	if (WALK == NOTIFY_BAD)\n		return -EPERM;\n	return 0;",
    ],
    ["by a mask", "stop_mask (& NOTIFY_STOP_MASK) returned as test", "	return !!(WALK & NOTIFY_STOP_MASK);"],
  ])("%s", (_, expected, body) => checkUse(expected, body));
});

describe("through control flow", () => {
  it.each<[string, string, string]>([
    ["likely() and unlikely()", "nonzero (!= 0)", "	if (unlikely(WALK))\n		undo();\n	return 0;"],
    ["WARN_ON() alone", "nonzero (!= 0)", "	WARN_ON(WALK);\n	return 0;"],
    ["an operand of &&", "nonzero (!= 0)", "	if (data && WALK)\n		undo();\n	return 0;"],
    [
      "an operand of ||",
      "eq_BAD (== NOTIFY_BAD)",
      "	if (!data || WALK == NOTIFY_BAD)\n		undo();\n	return 0;",
    ],
    [
      "an assignment in a condition",
      "nonzero (!= 0)",
      "	int ret;\n\n	if ((ret = WALK) != 0)\n		undo();\n	return 0;",
    ],
    ["a loop", "eq_STOP (== NOTIFY_STOP)", "	while (WALK == NOTIFY_STOP)\n		again();\n	return 0;"],
    [
      "a switch: one word per case",
      "eq_OK (== NOTIFY_OK), eq_BAD (== NOTIFY_BAD)",
      "	switch (WALK) {\n	case NOTIFY_OK:\n		go();\n		break;\n	case NOTIFY_BAD:\n		undo();\n		break;\n	}\n	return 0;",
    ],
    [
      "two tests of one local",
      "eq_BAD (== NOTIFY_BAD), eq_OK (== NOTIFY_OK)",
      "	int ret = WALK;\n\n	if (ret == NOTIFY_BAD)\n		undo();\n	else if (ret == NOTIFY_OK)\n		go();\n	return 0;",
    ],
    [
      "one path on which it is set anew",
      "returned",
      "	int ret = WALK;\n\n	if (data)\n		ret = 0;\n	return ret;",
    ],
    [
      "goto",
      "nonzero (!= 0), returned",
      "	int ret = WALK;\n\n	if (ret)\n		goto out;\n	ret = 0;\nout:\n	return ret;",
    ],
    [
      "nested conditions",
      "nonzero (!= 0)",
      "	int ret = WALK;\n\n	if (data) {\n		if (ret)\n			undo();\n	}\n	return 0;",
    ],
  ])("%s", (_, expected, body) => checkUse(expected, body));
});

describe("the arms of the branch", () => {
  it.each<[string, string, string]>([
    ["if", "undo(data) else -", "	if (WALK)\n		undo(data);\n	return 0;"],
    [
      "if and else",
      "undo(data) else go(data,1)",
      "	if (WALK)\n		undo(data);\n	else\n		go(data, 1);\n	return 0;",
    ],
    [
      "negated",
      "undo(data) else go(data)",
      "	if (!WALK)\n		go(data);\n	else\n		undo(data);\n	return 0;",
    ],
    [
      "what follows an arm that leaves",
      "- else free_thing(data)",
      "	if (WALK == NOTIFY_OK)\n		return 0;\n	free_thing(data);\n	return 0;",
    ],
    [
      "an operand of &&: only what needs it",
      "undo(data) else -",
      "	if (data && WALK)\n		undo(data);\n	else\n		go(data);\n	return 0;",
    ],
    [
      "of a test in a local",
      "- else free_thing(data)",
      "	int ret = WALK;\n\n	if (ret != NOTIFY_OK)\n		goto out;\n	free_thing(data);\nout:\n	return 0;",
    ],
    [
      "of each case",
      "go(data) else undo(data), undo(data) else go(data)",
      "	switch (WALK) {\n	case NOTIFY_OK:\n		go(data);\n		break;\n	case NOTIFY_BAD:\n		undo(data);\n		break;\n	}\n	return 0;",
    ],
    [
      "of a branch of an #if, not of its sibling",
      "undo(data) else go(data); rest(data)",
      "	int ret = WALK;\n\n#ifdef CONFIG_A\n	if (ret == NOTIFY_BAD) {\n		undo(data);\n		return 0;\n	}\n	go(data);\n#else\n	other(data);\n#endif\n	rest(data);\n	return 0;",
    ],
  ])("%s", (_, expected, body) => checkUse(expected, body, "arms"));
});
