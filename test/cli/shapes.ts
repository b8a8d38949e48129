/** The shapes of contract.md, for whatever prints JSON. Fields may be added to them, so none of them is strict. */
import { z } from "zod";

const count = z.int().min(0);
const lineNumber = z.int().min(1);
const file = z.string().regex(/^[^/\\][^\\]*$/, "relative, with /");
const spelling = z
  .string()
  .regex(/^(?:\?|NOTIFY_\w+(?:\|\w+)*|-?\w+|notifier_from_errno\((?:-\w+|\.\.\.)\)|[\w|~()-]+)$/);

const site = z.looseObject({ function: z.string(), file, line: lineNumber });
const registration = site.extend({ call: z.string().min(1) });
const use = z.enum([
  "ignored",
  "returned",
  "to_errno",
  "stop_mask",
  "eq_BAD",
  "eq_STOP",
  "eq_OK",
  "nonzero",
  "other",
]);
const byEvent = z.record(z.string(), z.array(spelling));

const callback = z.looseObject({
  function: z.string(),
  file,
  line: lineNumber,
  block: z.string(),
  priority: z.string(),
  returns: z.array(spelling),
  returnsByEvent: byEvent,
  handoff: z.looseObject({ takes: z.array(spelling).min(1) }).optional(),
  registeredBy: registration,
  unregisteredBy: z.array(registration),
});

const callSite = site.extend({
  event: z.string(),
  robust: z.boolean(),
  use,
  effectiveUse: z.array(site.extend({ use })),
});

export const chainsDocument = z.looseObject({
  schema: z.literal(1),
  root: z.string(),
  kernelVersion: z.string().nullable(),
  chains: z.array(
    z.looseObject({
      id: z.string().regex(/^(?:[^:]+:[\w.]+|struct \w+\.[\w.]+)$/),
      name: z.string(),
      type: z.enum(["atomic", "blocking", "raw", "srcu"]),
      file,
      line: lineNumber,
      protocol: z.enum(["notify-only", "errno-veto", "stop-veto", "claim", "mixed"]),
      callbacks: z.array(callback),
      callSites: z.array(callSite),
    }),
  ),
  unresolved: z.array(
    z.looseObject({
      kind: z.enum(["callback", "registration", "callSite"]),
      name: z.string(),
      file,
      line: lineNumber,
      why: z.string().min(1),
      returns: z.array(spelling).optional(),
    }),
  ),
});

const edit = z.looseObject({
  file,
  startLine: lineNumber,
  startColumn: lineNumber,
  endLine: lineNumber,
  endColumn: lineNumber,
  newText: z.string(),
});

export const checkDocument = z.looseObject({
  schema: z.literal(1),
  findings: z.array(
    z.looseObject({
      rule: z.string().regex(/^[a-z]+(?:-[a-z]+)*$/),
      severity: z.enum(["error", "warning", "info"]),
      file,
      line: lineNumber,
      column: lineNumber,
      endLine: lineNumber,
      endColumn: lineNumber,
      message: z.string().min(1),
      chain: z.string().nullable(),
      related: z.array(z.looseObject({ file, line: lineNumber, message: z.string().min(1) })),
      witness: z.looseObject({ schema: z.literal(1) }).nullable(),
      fix: z
        .looseObject({ title: z.string(), safety: z.enum(["safe", "suggestion"]), edits: z.array(edit) })
        .nullable(),
    }),
  ),
  summary: z.looseObject({
    files: count,
    chains: count,
    callbacks: count,
    findings: count,
    milliseconds: count,
  }),
});

const int = z.int().min(-0x80000000).max(0x7fffffff);
const event = z.union([z.string(), z.int()]);

const visits = z.array(z.looseObject({ callback: z.string(), event, returned: int }));

export const simulateDocument = z.looseObject({
  schema: z.literal(1),
  chain: z.string().optional(),
  chains: z.array(z.string()).min(1).optional(),
  steps: z.array(
    z.union([
      z.looseObject({
        op: z.enum(["register", "registerUniquePrio", "unregister"]),
        callback: z.string(),
        returned: int,
      }),
      z.looseObject({
        op: z.enum(["register", "registerUniquePrio", "unregister"]),
        callback: z.string(),
        endless: z.literal(true),
      }),
      z.looseObject({
        op: z.enum(["call", "callRobust"]),
        visited: visits,
        cycle: z.array(z.string()).min(1),
        endless: z.literal(true),
      }),
      z.looseObject({
        op: z.enum(["call", "callRobust"]),
        visited: visits,
        result: int,
        nrCalls: count,
        errno: int,
        stoppedBy: z.string().nullable(),
      }),
    ]),
  ),
  handoff: z
    .looseObject({
      claims: count,
      owners: count,
      callerFrees: z.boolean(),
      frees: count,
      outcome: z.enum(["ok", "leak", "double-free"]),
    })
    .optional(),
});

export const errorDocument = z.looseObject({
  schema: z.literal(1),
  error: z.array(z.looseObject({ path: z.string().startsWith("$"), message: z.string().min(1) })).min(1),
});
