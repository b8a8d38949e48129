/** What is read first where not everything can be read. */
import { expect, test } from "vitest";
import { nearestFirst } from "../../client/src/nearestFirst";

const FILES = ["arch/x86/a.c", "drivers/net/b.c", "drivers/net/phy/c.c", "drivers/usb/d.c", "kernel/e.c"];

test.each<[string, string[], string[]]>([
  ["nothing is open", [], FILES],
  [
    "the open file, its folder, the folders around it, the rest",
    ["drivers/net/b.c"],
    ["drivers/net/b.c", "drivers/net/phy/c.c", "drivers/usb/d.c", "arch/x86/a.c", "kernel/e.c"],
  ],
  [
    "the nearest of several open files counts",
    ["drivers/usb/d.c", "kernel/other.c"],
    ["drivers/usb/d.c", "drivers/net/b.c", "drivers/net/phy/c.c", "kernel/e.c", "arch/x86/a.c"],
  ],
])("%s", (_, open, order) => {
  expect(nearestFirst([...FILES].reverse(), open)).toEqual(order);
});
