/**
 * Events that come in pairs: a first one ("going to happen", PREPARE, GOING, PRE, ENTER) and the ones that close it, its
 * success and its cancel. The table's rows were read in the Linux 6.1.192 source at the file each names; for events of
 * no row, names decide, which is a heuristic and says so. This file must not know chains or scenarios.
 */

/** A first event and what closes it. An event may close both ways: PM_POST_SUSPEND does. */
export interface EventPair {
  readonly first: string;
  /** Sent when what was announced has happened. */
  readonly success: readonly string[];
  /** Sent when it has not; none where the kernel tells nobody. */
  readonly cancel: readonly string[];
  /** The kernel file that sends them; null for a pair that only the names suggest. */
  readonly source: string | null;
}

type Row = readonly [first: string, success: string, cancel: string];

/** By file. Several events that close the same way are separated by a space. */
const ROWS: Readonly<Record<string, readonly Row[]>> = {
  "mm/memory_hotplug.c": [
    ["MEM_GOING_OFFLINE", "MEM_OFFLINE", "MEM_CANCEL_OFFLINE"],
    ["MEM_GOING_ONLINE", "MEM_ONLINE", "MEM_CANCEL_ONLINE"],
  ],
  "kernel/cpu_pm.c": [
    ["CPU_PM_ENTER", "CPU_PM_EXIT", "CPU_PM_ENTER_FAILED"],
    ["CPU_CLUSTER_PM_ENTER", "CPU_CLUSTER_PM_EXIT", "CPU_CLUSTER_PM_ENTER_FAILED"],
  ],
  "kernel/power/suspend.c": [["PM_SUSPEND_PREPARE", "PM_POST_SUSPEND", "PM_POST_SUSPEND"]],
  "kernel/power/hibernate.c": [
    ["PM_HIBERNATION_PREPARE", "PM_POST_HIBERNATION", "PM_POST_HIBERNATION"],
    ["PM_RESTORE_PREPARE", "PM_POST_RESTORE", "PM_POST_RESTORE"],
  ],
  "kernel/module/main.c": [["MODULE_STATE_COMING", "MODULE_STATE_LIVE", "MODULE_STATE_GOING"]],
  "drivers/clk/clk.c": [["PRE_RATE_CHANGE", "POST_RATE_CHANGE", "ABORT_RATE_CHANGE"]],
  "drivers/regulator/core.c": [
    [
      "REGULATOR_EVENT_PRE_VOLTAGE_CHANGE",
      "REGULATOR_EVENT_VOLTAGE_CHANGE",
      "REGULATOR_EVENT_ABORT_VOLTAGE_CHANGE",
    ],
    ["REGULATOR_EVENT_PRE_DISABLE", "REGULATOR_EVENT_DISABLE", "REGULATOR_EVENT_ABORT_DISABLE"],
  ],
  // The power domain that could not be switched is told that it is as it was.
  "drivers/base/power/domain.c": [
    ["GENPD_NOTIFY_PRE_ON", "GENPD_NOTIFY_ON", "GENPD_NOTIFY_OFF"],
    ["GENPD_NOTIFY_PRE_OFF", "GENPD_NOTIFY_OFF", "GENPD_NOTIFY_ON"],
  ],
  "drivers/base/dd.c": [
    ["BUS_NOTIFY_BIND_DRIVER", "BUS_NOTIFY_BOUND_DRIVER", "BUS_NOTIFY_DRIVER_NOT_BOUND"],
    ["BUS_NOTIFY_UNBIND_DRIVER", "BUS_NOTIFY_UNBOUND_DRIVER", ""],
  ],
  // A transition that failed is told as one back to the old frequency: PRECHANGE and POSTCHANGE once more.
  "drivers/cpufreq/cpufreq.c": [["CPUFREQ_PRECHANGE", "CPUFREQ_POSTCHANGE", "CPUFREQ_POSTCHANGE"]],
  "drivers/devfreq/devfreq.c": [["DEVFREQ_PRECHANGE", "DEVFREQ_POSTCHANGE", "DEVFREQ_POSTCHANGE"]],
  "net/core/dev.c": [
    ["NETDEV_PRE_UP", "NETDEV_UP", ""],
    ["NETDEV_GOING_DOWN", "NETDEV_DOWN", ""],
    ["NETDEV_PRECHANGEMTU", "NETDEV_CHANGEMTU", ""],
    ["NETDEV_PRECHANGEUPPER", "NETDEV_CHANGEUPPER", ""],
    ["NETDEV_PRE_CHANGEADDR", "NETDEV_CHANGEADDR", ""],
  ],
  "drivers/net/bonding/bond_main.c": [["NETDEV_PRE_TYPE_CHANGE", "NETDEV_POST_TYPE_CHANGE", ""]],
  "drivers/of/overlay.c": [
    ["OF_OVERLAY_PRE_APPLY", "OF_OVERLAY_POST_APPLY", ""],
    ["OF_OVERLAY_PRE_REMOVE", "OF_OVERLAY_POST_REMOVE", ""],
  ],
  "drivers/remoteproc/qcom_common.c": [
    ["QCOM_SSR_BEFORE_POWERUP", "QCOM_SSR_AFTER_POWERUP", ""],
    ["QCOM_SSR_BEFORE_SHUTDOWN", "QCOM_SSR_AFTER_SHUTDOWN", ""],
  ],
  // The one file that 6.1 has no more of: CPU hotplug had a notifier chain until 4.9 (?).
  "kernel/cpu.c (up to 4.9)": [
    ["CPU_UP_PREPARE", "CPU_ONLINE", "CPU_UP_CANCELED"],
    ["CPU_DOWN_PREPARE", "CPU_DEAD", "CPU_DOWN_FAILED"],
  ],
};

const words = (list: string): string[] => list.split(" ").filter((word) => word !== "");

const TABLE: ReadonlyMap<string, EventPair> = new Map(
  Object.entries(ROWS).flatMap(([source, rows]) =>
    rows.map(([first, success, cancel]): [string, EventPair] => [
      first,
      { first, success: words(success), cancel: words(cancel), source },
    ]),
  ),
);

const FIRST = /^(?:PRE|PREPARE|PREPARING|GOING|ENTER|ENTERING|BEFORE)$/;
const CANCEL = /^(?:CANCEL|CANCELED|CANCELLED|ABORT|ABORTED|FAIL|FAILED)$/;
const SUCCESS = /^(?:POST|EXIT|LEAVE|AFTER|DONE|COMPLETE|COMPLETED)$/;

/** The words of a name; PRE and POST are split from the word they are glued to (PRECHANGE), but PREPARE is a word. */
function wordsOf(event: string): string[] {
  return event
    .toUpperCase()
    .split("_")
    .flatMap((word) => {
      const glued = FIRST.test(word) ? null : /^(PRE|POST)(.{3,})$/.exec(word);
      return glued === null ? [word] : glued.slice(1);
    });
}

/** What an event is about: its words without those that tell when it comes. */
function subjectOf(event: string): string {
  const rest = wordsOf(event).filter((word) => ![FIRST, CANCEL, SUCCESS].some((role) => role.test(word)));
  return rest.join("_");
}

/** Whether a name says "is going to": a word of {@link FIRST} and none that says how it ended. */
function announces(event: string): boolean {
  const said = wordsOf(event);
  return said.some((w) => FIRST.test(w)) && !said.some((w) => CANCEL.test(w) || SUCCESS.test(w));
}

function pairByName(event: string, events: readonly string[]): EventPair | null {
  const subject = subjectOf(event);
  if (!announces(event) || subject === "") return null;
  const closing = [...new Set(events)].filter((e) => !announces(e) && subjectOf(e) === subject);
  const cancels = (e: string) => wordsOf(e).some((word) => CANCEL.test(word));
  const pair = {
    first: event,
    success: closing.filter((e) => !cancels(e)),
    cancel: closing.filter(cancels),
    source: null,
  };
  return closing.length === 0 ? null : pair;
}

/**
 * The pair that an event opens.
 * @param event the event; a number opens nothing, as numbers have no names.
 * @param allEvents the events that the chain is walked with: where no row of the table has the event, its partners are
 *   looked for among these by name, and nowhere else.
 * @returns null for an event that opens no pair. `source` is null where the names alone decided.
 */
export function pairOf(event: string | number, allEvents: readonly (string | number)[]): EventPair | null {
  if (typeof event === "number") return null;
  const names = allEvents.filter((other) => typeof other === "string");
  return TABLE.get(event) ?? pairByName(event, names);
}
