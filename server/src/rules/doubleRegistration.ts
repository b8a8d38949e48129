/** `double-registration`: a driver registers one static block for each of its devices. */
import type { Chain } from "../model/model";
import { FALLBACK_REGISTRATIONS } from "../notifier/kernelApi";
import { type DoubleRegistration, kernelRules } from "../simulator/kernel";
import type { Scenario } from "../simulator/types";
import { perDeviceExample } from "./registrationExamples";
import { isManaged, liesInAllocatedMemory, type Registered, registrationsOn, roleOf } from "./registrations";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { called, placeOf, related } from "./words";

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  // Each object has a chain of its own, and its listener may be there once.
  if (chain.id.startsWith("struct ")) return [];
  return registrationsOn(chain)
    .filter(isPerDevice)
    .map((registered) => finding(chain, registered, kernelVersion));
}

function isPerDevice(registered: Registered): boolean {
  const { around, callback } = registered;
  if (liesInAllocatedMemory(registered) || isManaged(registered) || !roleOf(registered, "probe"))
    return false;
  // Only the one power controller of a machine restarts it.
  if (FALLBACK_REGISTRATIONS.has(callback.registeredBy.call)) return false;
  return around.life.bus !== null && !around.life.counts;
}

function finding(chain: Chain, { callback, around }: Registered, kernelVersion: string | null): RuleFinding {
  const { registeredBy, block } = callback;
  const probe = around.life.roles.find(({ role }) => role === "probe");
  const through = probe?.through ? `, called by ${called(probe.through)},` : "";
  const isCorrupted = ["unchecked", "warn-once"].includes(checkOf(kernelVersion));
  return {
    ...placeOf(registeredBy),
    severity: isCorrupted ? "error" : "warning",
    message:
      `${called(registeredBy.function)}${through} registers the one ${block} (${called(callback.function)}) on ` +
      `${chain.name} for each ${around.life.bus} device that is probed: ${consequence(kernelVersion)} ` +
      "Register it once where the module starts, or give each device a block of its own.",
    chain: chain.id,
    related: callback.unregisteredBy
      .slice(0, 2)
      .map((site) => related(site, `${called(site.function)} takes it off for all devices`)),
    witness: witness(chain, callback.function, kernelVersion),
    fix: null,
  };
}

/** What the tree's kernel does, or the newest one. */
function checkOf(kernelVersion: string | null): DoubleRegistration {
  return kernelRules(kernelVersion ?? undefined)?.doubleRegistration ?? "refuse";
}

/** What happens with the second device, by the kernel's version. */
function consequence(kernelVersion: string | null): string {
  const then = "when one device goes the block is taken off although others are there.";
  switch (checkOf(kernelVersion)) {
    case "refuse":
      return `with the second one the kernel warns and answers -EEXIST, and ${then}`;
    case "ignore":
      return `with the second one the kernel warns and does nothing, and ${then}`;
    default:
      return "the second time the block is linked into the list again, which loses members or makes it endless.";
  }
}

/** Two devices, another listener; then the first device goes. */
function witness(chain: Chain, callback: string, kernelVersion: string | null): Scenario {
  const other = "another listener";
  return {
    schema: 1,
    ...(kernelVersion === null ? {} : { kernel: kernelVersion }),
    chain: { name: chain.name, type: chain.type },
    callbacks: [callback, other].map((name) => ({ name, returns: { "*": "NOTIFY_DONE" } })),
    program: [
      { register: callback },
      { register: other },
      { register: callback },
      { unregister: callback },
      { call: 0 },
    ],
  };
}

const docs: RuleDocs = {
  summary: "A driver registers the same static notifier block once for each of its devices.",
  reports:
    "A static block that is registered on a global chain in the probe function of a PCI, USB, I2C, HID, virtio or " +
    "PCMCIA driver, or in what that calls, where neither counts devices nor asks whether it was there before. Platform " +
    "drivers stay silent, as most describe one part of one machine; restart handlers do too.",
  why:
    "A block stands in one list once. What a second registration does depends on the kernel: up to 5.3 it is linked in " +
    "again and the list loses members or never ends; from 5.4 on it is ignored with a warning, from 5.17 on it fails " +
    "with -EEXIST. Then the first device that is removed takes the block off for those that stay.",
  bad: perDeviceExample(false),
  good: perDeviceExample(true),
  fixSafety: "There is no automatic fix: the registration has to move, and its undoing with it.",
  whenNotToWorry: "No machine has two of these devices.",
  pastFixes:
    "*net: ethernet: adi: adin1110: Fix notifiers* (2022) moved the registration from probe to module start; " +
    "*kernel/notifier.c: intercept duplicate registrations* (1a50cb80f219, 2020) tells of lists that loop and lose members.",
};

export const doubleRegistration: Rule = { id: "double-registration", severity: "error", docs, checkChain };
