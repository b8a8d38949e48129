/**
 * A scenario in the words of driver.c. One program is
 *
 *   P CHAINS TYPE… EVENTS EVENT… BLOCKS (PRIORITY VALUE…)… OPERATION… .
 *
 * with a type by its first letter, a value for each event, and an operation one of
 *
 *   R|U|D CHAIN BLOCK SET PRIORITY    register, register with a unique priority, unregister; SET: 1 to set the priority
 *   C CHAIN EVENT 0                   call
 *   N CHAIN EVENT NR                  call with nr_to_call
 *   B CHAIN UP DOWN                   robust call
 *
 * It reads values for itself: a mistake of the simulator's reader must not be made twice.
 */
import os from "node:os";

const NAMED = {
  NOTIFY_DONE: "D",
  NOTIFY_OK: "O",
  NOTIFY_BAD: "B",
  NOTIFY_STOP: "S",
  NOTIFY_STOP_MASK: "M",
};

/** Events by name are numbers for the kernel; these are no events of any generated program. */
const FIRST_NAMED_EVENT = 1_000_000;

/** What the numbers of driver.c's answers stand for. */
export function namesOf(scenario) {
  const events = new Map();
  const see = (event) => {
    const key = String(event);
    const isNumber = /^-?\d+$/.test(key);
    if (!events.has(key)) events.set(key, isNumber ? key : String(FIRST_NAMED_EVENT + events.size));
  };
  for (const operation of scenario.program) {
    if ("call" in operation) see(operation.call);
    if ("callRobust" in operation) operation.callRobust.forEach(see);
  }
  return { events, blocks: scenario.callbacks.map(({ name }) => name) };
}

/**
 * @throws {Error} for what the driver does not run: a program that is not written out, values left open, a policy that
 *   the kernel has not got, the rules of another kernel
 */
export function translate(scenario) {
  const { program, policy = "last", kernel = "6.1", handoff } = scenario;
  if (program === undefined || policy !== "last" || !/^6\.1\b/.test(kernel) || handoff?.protocol === "direct")
    throw new Error(
      "only a scenario with a program, for Linux 6.1 and its own policy, runs on the kernel's code",
    );
  const chains = scenario.chains ?? [scenario.chain];
  const { events, blocks } = namesOf(scenario);
  const numbers = [...events.keys()];
  const chainOf = (on) => (on === undefined ? 0 : chains.findIndex(({ name }) => name === on));
  const words = [
    "P",
    chains.length,
    ...chains.map(({ type }) => type[0]),
    events.size,
    ...events.values(),
    blocks.length,
    ...scenario.callbacks.flatMap(({ priority = 0, returns }) => [
      priority,
      ...numbers.map((event) => valueWord(returns[event] ?? returns["*"] ?? 0)),
    ]),
  ];
  const lines = program.map((operation) => {
    const chain = chainOf(operation.on);
    return operationWords(operation, chain, blocks, (event) => events.get(String(event))).join(" ");
  });
  return `${words.join(" ")}\n${[...lines, "."].join("\n")}\n`;
}

function valueWord(value) {
  if (typeof value === "number") return `n${value}`;
  const named = NAMED[value];
  if (named) return named;
  const wrapped = /^notifier_from_errno\((.+)\)$/.exec(value)?.[1];
  if (wrapped) return `e${valueWord(wrapped)}`;
  if (/^-?\d+$|^0x[\da-f]+$/i.test(value)) return `n${Number(value)}`;
  const errno = os.constants.errno[/^-(E[A-Z\d]+)$/.exec(value)?.[1]];
  if (errno === undefined) throw new Error(`the driver knows no value ${JSON.stringify(value)}`);
  return `n${-errno}`;
}

function operationWords(operation, chain, blocks, eventWord) {
  const member = (letter, name) => [
    letter,
    chain,
    blocks.indexOf(name),
    operation.priority === undefined ? 0 : 1,
    operation.priority ?? 0,
  ];
  if ("register" in operation) return member("R", operation.register);
  if ("registerUniquePrio" in operation) return member("U", operation.registerUniquePrio);
  if ("unregister" in operation) return member("D", operation.unregister);
  if ("callRobust" in operation) return ["B", chain, ...operation.callRobust.map(eventWord)];
  const event = eventWord(operation.call);
  return operation.nrToCall === undefined ? ["C", chain, event, 0] : ["N", chain, event, operation.nrToCall];
}
