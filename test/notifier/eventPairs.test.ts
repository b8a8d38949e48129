import { describe, expect, test } from "vitest";
import { pairOf } from "../../server/src/notifier/eventPairs";

function checkPair(event: string, events: string, expected: null | [success: string, cancel: string]): void {
  const pair = pairOf(event, events.split(" "));
  const told = pair === null ? null : [pair.success.join(" "), pair.cancel.join(" ")];
  expect(told).toEqual(expected);
}

describe("pairs that were read in the kernel", () => {
  test.each<[event: string, success: string, cancel: string, source: string]>([
    ["MEM_GOING_OFFLINE", "MEM_OFFLINE", "MEM_CANCEL_OFFLINE", "mm/memory_hotplug.c"],
    ["CPU_PM_ENTER", "CPU_PM_EXIT", "CPU_PM_ENTER_FAILED", "kernel/cpu_pm.c"],
    ["PM_SUSPEND_PREPARE", "PM_POST_SUSPEND", "PM_POST_SUSPEND", "kernel/power/suspend.c"],
    ["MODULE_STATE_COMING", "MODULE_STATE_LIVE", "MODULE_STATE_GOING", "kernel/module/main.c"],
    ["GENPD_NOTIFY_PRE_OFF", "GENPD_NOTIFY_OFF", "GENPD_NOTIFY_ON", "drivers/base/power/domain.c"],
    ["NETDEV_PRE_UP", "NETDEV_UP", "", "net/core/dev.c"],
  ])("%s", (event, success, cancel, source) => {
    checkPair(event, "", [success, cancel]);
    expect(pairOf(event, [])?.source).toBe(source);
  });
});

describe("pairs by name, among the events of the chain", () => {
  test.each<[event: string, events: string, expected: null | [string, string]]>([
    ["FOO_GOING_AWAY", "FOO_AWAY FOO_CANCEL_AWAY BAR_AWAY", ["FOO_AWAY", "FOO_CANCEL_AWAY"]],
    ["FOO_PREPARE", "FOO_PREPARE POST_FOO", ["POST_FOO", ""]],
    ["FOO_PRECHANGE", "FOO_POSTCHANGE FOO_PRECHANGE", ["FOO_POSTCHANGE", ""]],
    ["FOO_PRECHANGEMTU", "FOO_CHANGEMTU", ["FOO_CHANGEMTU", ""]],
    ["FOO_ENTER", "FOO_ENTER FOO_ENTER_FAILED FOO_EXIT", ["FOO_EXIT", "FOO_ENTER_FAILED"]],
    ["PRE_FOO", "POST_FOO ABORT_FOO", ["POST_FOO", "ABORT_FOO"]],
    ["FOO_PREPARE_SHUT", "FOO_SHUT FOO_SHUT_CANCELED", ["FOO_SHUT", "FOO_SHUT_CANCELED"]],
    ["FOO_GOING", "FOO_COMING FOO_UP", null],
    ["FOO_UP", "FOO_PRE_UP FOO_UP", null],
    ["FOO_PRESENT", "FOO_PRESENT FOO_ABSENT", null],
    ["FOO_ENTER_FAILED", "FOO_EXIT", null],
    ["ENTER", "EXIT", null],
  ])("%s among %s", (event, events, expected) => {
    checkPair(event, events, expected);
  });

  test("a heuristic says that it is one", () => {
    expect(pairOf("FOO_ENTER", ["FOO_EXIT"])?.source).toBeNull();
  });
});

test("numbers open no pair", () => {
  expect(pairOf(1, ["MEM_OFFLINE", 2])).toBeNull();
});
