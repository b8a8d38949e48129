/** What one callback returns: the short way for tables of bodies. */
import { checkFacts } from "./checkFacts";

/** A callback `on_event` with this body, its returns as expected, and other functions before it. */
export function checkReturns(expected: string, body: string, before = ""): Promise<void> {
  return checkFacts(
    "returns",
    `#include <linux/notifier.h>
${before}
static int on_event(struct notifier_block *nb, unsigned long event, void *data)
//         ^^^^^^^^ fact[returns]: ${expected}
{
${body}
}
`,
  );
}
