/**
 * The shape of a scenario document, once: the validation of readScenario() and the JSON schema for editors both come
 * from here. What a shape cannot say (names that must exist, spellings of values) is the simulator's checkScenario().
 */
import * as z from "zod";
import { SPELLINGS } from "../notifier/spelling";
import { CLAIM_TESTS, MOST_TO_CALL, OPERATIONS } from "../simulator";

const INT_MIN = -0x80000000;
const INT_MAX = 0x7fffffff;
const UINT_MAX = 0xffffffff;

/** A value as JSON; what is nested deeper than the engine can follow only as what it is. */
function json(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return Array.isArray(value) ? "a list of lists" : "an object of objects";
  }
}

/** A value as a message shows it: JSON on one line, cut where it gets long. */
function show(value: unknown): string {
  const text = json(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The message of whatever is wrong with a value: that it is missing, or what it is; and what is allowed. */
function allowing(what: string) {
  return {
    error: ({ input }: { readonly input?: unknown }) =>
      input === undefined ? `is missing; allowed: ${what}` : `is ${show(input)}; allowed: ${what}`,
  };
}

/** An object with these fields and no others. */
function record<T extends z.core.$ZodLooseShape>(what: string, shape: T) {
  // `$schema` is the editor's, not a scenario's.
  const own = Object.keys(shape).filter((name) => !name.startsWith("$"));
  const names = own.join(", ");
  const wrong = allowing(`${what}, an object with ${names}`).error;
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `is no field here; allowed: ${names}` : wrong(issue),
  });
}

function integer(minimum: number, maximum: number, what: string) {
  return z.int(allowing(what)).min(minimum, allowing(what)).max(maximum, allowing(what));
}

const name = z.string(allowing("a name")).min(1, allowing("a name that is not empty"));

const event = z
  .union(
    [name, integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, "an integer")],
    allowing("an event, an integer or a name"),
  )
  .meta({ description: "An event: the integer that the walk passes, or the name of it." });

/** What editors propose for a value; anything else that {@link SPELLINGS} names is as right. */
const PROPOSED = [
  ...["NOTIFY_DONE", "NOTIFY_OK", "NOTIFY_BAD", "NOTIFY_STOP", "NOTIFY_STOP_MASK"],
  ...["notifier_from_errno(-EINVAL)", "-EINVAL"],
];

const spelling = z.string().meta({ examples: PROPOSED });
const number = integer(INT_MIN, UINT_MAX, "a 32-bit integer");

const value = z
  .union([spelling, number], allowing(SPELLINGS))
  .meta({ description: `A return value: ${SPELLINGS}.` });

const choice = z
  .union(
    [spelling, number, z.array(value).min(1, allowing("one value or more"))],
    allowing(`${SPELLINGS}, or a list of these`),
  )
  .meta({ description: `What it may return: ${SPELLINGS}; or a list of these, any of them.` });

const chain = record("a chain", {
  name: name.meta({ description: "The variable of the chain's head." }),
  type: z.enum(["atomic", "blocking", "raw", "srcu"], allowing("atomic, blocking, raw or srcu")),
});

const callback = record("a callback", {
  name: name.meta({ description: "The callback; its notifier_block goes by the same name." }),
  priority: integer(INT_MIN, INT_MAX, "a 32-bit integer")
    .meta({ description: "Walks call higher priorities first; 0 by default." })
    .exactOptional(),
  returns: z
    .record(z.string(), choice, allowing("an object, event to value, * for every other event"))
    .meta({ description: "Event to value; * is every other event. A list of values means any of these." }),
  handoff: z
    .enum(["frees", "keeps"], allowing("frees or keeps, or no such field"))
    .meta({ description: "Takes the object and frees it later, or takes it and never frees it." })
    .exactOptional(),
  takes: z
    .array(value, allowing("a list of values"))
    .meta({
      description: "The values with which it takes the object; by default it takes it whatever it returns.",
    })
    .exactOptional(),
});

const atPriority = integer(INT_MIN, INT_MAX, "a 32-bit integer")
  .meta({ description: "Sets the block's priority, whatever it was, before it is registered." })
  .exactOptional();

const on = name.meta({ description: "Which chain, where the scenario has several." }).exactOptional();

/** One shape for each of {@link OPERATIONS}, in that order. */
const operations = [
  record("a registration", { register: name, priority: atPriority, on }),
  record("a registration", { registerUniquePrio: name, priority: atPriority, on }),
  record("an unregistration", { unregister: name, on }),
  record("a call", {
    call: event,
    nrToCall: integer(INT_MIN, MOST_TO_CALL, `-1 for all, or 0 to ${MOST_TO_CALL}`)
      .meta({ description: "How many callbacks to call at most; -1, the default, for all." })
      .exactOptional(),
    on,
  }),
  record("a robust call", {
    callRobust: z
      .tuple([event, event], allowing("two events, [UP, DOWN]"))
      .meta({ description: "Calls all with the first event; if one ends the walk, undoes with the second." }),
    on,
  }),
] as const;

const operation = z.union(operations, allowing(`an object with one of ${OPERATIONS.join(", ")}`));

const handoff = record("a handoff", {
  object: name.meta({ description: "What each call hands out, such as task_struct." }).exactOptional(),
  claim: z
    .string(allowing(CLAIM_TESTS))
    .meta({
      description: `The caller's test for "taken": ${CLAIM_TESTS}. == NOTIFY_OK by default.`,
      examples: ["== NOTIFY_OK", "& NOTIFY_OK", "!= NOTIFY_DONE"],
    })
    .exactOptional(),
  protocol: z
    .enum(["claim", "refcount", "direct"], allowing("claim, refcount or direct"))
    .meta({
      description:
        "claim (default): the caller frees unless claimed. refcount: each taker holds a reference. " +
        "direct: no chain, the one taker is called straight away.",
    })
    .exactOptional(),
});

/** A scenario document, in shape. */
export const scenarioSchema = record("a scenario", {
  $schema: z
    .string(allowing("the place of a JSON schema"))
    .meta({ description: "The JSON schema that an editor checks the document with." })
    .exactOptional(),
  schema: z.literal(1, allowing("1")),
  kernel: z
    .string(allowing('a version such as "6.1"'))
    .meta({ description: "Which kernel's registration rules apply; the newest known by default." })
    .exactOptional(),
  chain: chain.exactOptional(),
  chains: z.array(chain, allowing("a list of chains")).min(1, allowing("one chain or more")).exactOptional(),
  callbacks: z.array(callback, allowing("a list of callbacks")),
  program: z
    .array(operation, allowing("a list of operations"))
    .meta({ description: "By default: registers every callback as listed, then calls each event once." })
    .exactOptional(),
  order: z
    .literal("any", allowing("any, or no such field"))
    .meta({ description: "Callbacks of equal priority may have been registered in any order." })
    .exactOptional(),
  policy: z
    .enum(["last", "or", "stop-on-ok"], allowing("one of last, or, stop-on-ok"))
    .meta({ description: "How the chain makes one result of many; last is the kernel's." })
    .exactOptional(),
  handoff: handoff.exactOptional(),
});

/** The JSON schema (draft 7, which VS Code validates and completes with) of a scenario document. */
export function scenarioJsonSchema(): object {
  const schema = z.toJSONSchema(scenarioSchema, { target: "draft-7", io: "input" });
  return { title: "Notifier Lens scenario", ...schema };
}
