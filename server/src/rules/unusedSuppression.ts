/** `unused-suppression`: a comment that allows a finding which is not there. What decides is in suppression.ts. */
import type { Rule, RuleDocs } from "./rule";
import { UNUSED } from "./suppression";

const code = (comment: string): string => `//- /drivers/sensor.c
static BLOCKING_NOTIFIER_HEAD(sensor_chain);

static int log_event(struct notifier_block *nb, unsigned long event, void *data)
{
	pr_debug("sensor event %lu\\n", event);
${comment}	return NOTIFY_OK;
}

static struct notifier_block log_nb = {
	.notifier_call = log_event,
};

int log_start(void)
{
	return blocking_notifier_chain_register(&sensor_chain, &log_nb);
}

void sensor_tell(unsigned long event)
{
	blocking_notifier_call_chain(&sensor_chain, event, NULL);
}
`;

const docs: RuleDocs = {
  summary: "A comment allows a finding that is not there, or does not say why.",
  reports:
    "A comment `/* notifier-lens: allow RULE - reason */` silences findings of that rule on its own line and on the line " +
    "after it. This rule reports such a comment where the rule finds nothing, where the rule does not exist, and where " +
    "no reason is given. Comments for rules that did not run are left alone.",
  why:
    "A comment that outlives its reason hides the next bug on that line. One without a reason leaves the next reader to " +
    "find out again what somebody knew.",
  bad: code("	/* notifier-lens: allow raw-errno - nobody looks at the result */\n"),
  good: code(""),
  fixSafety: "Removing the comment changes no code.",
  whenNotToWorry: "The finding comes and goes with the configuration or the tree that is open.",
  pastFixes: "None: the comment is this program's own.",
};

export const unusedSuppression: Rule = { id: UNUSED, severity: "info", docs };
