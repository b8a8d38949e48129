/** What callbacks return, event by event: the value-flow analysis through its facts. */
import { describe, it } from "vitest";
import { checkFacts } from "./checkFacts";
import { checkReturns } from "./checkReturns";

describe("returns", () => {
  it.each<[string, string, string]>([
    ["one constant", "default: NOTIFY_OK", "	return NOTIFY_OK;"],
    ["a literal stays what it is", "default: 0", "	return 0;"],
    ["a negative errno", "default: -EINVAL", "	return -EINVAL;"],
    ["in parentheses and casts", "default: NOTIFY_BAD", "	return (int)(NOTIFY_BAD);"],
    ["or-ed constants", "default: NOTIFY_STOP_MASK|NOTIFY_OK", "	return NOTIFY_STOP_MASK | NOTIFY_OK;"],
    ["or-ed with nothing", "default: NOTIFY_STOP", "	return NOTIFY_DONE | NOTIFY_STOP;"],
    ["arithmetic is not known", "default: ? (arithmetic)", "	return NOTIFY_OK + 1;"],
    ["a member is not known", "default: ? (the value of priv->state)", "	return priv->state;"],
    ["a global is not known", "default: ? (the value of last_result)", "	return last_result;"],
    ["a truth becomes 0 or 1", "default: 1, 0", "	return !data;"],
    [
      "falling off the end",
      "A: NOTIFY_OK | default: ? (control can reach the end without a return)",
      "	if (event == A)\n		return NOTIFY_OK;",
    ],
    ["a return without a value", "default: ? (control can reach the end without a return)", "	return;"],
    ["code that is never reached", "default: NOTIFY_OK", "	return NOTIFY_OK;\n	return NOTIFY_BAD;"],
  ])("%s", (_, expected, body) => checkReturns(expected, body));
});

describe("switch on the event", () => {
  it("with fall-through, break and default", () =>
    checkReturns(
      "UP: NOTIFY_OK | UP_FROZEN: NOTIFY_OK | DOWN: NOTIFY_BAD | DEAD: NOTIFY_STOP | default: NOTIFY_DONE",
      `
	int ret = NOTIFY_STOP;

	switch (event) {
	case UP:
	case UP_FROZEN:
		return NOTIFY_OK;
	case DOWN:
		ret = NOTIFY_BAD;
		fallthrough;
	case DEAD:
		break;
	default:
		return NOTIFY_DONE;
	}
	return ret;`,
    ));

  it("without default", () =>
    checkReturns(
      "UP: NOTIFY_OK | default: NOTIFY_DONE",
      "	switch (event) {\n	case UP:\n		return NOTIFY_OK;\n	}\n	return NOTIFY_DONE;",
    ));

  it("with the default first", () =>
    checkReturns(
      "UP: NOTIFY_OK | default: NOTIFY_DONE",
      "	switch (event) {\n	default:\n		return NOTIFY_DONE;\n	case UP:\n		return NOTIFY_OK;\n	}",
    ));

  it("of masks, numbers and or-ed names", () =>
    checkReturns(
      "UP: NOTIFY_OK | DOWN|FROZEN: NOTIFY_BAD | 5: NOTIFY_STOP | default: NOTIFY_DONE",
      `
	switch (event & ~FROZEN) {
	case UP:
		return NOTIFY_OK;
	case DOWN | FROZEN:
		return NOTIFY_BAD;
	case 5:
		return NOTIFY_STOP;
	}
	return NOTIFY_DONE;`,
    ));

  it("inside another, on something else", () =>
    checkReturns(
      "UP: NOTIFY_OK, NOTIFY_STOP, NOTIFY_BAD | default: NOTIFY_DONE",
      `
	switch (event) {
	case UP:
		switch (state->mode) {
		case FAST:
			return NOTIFY_OK;
		case SLOW:
			return NOTIFY_STOP;
		default:
			return NOTIFY_BAD;
		}
	}
	return NOTIFY_DONE;`,
    ));

  it("of a range of cases: it may be any event", () =>
    checkReturns(
      "default: NOTIFY_OK, NOTIFY_DONE",
      "	switch (event) {\n	case 1 ... 5:\n		return NOTIFY_OK;\n	}\n	return NOTIFY_DONE;",
    ));
});

describe("conditions on the event", () => {
  it.each<[string, string, string]>([
    ["==", "A: NOTIFY_OK | default: NOTIFY_DONE", "if (event == A) return NOTIFY_OK;"],
    ["the constant first", "A: NOTIFY_OK | default: NOTIFY_DONE", "if (A == event) return NOTIFY_OK;"],
    ["!= leaves early", "A: NOTIFY_DONE | default: NOTIFY_OK", "if (event != A) return NOTIFY_OK;"],
    [
      "|| of two",
      "A: NOTIFY_OK | B: NOTIFY_OK | default: NOTIFY_DONE",
      "if (event == A || event == B) return NOTIFY_OK;",
    ],
    [
      "&& of two inequalities",
      "A: NOTIFY_DONE | B: NOTIFY_DONE | default: NOTIFY_OK",
      "if (event != A && event != B) return NOTIFY_OK;",
    ],
    [
      "&& with something else",
      "A: NOTIFY_OK, NOTIFY_DONE | default: NOTIFY_DONE",
      "if (event == A && data) return NOTIFY_OK;",
    ],
    ["! around", "A: NOTIFY_DONE | default: NOTIFY_OK", "if (!(event == A)) return NOTIFY_OK;"],
    ["likely() around", "A: NOTIFY_OK | default: NOTIFY_DONE", "if (likely(event == A)) return NOTIFY_OK;"],
    ["a mask off", "A: NOTIFY_OK | default: NOTIFY_DONE", "if ((event & ~FLAG) == A) return NOTIFY_OK;"],
    ["a flag may be set or not", "default: NOTIFY_OK, NOTIFY_DONE", "if (event & FLAG) return NOTIFY_OK;"],
    ["a range may hold or not", "default: NOTIFY_OK, NOTIFY_DONE", "if (event > A) return NOTIFY_OK;"],
    ["its truth", "default: NOTIFY_OK, NOTIFY_DONE", "if (!event) return NOTIFY_OK;"],
    [
      "its truth where it is a number",
      "3: NOTIFY_BAD | default: NOTIFY_OK, NOTIFY_DONE",
      "if (event == 3) return event ? NOTIFY_BAD : NOTIFY_STOP;\n	if (!event) return NOTIFY_OK;",
    ],
    [
      "else if",
      "A: NOTIFY_OK | B: NOTIFY_BAD | default: NOTIFY_STOP",
      "if (event == A) return NOTIFY_OK; else if (event == B) return NOTIFY_BAD; else return NOTIFY_STOP;",
    ],
    ["?:", "A: NOTIFY_OK | default: NOTIFY_BAD", "return event == A ? NOTIFY_OK : NOTIFY_BAD;"],
    ["?: on something else", "default: NOTIFY_OK, NOTIFY_BAD", "return busy(nb) ? NOTIFY_OK : NOTIFY_BAD;"],
    [
      "an alias of the event",
      "A: NOTIFY_OK | default: NOTIFY_DONE",
      "enum board_event e = event;\n	if (e == A) return NOTIFY_OK;",
    ],
    [
      "a cast alias",
      "A: NOTIFY_OK | default: NOTIFY_DONE",
      "unsigned int e = (unsigned int)event;\n	if (e == A) return NOTIFY_OK;",
    ],
    [
      "two names are two events",
      "A: NOTIFY_OK | B: NOTIFY_BAD | default: NOTIFY_DONE",
      "if (event == A) return NOTIFY_OK;\n	if (event == B) return NOTIFY_BAD;",
    ],
  ])("%s", (_, expected, body) => checkReturns(expected, `	${body}\n	return NOTIFY_DONE;`));

  it("the event under another parameter name, in a callback without void *", () =>
    checkFacts(
      "returns",
      `
static int cpu_event(struct notifier_block *self, unsigned long action, struct cpu *cpu)
//         ^^^^^^^^^ fact[returns]: CPU_UP: NOTIFY_OK | default: NOTIFY_DONE
{
	if (action == CPU_UP)
		return NOTIFY_OK;
	return NOTIFY_DONE;
}
static struct notifier_block cpu_nb = { .notifier_call = (notifier_fn_t)cpu_event };
`,
    ));
});

describe("conditional compilation inside a callback", () => {
  it("of a statement in the middle keeps both branches", () =>
    checkReturns(
      "default: NOTIFY_BAD, NOTIFY_DONE, NOTIFY_OK",
      `
#ifdef CONFIG_A
	if (ready(data))
		return NOTIFY_OK;
#else
	if (busy(data))
		return NOTIFY_BAD;
#endif
	return NOTIFY_DONE;`,
    ));

  it.each<[string, string, string]>([
    [
      "of a whole path",
      "A: NOTIFY_OK, NOTIFY_BAD | default: NOTIFY_DONE",
      "	if (event == A) {\n#ifdef CONFIG_A\n		return NOTIFY_OK;\n#else\n		return NOTIFY_BAD;\n#endif\n	}\n	return NOTIFY_DONE;",
    ],
    [
      "without #else goes around it too",
      "default: NOTIFY_OK, NOTIFY_DONE",
      "#ifdef CONFIG_A\n	return NOTIFY_OK;\n#endif\n	return NOTIFY_DONE;",
    ],
    [
      "with #elif",
      "default: 1, 2, 3",
      "#if A\n	return 1;\n#elif B\n	return 2;\n#else\n	return 3;\n#endif",
    ],
    [
      "with #elif and no #else",
      "default: 1, 2, 3",
      "#if A\n	return 1;\n#elif B\n	return 2;\n#endif\n	return 3;",
    ],
    [
      "around an assignment",
      "default: NOTIFY_OK, NOTIFY_BAD",
      "	int ret;\n#ifdef CONFIG_A\n	ret = NOTIFY_OK;\n#else\n	ret = NOTIFY_BAD;\n#endif\n	return ret;",
    ],
    [
      "around a declaration",
      "default: NOTIFY_OK, NOTIFY_BAD",
      "#ifdef CONFIG_A\n	int ret = NOTIFY_OK;\n#else\n	int ret = NOTIFY_BAD;\n#endif\n	return ret;",
    ],
    [
      "inside another",
      "default: 1, 2, 3",
      "#ifdef A\n#ifdef B\n	return 1;\n#else\n	return 2;\n#endif\n#else\n	return 3;\n#endif",
    ],
    [
      "asked twice goes the same way twice",
      "default: NOTIFY_BAD, NOTIFY_OK",
      "	int ret = NOTIFY_OK;\n#ifdef CONFIG_A\n	ret = NOTIFY_STOP;\n#endif\n	touch(data);\n#if IS_ENABLED(CONFIG_A)\n	return NOTIFY_BAD;\n#endif\n	return ret;",
    ],
    [
      "asked once more, the other way round",
      "default: NOTIFY_STOP, NOTIFY_OK",
      "	int ret = NOTIFY_OK;\n#ifdef CONFIG_A\n	ret = NOTIFY_STOP;\n#endif\n#ifndef CONFIG_A\n	return ret;\n#endif\n	return ret;",
    ],
    [
      "that is never and always compiled is none",
      "default: NOTIFY_STOP",
      "#if 0\n	return NOTIFY_OK;\n#else\n	touch(data);\n#endif\n#if 1\n	return NOTIFY_STOP;\n#else\n	return NOTIFY_BAD;\n#endif",
    ],
    [
      "around cases of a switch: without them their event goes to the default",
      "A: NOTIFY_OK, NOTIFY_DONE | B: NOTIFY_BAD | default: NOTIFY_DONE",
      "	switch (event) {\n#ifdef CONFIG_A\n	case A:\n		return NOTIFY_OK;\n#endif\n	case B:\n		return NOTIFY_BAD;\n	default:\n		return NOTIFY_DONE;\n	}",
    ],
    [
      "around the same case twice",
      "A: NOTIFY_OK, NOTIFY_BAD | default: NOTIFY_DONE",
      "	switch (event) {\n#ifdef CONFIG_A\n	case A:\n		return NOTIFY_OK;\n#else\n	case A:\n		return NOTIFY_BAD;\n#endif\n	}\n	return NOTIFY_DONE;",
    ],
    [
      "around the default of a switch",
      "A: NOTIFY_OK | default: NOTIFY_BAD, NOTIFY_DONE",
      "	switch (event) {\n	case A:\n		return NOTIFY_OK;\n#ifdef CONFIG_A\n	default:\n		return NOTIFY_BAD;\n#endif\n	}\n	return NOTIFY_DONE;",
    ],
    [
      "around a case that others fall through",
      "A: NOTIFY_BAD, NOTIFY_OK | B: NOTIFY_BAD, NOTIFY_OK | C: NOTIFY_OK | default: NOTIFY_OK",
      "	int ret = NOTIFY_OK;\n	switch (event) {\n	case A:\n		touch(data);\n#ifdef CONFIG_B\n	case B:\n		ret = NOTIFY_BAD;\n#endif\n	case C:\n		break;\n	}\n	return ret;",
    ],
    [
      "inside one case of a switch",
      "A: NOTIFY_OK, NOTIFY_BAD | default: NOTIFY_DONE",
      "	switch (event) {\n	case A:\n#ifdef CONFIG_A\n		return NOTIFY_OK;\n#endif\n		return NOTIFY_BAD;\n	}\n	return NOTIFY_DONE;",
    ],
    [
      "after a label",
      "default: NOTIFY_OK, NOTIFY_DONE",
      "	if (data)\n		goto out;\nout:\n#ifdef CONFIG_A\n	return NOTIFY_OK;\n#endif\n	return NOTIFY_DONE;",
    ],
    [
      // An else that hangs over the #endif is no sequence of statements: the branch is taken to be compiled.
      "that tears an if apart",
      "A: NOTIFY_OK | default: NOTIFY_BAD",
      "#ifdef CONFIG_A\n	if (event == A)\n		return NOTIFY_OK;\n	else\n#endif\n		return NOTIFY_BAD;",
    ],
    [
      "inside a branch that tears",
      "A: NOTIFY_OK, NOTIFY_STOP | default: NOTIFY_DONE",
      "#ifdef CONFIG_A\n	if (event == A) {\n#else\n	if (event == B) {\n#endif\n#ifdef CONFIG_C\n		return NOTIFY_OK;\n#else\n		return NOTIFY_STOP;\n#endif\n	}\n	return NOTIFY_DONE;",
    ],
  ])("%s", (_, expected, body) => checkReturns(expected, body));
});

describe("what is too much", () => {
  it("says that it did not follow everything", () => {
    const locals = Array.from({ length: 16 }, (_, i) => `v${i}`);
    const tests = locals.map((v) => `	if (busy(${v}))\n		${v} = NOTIFY_BAD;`);
    const returns = locals.map((v) => `	if (${v} == NOTIFY_BAD)\n		return NOTIFY_STOP;`);
    return checkReturns(
      "default: ? (the function is too complex to follow), NOTIFY_STOP, NOTIFY_DONE | the function is too complex to follow to every end",
      `	int ${locals.map((v) => `${v} = NOTIFY_OK`).join(", ")};\n\n${tests.join("\n")}\n${returns.join("\n")}\n	return NOTIFY_DONE;`,
    );
  });
});
