/** What driver.c prints for the steps that the simulator answered. Must not look at scenarios' values or priorities. */

/** How many calls of a walk that never ends the driver lets happen: MOST_CALLS in driver.c. */
const MOST_CALLS = 300;

/**
 * @param steps of an answer of `simulate`
 * @param names of the scenario, from `namesOf`
 * @returns {string} one line
 */
export function expected(steps, { events, blocks }) {
  const places = new Map(blocks.map((name, place) => [name, place]));
  const call = ({ callback, event }) => ` ${places.get(callback)}:${events.get(String(event))}`;
  return steps.map((step) => `${stepText(step, call)};`).join("");
}

function stepText(step, call) {
  if ("callback" in step) {
    if ("endless" in step) return "!";
    return `${step.returned}${"warning" in step ? "w" : ""}`;
  }
  if ("endless" in step) return `!${unrolled(step).map(call).join("")}`;
  const counted = step.op === "call" && "nrToCall" in step ? `/${step.nrCalls}` : "";
  return `${step.result}/${step.errno}${counted}${step.visited.map(call).join("")}`;
}

/** The calls of an endless walk until the driver cuts it: its cycle again and again. */
function unrolled({ visited, cycle }) {
  const calls = [...visited];
  const round = visited.slice(visited.length - cycle.length);
  while (calls.length < MOST_CALLS) calls.push(...round);
  return calls.slice(0, MOST_CALLS);
}
